import { sql } from 'drizzle-orm'
import { check, date, jsonb, pgEnum, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment, ownRows } from './walls.ts'

export const organisationKind = pgEnum('organisation_kind', ['care_provider', 'client_support'])

export const organisations = pgTable(
  'organisations',
  {
    id: uuid().primaryKey().defaultRandom(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    kind: organisationKind().notNull(),
    /** The sites that may show this organisation's chat; null: any site may. */
    allowedOrigins: text().array(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [ownRows('own_organisation', table.id, 'select')],
).enableRLS()

/** A source document that can bind clients; the same for every organisation. */
export const agreements = pgTable('agreements', {
  id: text().primaryKey(),
  title: text().notNull(),
  validFrom: date('valid_from'),
  validTo: date('valid_to'),
})

/** Which agreement binds an organisation's clients in which period. */
export const bindings = pgTable(
  'bindings',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    agreementId: text()
      .notNull()
      .references(() => agreements.id, { onDelete: 'restrict' }),
    bindsFrom: date('binds_from').notNull(),
    bindsTo: date('binds_to'),
    /** When the organisation recorded it; null for what came with the product, which is read anew at every start. */
    recordedAt: moment('recorded_at'),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.agreementId, table.bindsFrom] }),
    check('bindings_period', sql`${table.bindsTo} is null or ${table.bindsTo} >= ${table.bindsFrom}`),
    ownRows('own_bindings', table.organisationId, 'all'),
  ],
).enableRLS()

/** When an organisation's people are there. Without a row the usual hours count (wlz-oco-2024 art-11). */
export const workCalendars = pgTable(
  'work_calendars',
  {
    organisationId: uuid()
      .primaryKey()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** For each weekday, 1 (Monday) to 7, its periods such as [["09:00", "12:30"], ["13:00", "17:00"]]. */
    hours: jsonb().$type<OfficeHours>().notNull(),
    /** Days off besides the usual ones, and usual ones on which people are there. */
    daysOffAdded: date().array().notNull().default([]),
    daysOffDropped: date().array().notNull().default([]),
  },
  (table) => [ownRows('own_work_calendar', table.organisationId, 'all')],
).enableRLS()

/** Opening and closing times by weekday, 1 (Monday) to 7 (Sunday), on the clock in Amsterdam. */
export type OfficeHours = Partial<
  Record<'1' | '2' | '3' | '4' | '5' | '6' | '7', [from: string, to: string][]>
>
