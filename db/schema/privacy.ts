import { sql } from 'drizzle-orm'
import {
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { clients } from './clients.ts'
import { conversations } from './conversations.ts'
import { agreements, organisations } from './organisations.ts'
import { staff } from './staff.ts'
import {
  appRole,
  bytes,
  currentOrganisation,
  currentSupporter,
  involvedClients,
  moment,
  ownRows,
  supportersRows,
} from './walls.ts'

/** What a person may ask about what is kept of him (AVG art. 15 to 21; magentazorg-wmo-2020 4, zonl-thuisbegeleiding 3). */
export const rightsKind = pgEnum('rights_kind', [
  'access',
  'copy',
  'correction',
  'erasure',
  'objection',
  'stop',
])

export const rightsVia = pgEnum('rights_via', ['widget', 'telegram', 'phone', 'letter', 'mail', 'visit'])

export const rightsDecision = pgEnum('rights_decision', ['granted', 'partly', 'refused', 'withdrawn'])

/** How the answer reached him who asked. */
export const rightsAnswerWay = pgEnum('rights_answer_way', [
  'conversation',
  'phone',
  'letter',
  'mail',
  'visit',
])

/** A request of a person about his own data, with the day by which it has to be dealt with. */
export const rightsRequests = pgTable(
  'rights_requests',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** By which it is spoken of: counts up within the organisation from 1. */
    number: integer().notNull(),
    kind: rightsKind().notNull(),
    via: rightsVia().notNull(),
    /** In which he asked; null: elsewhere. */
    conversationId: uuid().references(() => conversations.id, { onDelete: 'set null' }),
    /** Which message of it asks for this; null: staff wrote the request down. */
    askedSeq: integer(),
    /** Whose file it is about, once somebody has said so. */
    clientId: uuid(),
    /** What he asked and how to reach him; null once that has been erased. */
    sealedAsked: bytes(),
    receivedOn: date().notNull(),
    dueOn: date().notNull(),
    /** Whose term it is; null: the month of the law (AVG art. 12 lid 3). */
    agreementId: text().references(() => agreements.id, { onDelete: 'restrict' }),
    /** How it was made sure that he is who he says. */
    sealedIdentity: bytes(),
    identifiedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    identifiedAt: moment('identified_at'),
    decision: rightsDecision(),
    sealedReason: bytes(),
    decidedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    decidedAt: moment('decided_at'),
    /** When what was decided was done. */
    executedAt: moment('executed_at'),
    executedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    sealedAnswer: bytes(),
    answeredVia: rightsAnswerWay(),
    answeredBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    /** It is dealt with once he has been answered. */
    answeredAt: moment('answered_at'),
    recordedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('rights_requests_number').on(table.organisationId, table.number),
    foreignKey({
      name: 'rights_requests_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('restrict'),
    // Asked twice in the same conversation it stays one request.
    uniqueIndex('rights_requests_open_once')
      .on(table.conversationId, table.kind)
      .where(sql`${table.answeredAt} is null`),
    index('rights_requests_open')
      .on(table.organisationId, table.dueOn)
      .where(sql`${table.answeredAt} is null`),
    index('rights_requests_by_client').on(table.clientId),
    check('rights_requests_term', sql`${table.dueOn} >= ${table.receivedOn}`),
    check('rights_requests_decided', sql`(${table.decision} is null) = (${table.decidedAt} is null)`),
    check('rights_requests_answered', sql`${table.answeredAt} is null or ${table.decision} is not null`),
    supportersRows(
      'own_rights_requests',
      table.organisationId,
      sql`${table.recordedBy} = ${currentSupporter} or ${table.clientId} in ${involvedClients}`,
    ),
  ],
).enableRLS()

export const retentionKind = pgEnum('retention_kind', [
  'chats',
  'clients',
  'contacts',
  'signals',
  'requests',
  'access_log',
  'notices',
  'invitations',
])

/** How long an organisation keeps a kind of data, where that is not the usual. */
export const retentionPeriods = pgTable(
  'retention_periods',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    kind: retentionKind().notNull(),
    months: integer().notNull(),
    changedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.kind] }),
    check('retention_periods_months', sql`${table.months} between 1 and 1200`),
    ownRows('own_retention_periods', table.organisationId, 'all'),
  ],
).enableRLS()

/**
 * The proof of what was destroyed, without what it said. Nobody changes or removes a line: each holds the digest of
 * the one before it.
 */
export const destructions = pgTable(
  'destructions',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    kind: retentionKind().notNull(),
    /** Why: its term had passed, a request was granted, or the client did it himself. */
    cause: text().notNull(),
    /** The term, and the day before which it was last touched; null where a person asked for it. */
    months: integer(),
    before: date(),
    requestId: uuid(),
    /** How many of what. */
    counts: jsonb().$type<Record<string, number>>().notNull(),
    /** SHA-256 of the sorted ids of what was destroyed. */
    idsDigest: text().notNull(),
    /** Null: the product by itself, or the client. */
    staffId: uuid(),
    destroyedAt: moment('destroyed_at').notNull(),
    previousDigest: text().notNull(),
    digest: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.seq] }),
    check('destructions_cause', sql`${table.cause} in ('term', 'request', 'client')`),
    ownRows('own_destructions', table.organisationId, 'select'),
    pgPolicy('add_destructions', {
      for: 'insert',
      to: appRole,
      withCheck: sql`${table.organisationId} = ${currentOrganisation}`,
    }),
  ],
).enableRLS()
