import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asSecret, masterKeyOf, newSecret, type MasterKey, type Secret } from '../db/sealing.ts'
import type { Config } from './config.ts'

/** Where the master key is, when no setting gives it, and the one before it while it is being changed. */
export const masterKeyFile = (dataDir: string) => join(dataDir, 'master.key')
export const previousKeyFile = (dataDir: string) => join(dataDir, 'master.key.previous')

type Given = Pick<Config, 'dataDir' | 'masterKey' | 'previousMasterKey'>

/**
 * The key that wraps every other key: from the settings, else from DATA_DIR, where one is made (readable by its
 * owner alone) when there is none. With the one before it, as long as that is given.
 */
export async function masterKeyFrom(
  { dataDir, masterKey, previousMasterKey }: Given,
  tell: (sentence: string) => void = () => {},
): Promise<MasterKey> {
  const previous: string | null =
    previousMasterKey ?? (await readFile(previousKeyFile(dataDir), 'utf8').catch(() => null))
  const current = masterKey ? inBase64(masterKey) : await madeOnce(dataDir, tell)
  return masterKeyOf(current, previous ? inBase64(previous) : null)
}

async function madeOnce(dataDir: string, tell: (sentence: string) => void): Promise<Secret> {
  const file = masterKeyFile(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  if (await writeKeyOnce(file, newSecret()))
    tell(
      `A master key was made in ${file}. Keep a copy apart from the database: without it nobody can read what is stored.`,
    )
  // A copy that was put back may have come with the rights of a backup.
  await chmod(file, 0o600)
  return inBase64(await readFile(file, 'utf8'))
}

/** Writes a key for its owner alone, whole or not at all; false when there is a file of that name. */
export async function writeKeyOnce(file: string, secret: Secret): Promise<boolean> {
  // Linked once it is whole: a start that is cut off here must not leave half a key for the next.
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, Buffer.from(secret).toString('base64'), { mode: 0o600, flush: true })
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return false
  } finally {
    await rm(draft)
  }
}

const inBase64 = (text: string) => asSecret(Buffer.from(text.trim(), 'base64'))
