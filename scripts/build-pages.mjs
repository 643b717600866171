// Builds the front ends when a source of theirs has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { chat, desk, launcher, page } from '../vite.config.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = join(root, 'dist/chat')
const builtDesk = join(root, 'dist/desk')
const mark = join(root, 'dist/.built-from')
const sources = [
  'bot/widget',
  'dashboard',
  'locales',
  'vite.config.ts',
  'scripts/build-pages.mjs',
  'package-lock.json',
]

// For phones with little data: the button at once, the whole within the first second of a slow connection.
const MOST_LAUNCHER_BYTES = 5_000
// A zlib of another version may take some bytes more than the one that the test measures with.
const MOST_WIDGET_BYTES = 30_200

function* filesIn(path) {
  const entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesIn(join(path, entry.name))
    else yield join(path, entry.name)
  }
}

function refuseAbove(most, what, ...files) {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file))).length, 0)
  if (bytes > most) throw new Error(`${what} is ${bytes} bytes with gzip; it may be ${most} at most.`)
}

async function buildAll() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const chatScripts = {}
  for (const locale of ['nl', 'en']) {
    const { output } = await build(chat(locale))
    chatScripts[locale] = `/${output[0].fileName}`
  }
  await build(launcher(chatScripts))
  await build(page)
  await build(desk)
  refuseAbove(MOST_LAUNCHER_BYTES, 'The launcher', 'widget.js')
  for (const script of Object.values(chatScripts))
    refuseAbove(MOST_WIDGET_BYTES, 'The launcher with the chat', 'widget.js', script)
  for (const file of [...filesIn(built), ...filesIn(builtDesk)]) {
    if (!/\.(?:html|js|css|svg)$/u.test(file)) continue
    writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)))
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)))
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
  await buildAll()
  writeFileSync(mark, wanted)
}
