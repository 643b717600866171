import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, moment, ownRows } from './walls.ts'

/** Created, read, updated, deleted, exported (NEN 7513). */
export const accessAction = pgEnum('access_action', ['C', 'R', 'U', 'D', 'E'])

export const accessOutcome = pgEnum('access_outcome', ['succeeded', 'refused', 'failed'])

/** Staff, a client or carer in the chat, the product of its own accord, or who runs a command on the server. */
export const accessActor = pgEnum('access_actor', ['staff', 'client', 'product', 'command'])

/**
 * Who did what with whose data (NEN 7513): only ever added to, and each line is chained to the one before it by the
 * database itself. No foreign key, for a line outlives whom and what it is about; ids alone, nothing that can be read
 * of a client.
 */
export const accessLog = pgTable(
  'access_log',
  {
    organisationId: uuid().notNull(),
    /** Counts up within the organisation from 1 without a gap; given by the database, whatever is written here. */
    seq: bigint({ mode: 'number' }).notNull().default(0),
    at: moment('at').notNull().defaultNow(),
    event: text().notNull(),
    action: accessAction().notNull(),
    outcome: accessOutcome().notNull(),
    actor: accessActor().notNull(),
    staffId: uuid(),
    /** His name and role as they were then. */
    actorName: text(),
    role: text(),
    /** Under whose responsibility it was done; null where nobody of the staff was at it. */
    responsibleStaffId: uuid(),
    purpose: text().notNull(),
    /** Everybody whose data were shown or changed. */
    clientIds: uuid().array().notNull().default([]),
    objectKind: text(),
    objectId: text(),
    address: text(),
    source: text().notNull(),
    requestId: text(),
    isEmergency: boolean().notNull().default(false),
    /** Both given by the database. */
    previousHash: bytes()
      .notNull()
      .default(sql`''::bytea`),
    hash: bytes()
      .notNull()
      .default(sql`''::bytea`),
  },
  (table) => [
    primaryKey({ name: 'access_log_pk', columns: [table.organisationId, table.seq] }),
    index('access_log_by_time').on(table.organisationId, table.at, table.seq),
    index('access_log_by_staff').on(table.organisationId, table.staffId, table.at, table.seq),
    // Refusals and emergencies are few: the review asks for them all.
    index('access_log_unusual')
      .on(table.organisationId, table.at)
      .where(sql`${table.outcome} <> 'succeeded' or ${table.isEmergency}`),
    ownRows('own_access_log', table.organisationId, 'all'),
  ],
).enableRLS()

/**
 * Which lines are about a client. Written by the database from `client_ids`, as the walls let no index on that be
 * used: it answers who has seen somebody.
 */
export const accessLogClients = pgTable(
  'access_log_clients',
  {
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({
      name: 'access_log_clients_pk',
      columns: [table.organisationId, table.clientId, table.seq],
    }),
    ownRows('own_access_log_clients', table.organisationId, 'all'),
  ],
).enableRLS()

/** The newest line of each organisation. Closed to requests: the database alone moves it. */
export const accessLogHeads = pgTable('access_log_heads', {
  organisationId: uuid().primaryKey(),
  seq: bigint({ mode: 'number' }).notNull(),
  hash: bytes().notNull(),
}).enableRLS()

/** Says with a key that is not in the database what the newest line was, so that nobody rewrites the lines before it. */
export const accessLogSeals = pgTable(
  'access_log_seals',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    seq: bigint({ mode: 'number' }).notNull(),
    hash: bytes().notNull(),
    sealedAt: moment('sealed_at').notNull().defaultNow(),
    /** Which key it was, without a word of the key itself. */
    keyName: text().notNull(),
    mac: bytes().notNull(),
  },
  (table) => [
    index('access_log_seals_by_line').on(table.organisationId, table.seq),
    ownRows('own_access_log_seals', table.organisationId, 'all'),
  ],
).enableRLS()

/** Somebody went through the log of a period, and signed for it. */
export const accessReviews = pgTable(
  'access_reviews',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    periodFrom: date().notNull(),
    periodUntil: date().notNull(),
    sealedNote: bytes().notNull(),
    /** The patterns that he opened. */
    lookedInto: text().array().notNull(),
    /** The newest line when he signed, and whether all before it was whole. */
    seq: bigint({ mode: 'number' }).notNull(),
    hash: bytes().notNull(),
    isWhole: boolean().notNull(),
    signedBy: uuid().notNull(),
    signedByName: text().notNull(),
    signedByRole: text().notNull(),
    signedAt: moment('signed_at').notNull().defaultNow(),
  },
  (table) => [
    unique('access_reviews_of_organisation').on(table.id, table.organisationId),
    index('access_reviews_by_period').on(table.organisationId, table.periodUntil),
    check('access_reviews_period', sql`${table.periodUntil} >= ${table.periodFrom}`),
    ownRows('own_access_reviews', table.organisationId, 'all'),
  ],
).enableRLS()
