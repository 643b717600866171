import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import postgres from 'postgres'
import { openDump, openPostgres, rowsOf, type Database } from '../../db/client.ts'
import { learntFolder } from './engine.ts'

/** Opens a new, empty, migrated database; closing it leaves nothing behind. */
export type DatabaseKind = { name: string; open: () => Promise<Database> }

const pglite: DatabaseKind = { name: 'PGlite', open: async () => openDump(await migratedDump()) }

const migrationsFolder = fileURLToPath(new URL('../../db/migrations', import.meta.url))

/** A migrated, empty embedded database: loading it is much faster than migrating one for each file of tests. */
export async function migratedDump(): Promise<Blob> {
  const names = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).toSorted()
  const texts = await Promise.all(names.map((name) => readFile(join(migrationsFolder, name))))
  const digest = createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 16)
  const file = join(learntFolder, `migrated-${digest}.tar`)
  const kept = await readFile(file).catch(() => null)
  if (kept) return new Blob([kept])
  const client = await PGlite.create()
  await migrate(drizzle(client), { migrationsFolder })
  const dump = await client.dumpDataDir('none')
  await client.close()
  await mkdir(learntFolder, { recursive: true })
  await writeFile(`${file}.half`, Buffer.from(await dump.arrayBuffer()))
  await rename(`${file}.half`, file)
  return dump
}

/** With TEST_DATABASE_URL, the address of a server on which databases may be made, the tests run there too. */
const address = process.env.TEST_DATABASE_URL

/** In CI the embedded one was there in the run before, without the address. */
export const databaseKinds: DatabaseKind[] = address
  ? [...(process.env.CI ? [] : [pglite]), { name: 'PostgreSQL', open: () => openNew(address) }]
  : [pglite]

async function openNew(at: string): Promise<Database> {
  const { url, drop } = await newPostgresDatabase(at)
  const database = await openPostgres(url, 4)
  return { ...database, close: () => database.close().then(drop) }
}

/** A new, empty database on a PostgreSQL server. */
export async function newPostgresDatabase(at: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `wegwijs_test_${randomBytes(6).toString('hex')}`
  await onServer(at, (server) => server`create database ${server(name)}`)
  const url = new URL(at)
  url.pathname = `/${name}`
  const drop = () => onServer(at, (server) => server`drop database ${server(name)} with (force)`)
  return { url: url.href, drop }
}

/** The same database once more, as another server would open it (PostgreSQL only). */
export async function openAgain({ db }: Database): Promise<Database> {
  const [row] = await rowsOf<{ name: string }>(db, sql`select current_database() as name`)
  const url = new URL(address!)
  url.pathname = `/${row!.name}`
  return openPostgres(url.href, 2)
}

async function onServer(at: string, work: (server: postgres.Sql) => Promise<unknown>): Promise<void> {
  const connection = postgres(at, { max: 1, onnotice: () => {} })
  try {
    await work(connection)
  } finally {
    await connection.end()
  }
}
