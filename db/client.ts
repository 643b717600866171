import { chmod, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { sql, type SQL } from 'drizzle-orm'
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite'
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator'
import { PgTransaction, type PgDatabase, type PgQueryResultHKT } from 'drizzle-orm/pg-core'
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js'
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { localBus, postgresBus, type Bus } from './bus.ts'
import { exclusivelyAlone, exclusivelyOnPostgres, type Exclusively } from './exclusively.ts'
import { lockFolder } from './folder-lock.ts'
import { keepStatements } from './kept-statements.ts'
import * as schema from './schema.ts'

/** A database, or a transaction on it, whichever of the two kinds it is. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>

export type { Bus, Exclusively }

export type Database = {
  db: Db
  bus: Bus
  /** Runs work that one server at a time may do: waits for its turn, and calls it off when the turn is lost. */
  exclusively: Exclusively
  close: () => Promise<void>
}

const migrationsFolder = fileURLToPath(new URL('migrations', import.meta.url))
const options = { schema, casing: 'snake_case' } as const

/** PostgreSQL of this version or newer has all that the migrations use (NULLS NOT DISTINCT). */
const OLDEST_POSTGRES = 15

/** Seconds before connecting again. The driver's own grow to 20 within a second, as all connections count together. */
const backoff = (failures: number) => Math.min(0.05 * 2 ** failures, 1)

/** Opens PostgreSQL at the URL, migrated to the newest schema. */
export async function openPostgres(url: string, connections = 10): Promise<Database> {
  const client = keepStatements(postgres(url, { max: connections, backoff, onnotice: () => {} }))
  try {
    const [row] = await client`select current_setting('server_version_num')::int / 10000 as version`
    if (row?.version < OLDEST_POSTGRES) {
      throw new Error(
        `PostgreSQL ${row?.version} is too old: Wegwijs needs version ${OLDEST_POSTGRES} or newer`,
      )
    }
    const db = drizzlePostgres(client, options)
    await migrateOnce(url, () => migratePostgres(db, { migrationsFolder }))
    return {
      db,
      bus: await postgresBus(client),
      exclusively: exclusivelyOnPostgres(url),
      close: () => client.end({ timeout: 5 }),
    }
  } catch (error) {
    await client.end({ timeout: 1 })
    throw error
  }
}

/** Two servers that start at once on one PostgreSQL take turns in migrating it. */
async function migrateOnce(url: string, migrate: () => Promise<void>): Promise<void> {
  // The lock goes with its connection, which is none of those that migrating may need.
  const turn = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await turn`select pg_advisory_lock(hashtext('wegwijs.migrations'))`
    await migrate()
  } finally {
    await turn.end({ timeout: 1 })
  }
}

/** Opens the embedded database in a folder, migrated; without a folder it lives in memory. */
export async function openPglite(folder?: string): Promise<Database> {
  if (!folder) return migratedPglite(await PGlite.create())
  const files = `${folder}/pglite`
  await mkdir(files, { recursive: true, mode: 0o700 })
  // Its files are readable for everybody, so nobody but their owner may enter where they are.
  await chmod(files, 0o700)
  // PGlite has no lock of its own: two processes on one folder silently lose rows.
  const unlock = await lockFolder(folder)
  try {
    const database = await migratedPglite(await PGlite.create(files))
    return { ...database, close: () => database.close().finally(unlock) }
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Opens an embedded database in memory from a dumped data directory. */
export async function openDump(dump: Blob): Promise<Database> {
  const client = await PGlite.create({ loadDataDir: dump })
  return embedded(client)
}

/** Whose rows a transaction sees and writes: of an organisation, and of these what one supporter's involvement opens. */
export type Scope = { organisationId: string; supporterId: string | null }

/**
 * Runs the work as one transaction that sees and writes the rows of one organisation alone; with a supporter, of its
 * clients' files and its conversations those alone that are his to see (wlz-oco-2021 bijlage-5-art-5).
 */
export function withinOrganisation<T>(
  db: Db,
  scope: string | Scope,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const { organisationId, supporterId } =
    typeof scope === 'string' ? { organisationId: scope, supporterId: null } : scope
  // Inside another transaction the settings would outlive this part of it.
  const isPart: boolean = db instanceof PgTransaction
  return db.transaction(async (tx) => {
    const before = isPart ? await actor(db) : null
    const now = { role: 'wegwijs_app', organisation: organisationId, supporter: supporterId ?? '' }
    await actAs(tx, now)
    actors.set(tx, now)
    const done = await work(tx)
    if (before) await actAs(tx, before)
    return done
  })
}

type Actor = { role: string; organisation: string; supporter: string }

/** As whom each transaction acts: what is begun within it and acts otherwise has set it back by its end. */
const actors = new WeakMap<Db, Actor>()

/** As whom a transaction acts; without a supporter it sees the whole organisation. */
export async function actor(tx: Db): Promise<Actor> {
  const known = actors.get(tx)
  if (known) return known
  const [row] = await rowsOf<Actor>(
    tx,
    sql`select current_setting('role') as role, coalesce(current_setting('wegwijs.organisation', true), '') as organisation,
      coalesce(current_setting('wegwijs.supporter', true), '') as supporter`,
  )
  return row!
}

async function actAs(tx: Db, { role, organisation, supporter }: Actor): Promise<void> {
  await tx.execute(
    sql`select set_config('role', ${role}, true), set_config('wegwijs.organisation', ${organisation}, true),
      set_config('wegwijs.supporter', ${supporter}, true)`,
  )
}

async function migratedPglite(client: PGlite): Promise<Database> {
  await migratePglite(drizzlePglite(client, options), { migrationsFolder })
  return embedded(client)
}

function embedded(client: PGlite): Database {
  const db = drizzlePglite(client, options)
  return { db, bus: localBus(), exclusively: exclusivelyAlone, close: () => client.close() }
}

/** What PostgreSQL and the driver say when the database is away for a while: the same request may do later. */
const AWAY =
  /^(?:CONNECTION_\w+|CONNECT_TIMEOUT|E(?:CONNREFUSED|CONNRESET|PIPE|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)|(?:08|25|40|53|55|57|58)\w{3})$/u

/** Whether an error means that the database cannot be reached now. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && AWAY.test(String(error.code))) || isDatabaseAway(error.cause)
}

/** Whether a statement was not even tried, because another had failed before it in the same transaction. */
export function isSpoilt(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === '25P02') || isSpoilt(error.cause)
}

/** The rows of a raw query, which each driver wraps in its own way. */
export async function rowsOf<Row>(db: Db, query: SQL): Promise<Row[]> {
  // The two drivers are known to give an array or an object with rows; the caller states what his query returns.
  const result = (await db.execute(query)) as unknown as Row[] | { rows: Row[] }
  return Array.isArray(result) ? result : result.rows
}
