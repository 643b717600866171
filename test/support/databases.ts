import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { openPglite, openPostgres, type Database } from '../../db/client.ts'

/** Opens a new, empty, migrated database; closing it leaves nothing behind. */
export type DatabaseKind = { name: string; open: () => Promise<Database> }

const pglite: DatabaseKind = { name: 'PGlite', open: () => openPglite() }

/** With TEST_DATABASE_URL, the address of a server on which databases may be made, the tests run there too. */
const server = process.env.TEST_DATABASE_URL

export const databaseKinds: DatabaseKind[] = server
  ? [pglite, { name: 'PostgreSQL', open: () => openNew(server) }]
  : [pglite]

async function openNew(address: string): Promise<Database> {
  const name = `wegwijs_test_${randomBytes(6).toString('hex')}`
  await onServer(address, (sql) => sql`create database ${sql(name)}`)
  const url = new URL(address)
  url.pathname = `/${name}`
  const database = await openPostgres(url.href, 4)
  return {
    db: database.db,
    close: async () => {
      await database.close()
      await onServer(address, (sql) => sql`drop database ${sql(name)} with (force)`)
    },
  }
}

async function onServer(address: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(address, { max: 1, onnotice: () => {} })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
