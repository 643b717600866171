import { sql } from 'drizzle-orm'
import { check, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { organisations } from './organisations.ts'
import { bytes, moment, ownRows } from './walls.ts'

/**
 * The keys of an organisation, or without one of the whole installation, each wrapped by the master key: those of its
 * texts, by version, and one for each kind of keyed hash. One that was retired is destroyed; when it was in use stays.
 */
export const dataKeys = pgTable(
  'data_keys',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    /** `texts`, or what its hashes are for. */
    kind: text().notNull(),
    version: integer().notNull(),
    wrappedKey: bytes(),
    madeAt: moment('made_at').notNull().defaultNow(),
    /** Since when it seals; before that every server first has to know it, so that it opens what others seal. */
    sealsFrom: moment('seals_from'),
    retiredAt: moment('retired_at'),
  },
  (table) => [
    unique('data_keys_once').on(table.organisationId, table.kind, table.version).nullsNotDistinct(),
    check('data_keys_retired', sql`(${table.wrappedKey} is null) = (${table.retiredAt} is not null)`),
    check('data_keys_version', sql`${table.version} between 1 and 65535`),
    ownRows('own_data_keys', table.organisationId, 'select'),
  ],
).enableRLS()
