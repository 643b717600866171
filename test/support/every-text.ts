import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'
import { unseal, type MasterKey } from '../../db/sealing.ts'
import { chatSeals } from '../../server/chats/addresses.ts'
import { organisationKey } from '../../server/privacy/data-keys.ts'
import { sealedColumns } from '../../server/privacy/sealed-columns.ts'

export type Stored = { where: string; text: string }

/** Every row of every table as the database writes it out, which is what a dump of it holds. */
export async function everyRow(db: Db): Promise<Stored[]> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const stored: Stored[] = []
  for (const { name } of tables) {
    const rows = await rowsOf<{ text: string }>(
      db,
      sql`select t::text as text from ${sql.identifier(name)} t`,
    )
    stored.push(...rows.map(({ text }) => ({ where: name, text })))
  }
  return stored
}

/** Everything that is sealed, opened. */
export async function everySealedText(db: Db, masterKey: MasterKey): Promise<Stored[]> {
  const stored: Stored[] = []
  const keys = new Map(
    await Promise.all(
      (await db.select().from(organisations)).map(
        async ({ id }) => [id, await organisationKey(db, masterKey, id)] as const,
      ),
    ),
  )
  const ofChats = chatSeals(masterKey)
  for (const { table, column, place, within, isOfInstallation } of sealedColumns) {
    const named = sql`t.${sql.identifier(column)}`
    const bytes = within ? sql`decode(${named} ->> ${within}, 'base64')` : named
    const chat = sql.raw(table === 'telegram_chats' ? 'id' : 'telegram_chat_id')
    const rows = await rowsOf<{ organisation: string; place: string; sealed: string }>(
      db,
      sql`select organisation_id as organisation, (${isOfInstallation ? chat : sql.raw(place)})::text as place, encode(${bytes}, 'hex') as sealed
        from ${sql.identifier(table)} t where ${bytes} is not null`,
    )
    for (const row of rows) {
      const sealed = Buffer.from(row.sealed, 'hex')
      const text = isOfInstallation
        ? ofChats.unseal(row.place, sealed)
        : unseal(keys.get(row.organisation)!, row.place, sealed)
      stored.push({ where: `${table}.${column}`, text })
    }
  }
  return stored
}
