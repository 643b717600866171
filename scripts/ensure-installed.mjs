// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs exactly what the lockfile
// says when that is not what node_modules holds. Plain JavaScript without dependencies, since nothing is there yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const mark = `${root}node_modules/.installed-lockfile`
const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex')
const installed = existsSync(mark) ? readFileSync(mark, 'utf8') : ''

if (installed !== wanted) {
  process.stderr.write('Installing what Wegwijs needs (once, and after a change of package-lock.json)...\n')
  // The settings of the npm that started this script must not steer the one that installs.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)))
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    process.stderr.write('Installing failed. Is the npm registry reachable? Run `npm ci` to see why.\n')
    process.exit(1)
  }
  writeFileSync(mark, wanted)
}
