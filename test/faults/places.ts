import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openPglite, openPostgres, type Database } from '../../db/client.ts'
import { newPostgresDatabase } from '../support/databases.ts'
import { newDataDir } from '../support/server-process.ts'
import { postgresAddress, sizes, type Load, type Mail } from './size.ts'

/** Where a server keeps everything. */
export type Place = { DATA_DIR: string; DATABASE_URL?: string }

/** An empty folder that is gone after the test. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wegwijs-faults-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function onPglite(): Promise<Place> {
  return { DATA_DIR: await newDataDir(await newFolder()) }
}

export async function onPostgres(address: string): Promise<Place> {
  const { url, drop } = await newPostgresDatabase(address)
  onTestFinished(drop)
  return { DATA_DIR: await newDataDir(await newFolder()), DATABASE_URL: url }
}

export const openDatabase = ({ DATABASE_URL, DATA_DIR }: Place): Promise<Database> =>
  DATABASE_URL ? openPostgres(DATABASE_URL, 1) : openPglite(DATA_DIR)

type Kind = { name: string; load: Load; mail: Mail; newPlace: () => Promise<Place> }

export const kinds: Kind[] = [
  { name: 'PGlite', ...sizes.onPglite, newPlace: onPglite },
  ...(postgresAddress
    ? [{ name: 'PostgreSQL', ...sizes.onPostgres, newPlace: () => onPostgres(postgresAddress!) }]
    : []),
]
