import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asKey, newKey, type Key } from '../db/sealing.ts'

/**
 * The key that wraps every organisation's key: from the settings, else from DATA_DIR, where one is made
 * (readable by its owner alone) when there is none.
 */
export async function masterKeyFrom(setting: string | null, dataDir: string): Promise<Key> {
  if (setting) return asKey(Buffer.from(setting, 'base64'))
  const file = join(dataDir, 'master.key')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  // Linked once it is whole: a start that is cut off here must not leave half a key for the next.
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, Buffer.from(newKey()).toString('base64'), { mode: 0o600 })
  try {
    await link(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft)
  }
  return asKey(Buffer.from(await readFile(file, 'utf8'), 'base64'))
}
