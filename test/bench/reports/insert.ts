import { sql } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'

export type Value = string | number | boolean | null | Uint8Array | Date | object
export type Row = Record<string, Value>

/** So many rows go in one statement. */
const AT_ONCE = 4000

/** PostgreSQL reads each value from its text, so one statement serves tables of any shape, on both databases. */
function asText(value: Value): unknown {
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return value
}

export type Insert = { add: (row: Row) => Promise<void>; flush: () => Promise<void> }

/**
 * Puts rows into a table as they come, many at once, those of the table that they point to first. The names of a row
 * are those of the columns.
 */
export function openInsert(db: Db, table: string, pointsTo?: Insert): Insert {
  let waiting: Row[] = []
  async function flush(): Promise<void> {
    await pointsTo?.flush()
    const [first] = waiting
    if (!first) return
    const columns = sql.raw(Object.keys(first).join(', '))
    const rows = JSON.stringify(waiting.map((row) => mapped(row)))
    waiting = []
    await db.execute(sql`
      insert into ${sql.raw(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.raw(table)}, ${rows}::json)`)
  }
  async function add(row: Row): Promise<void> {
    waiting.push(row)
    if (waiting.length >= AT_ONCE) await flush()
  }
  return { add, flush }
}

const mapped = (row: Row) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value)]))
