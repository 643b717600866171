import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('the migrations bring a database to exactly the schema', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijs-drift-'))
  try {
    cpSync(join(root, 'db/migrations'), folder, { recursive: true })
    const before = readdirSync(folder)
    const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
    const options = [
      '--dialect',
      'postgresql',
      '--schema',
      join(root, 'db/schema.ts'),
      '--casing',
      'snake_case',
    ]
    execFileSync(process.execPath, [kit, 'generate', ...options, '--out', folder, '--name', 'drift'], {
      cwd: root,
    })
    expect(readdirSync(folder)).toEqual(before)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
