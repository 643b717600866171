// Builds the front ends when a source of theirs has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const mark = join(root, 'dist/.built-from')
const sources = ['bot/widget', 'locales', 'vite.config.ts', 'package-lock.json']

function* filesIn(path) {
  const entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesIn(join(path, entry.name))
    else yield join(path, entry.name)
  }
}

const digest = createHash('sha256')
for (const source of sources) {
  const path = join(root, source)
  for (const file of source.includes('.') ? [path] : filesIn(path))
    digest.update(file).update(readFileSync(file))
}
const wanted = digest.digest('hex')
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  writeFileSync(mark, wanted)
}
