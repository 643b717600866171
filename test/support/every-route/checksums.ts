import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../../db/client.ts'

/** What is counted and kept of requests themselves: limits, sessions, and what the access log says of refusals. */
const OF_REQUESTS = /^(?:rate_limits|sessions|verifications|access_\w+)$/u

/** A digest of each table, of the rows of one organisation when that is asked; who logs in where is left out. */
export async function checksums(db: Db, organisationId?: string): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string; isOf: boolean }>(
    db,
    sql`select tables.table_name as name, exists (select 1 from information_schema.columns as each
          where each.table_schema = 'public' and each.table_name = tables.table_name
          and each.column_name = 'organisation_id') as "isOf"
        from information_schema.tables as tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const digests: Record<string, string> = {}
  for (const { name, isOf } of tables) {
    if (OF_REQUESTS.test(name) || (organisationId && !isOf)) continue
    const where = organisationId ? sql`where organisation_id = ${organisationId}` : sql``
    const [row] = await rowsOf<{ digest: string }>(
      db,
      sql`select md5(coalesce(string_agg(each::text, '' order by each::text), '')) as digest
        from ${sql.identifier(name)} as each ${where}`,
    )
    digests[name] = row!.digest
  }
  return digests
}
