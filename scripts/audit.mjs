// Known vulnerabilities in what we use: a grave one ends in an error. A registry that does not know the question (405)
// is passed over, and that alone.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const { stdout, stderr, status } = spawnSync('npm', ['audit', '--json', '--audit-level=high'], {
  cwd,
  encoding: 'utf8',
  shell: process.platform === 'win32',
})
if (/\b405 Method Not Allowed\b/.test(stdout + stderr)) {
  console.log('Not audited: this registry does not answer npm audit (405).')
} else if (status !== 0) {
  const { vulnerabilities = {} } = JSON.parse(stdout || '{}')
  const grave = Object.values(vulnerabilities).filter(({ severity }) => /high|critical/.test(severity))
  for (const { name, severity, range } of grave) console.error(`${severity}: ${name} ${range}`)
  if (grave.length === 0) console.error(stderr || stdout)
  process.exit(1)
} else console.log('Audited: nothing grave is known of what is used here.')
