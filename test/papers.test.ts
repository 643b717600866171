import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PAPERS = [
  'SECURITY.md',
  'docs/threat-model.md',
  'docs/dpia.md',
  'docs/processing-register.md',
  'docs/accessibility.md',
  'docs/scan.md',
]
const root = fileURLToPath(new URL('..', import.meta.url))
const read = (paper: string) => readFileSync(root + paper, 'utf8')

it.each(PAPERS)('every file that %s names is there', (paper) => {
  const named = [...read(paper).matchAll(/`((?:test|server|scripts|docs)\/[\w./-]+)`/gu)].map(
    ([, path]) => path!,
  )
  expect(named.filter((path) => !existsSync(root + path))).toEqual([])
})

it('each threat is tied to a test', () => {
  const rows = read('docs/threat-model.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:---|who)/u.test(line))
  expect(rows.length).toBeGreaterThan(15)
  expect(rows.filter((row) => !/`test\/[\w./-]+\.test\.ts`/u.test(row))).toEqual([])
})

it('every package has one version by which it is installed, and no other', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
  const wanted = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies })
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version))).toEqual([])
  const { packages } = JSON.parse(read('package-lock.json'))
  const locked = wanted.filter(([name]) => !(`node_modules/${name}` in packages))
  expect(locked).toEqual([])
  expect(wanted.filter(([name, version]) => packages[`node_modules/${name}`].version !== version)).toEqual([])
})
