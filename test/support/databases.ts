import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { openPglite, openPostgres, rowsOf, type Database } from '../../db/client.ts'

/** Opens a new, empty, migrated database; closing it leaves nothing behind. */
export type DatabaseKind = { name: string; open: () => Promise<Database> }

const pglite: DatabaseKind = { name: 'PGlite', open: () => openPglite() }

/** With TEST_DATABASE_URL, the address of a server on which databases may be made, the tests run there too. */
const address = process.env.TEST_DATABASE_URL

export const databaseKinds: DatabaseKind[] = address
  ? [pglite, { name: 'PostgreSQL', open: () => openNew(address) }]
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
