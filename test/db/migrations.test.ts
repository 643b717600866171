import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache/wegwijs')

it('the migrations bring a database to exactly the schema', () => {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'drift-'))
  try {
    cpSync(join(root, 'db/migrations'), folder, { recursive: true })
    const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
    // The kit takes paths below its working directory alone, and ends well when it finds nothing there.
    const options = ['--dialect', 'postgresql', '--schema', 'db/schema.ts', '--casing', 'snake_case']
    const said = execFileSync(
      process.execPath,
      [kit, 'generate', ...options, '--out', relative(root, folder), '--name', 'drift'],
      { cwd: root, encoding: 'utf8' },
    )
    expect(said).toContain('No schema changes')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
