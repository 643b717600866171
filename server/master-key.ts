import { mkdir, readFile, writeFile } from 'node:fs/promises'
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
  try {
    await writeFile(file, Buffer.from(newKey()).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return asKey(Buffer.from(await readFile(file, 'utf8'), 'base64'))
}
