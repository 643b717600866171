// Every package in the lockfile has a licence under which it may be part of this; any other is named here with why.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'Zlib',
])

/** The package, the licence that it has, and why that is no hindrance. */
const EXCEPTIONS = {
  'date-holidays': [
    '(ISC AND CC-BY-3.0)',
    'its list of holidays asks that it is named, which DEPENDENCIES in SECURITY.md does',
  ],
  argparse: ['PSF-2.0', 'as free as BSD; asks that its notice stays, which it does'],
  'axe-core': ['MPL-2.0', 'used unchanged, in tests alone'],
  '@axe-core/playwright': ['MPL-2.0', 'used unchanged, in tests alone'],
  'svelte-toolbelt': [
    'unknown',
    'MIT by the LICENSE file in the package, which its package.json does not name',
  ],
}

/** Builds the pages: used unchanged, and no part of what a browser gets. Each kind of machine has its own package. */
const isLightningcss = (name, licence) => /^lightningcss(?:-|$)/.test(name) && licence === 'MPL-2.0'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'))

/** "(MIT OR GPL-2.0)" is allowed by its first, "MIT AND CC-BY-3.0" by both or not at all. */
const isAllowed = (licence) =>
  licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((each) => ALLOWED.has(each.trim())))

function licenceOf(path, { license }) {
  if (license) return license
  const file = `${path}/package.json`
  if (!existsSync(`${root}${file}`)) return 'unknown'
  const { license: own, licenses } = read(file)
  return own?.type ?? own ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown'
}

const faults = []
const met = new Set()
let many = 0
for (const [path, entry] of Object.entries(read('package-lock.json').packages)) {
  if (path === '' || entry.link) continue
  many += 1
  const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const licence = licenceOf(path, entry)
  if (isAllowed(licence) || isLightningcss(name, licence)) continue
  const exception = EXCEPTIONS[name]
  if (exception?.[0] === licence) met.add(name)
  else
    faults.push(`${name} ${entry.version}: ${licence}${entry.dev ? ' (only for building and testing)' : ''}`)
}
const idle = Object.keys(EXCEPTIONS).filter((name) => !met.has(name))
if (idle.length > 0) faults.push(`no longer needed as an exception: ${idle.join(', ')}`)
for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exit(1)
console.log(`${many} packages, each under a licence that allows this use.`)
