import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../../db/client.ts'
import { sealedColumns } from '../../../server/privacy/sealed-columns.ts'

/** Every row of every table as text: what a dump of the database would hold. */
export async function dumpOf(db: Db): Promise<string> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await rowsOf<{ row: string }>(
      db,
      sql`select row_to_json(t)::text as row from ${sql.identifier(name)} as t`,
    )
    parts.push(...rows.map(({ row }) => `${name} ${row}`))
  }
  return parts.join('\n')
}

/** Which sealed columns still hold something in the rows that point to a client, or are his own. */
export async function sealedOfClient(db: Db, clientId: string): Promise<string[]> {
  const held: string[] = []
  for (const { table, column, within } of sealedColumns) {
    if (within) continue
    const columns = await rowsOf<{ name: string }>(
      db,
      sql`select column_name as name from information_schema.columns where table_name = ${table}`,
    )
    const names = columns.map(({ name }) => name)
    const points = names.includes('client_id') ? 'client_id' : table === 'clients' ? 'id' : null
    if (!points) continue
    const [row] = await rowsOf<{ n: number }>(
      db,
      sql`select count(*)::int as n from ${sql.identifier(table)}
        where ${sql.identifier(points)} = ${clientId}::uuid and ${sql.identifier(column)} is not null`,
    )
    if (row!.n > 0) held.push(`${table}.${column}`)
  }
  return held
}
