import { sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { sealedColumns, type SealedColumn } from './sealed-columns.ts'

/** So many rows are held from others at once, for some milliseconds. */
const BATCH = 200

const ofOrganisations = sealedColumns.filter(({ isOfInstallation }) => !isOfInstallation)

/** The sealed bytes of the column, of a table that goes by the name `t`. */
function bytesOf({ column, within }: SealedColumn): SQL {
  const stored = sql`t.${sql.identifier(column)}`
  return within ? sql`decode(${stored} ->> ${within}, 'base64')` : stored
}

const versionIn = (column: SealedColumn): SQL => {
  const bytes = bytesOf(column)
  return sql`(get_byte(${bytes}, 0) * 256 + get_byte(${bytes}, 1))`
}

const isFilled = (column: SealedColumn): SQL =>
  column.within
    ? sql`t.${sql.identifier(column.column)} ? ${column.within}`
    : sql`${bytesOf(column)} is not null`

/** How many texts of an organisation each version of its key has sealed, by column. */
export async function sealedCounts(
  db: Db,
  organisationId: string,
): Promise<{ column: string; version: number; many: number }[]> {
  const counts = []
  for (const column of ofOrganisations) {
    const rows = await rowsOf<{ version: number; many: number }>(
      db,
      sql`select ${versionIn(column)} as version, count(*)::int as many from ${sql.identifier(column.table)} t
        where t.organisation_id = ${organisationId} and ${isFilled(column)} group by 1 order by 1`,
    )
    counts.push(...rows.map((row) => ({ column: `${column.table}.${column.column}`, ...row })))
  }
  return counts
}

/** Seals what older versions sealed with the newest one, column by column; tells how many of each. */
export async function resealAll(
  db: Db,
  organisationId: string,
  key: Key,
  tell: (column: string, many: number) => void,
): Promise<void> {
  for (const column of ofOrganisations) {
    const many = await resealColumn(db, organisationId, key, column)
    if (many > 0) tell(`${column.table}.${column.column}`, many)
  }
}

type PrimaryKey = { name: string; type: string }[]

async function resealColumn(db: Db, organisationId: string, key: Key, column: SealedColumn): Promise<number> {
  const primaryKey = await primaryKeyOf(db, column.table)
  let after: Record<string, unknown> | null = null
  let many = 0
  for (;;) {
    const batch: Batch = await db.transaction((tx) =>
      resealBatch(tx, organisationId, key, column, primaryKey, after),
    )
    many += batch.many
    if (!batch.last) return many
    after = batch.last
  }
}

async function primaryKeyOf(db: Db, table: string): Promise<PrimaryKey> {
  return rowsOf<{ name: string; type: string }>(
    db,
    sql`select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
      from pg_index i cross join unnest(i.indkey) with ordinality as k(attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = ${table}::regclass and i.indisprimary order by k.place`,
  )
}

type Batch = { many: number; last: Record<string, unknown> | null }

/**
 * The next rows by primary key. They are locked, so that nobody changes them between reading and writing; one that
 * somebody else has in hand is passed over: this never waits for a row, so it cannot be part of a deadlock.
 */
async function resealBatch(
  tx: Db,
  organisationId: string,
  key: Key,
  column: SealedColumn,
  primaryKey: PrimaryKey,
  after: Record<string, unknown> | null,
): Promise<Batch> {
  const names = primaryKey.map(({ name }) => sql`t.${sql.identifier(name)}`)
  const beyond = after
    ? sql`and (${sql.join(names, sql`, `)}) > (${sql.join(
        primaryKey.map(({ name, type }) => sql`${String(after[name])}::${sql.raw(type)}`),
        sql`, `,
      )})`
    : sql``
  const rows = await rowsOf<Record<string, unknown> & { place: string; sealed: string }>(
    tx,
    sql`select ${sql.join(
      primaryKey.map(({ name }) => sql`t.${sql.identifier(name)}::text as ${sql.identifier(name)}`),
      sql`, `,
    )}, ${sql.raw(column.place)} as place, encode(${bytesOf(column)}, 'hex') as sealed
      from ${sql.identifier(column.table)} t
      where t.organisation_id = ${organisationId} and ${isFilled(column)} and ${versionIn(column)} <> ${key.newest} ${beyond}
      order by ${sql.join(names, sql`, `)} limit ${BATCH} for no key update skip locked`,
  )
  if (rows.length === 0) return { many: 0, last: null }
  const anew = rows.map(({ place, sealed, ...row }) => {
    const text = unseal(key, place, Buffer.from(sealed, 'hex'))
    return { ...row, sealed: Buffer.from(seal(key, place, text)).toString('hex') }
  })
  await write(tx, column, primaryKey, JSON.stringify(anew))
  return { many: rows.length, last: rows.at(-1)! }
}

function write(tx: Db, column: SealedColumn, primaryKey: PrimaryKey, rows: string) {
  const named = sql.identifier(column.column)
  const bytes = sql`decode(v.sealed, 'hex')`
  const value = column.within
    ? sql`jsonb_set(t.${named}, ${`{${column.within}}`}::text[], to_jsonb(translate(encode(${bytes}, 'base64'), E'\n', '')))`
    : bytes
  const shape = primaryKey.map(({ name, type }) => sql`${sql.identifier(name)} ${sql.raw(type)}`)
  const same = primaryKey.map(({ name }) => sql`t.${sql.identifier(name)} = v.${sql.identifier(name)}`)
  return tx.execute(sql`update ${sql.identifier(column.table)} t set ${named} = ${value}
    from jsonb_to_recordset(${rows}::jsonb) as v(${sql.join(shape, sql`, `)}, sealed text)
    where ${sql.join(same, sql` and `)}`)
}
