import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { clients } from './clients.ts'
import { conversationResult, conversations } from './conversations.ts'
import { agreements, organisations } from './organisations.ts'
import { staff } from './staff.ts'
import { bytes, currentSupporter, involvedClients, moment, ownRows, supportersRows } from './walls.ts'

/** A support question: it has a start, an aim agreed with the client, and an evaluation at the end (wlz-oco-2021 art-3). */
export const supportQuestions = pgTable(
  'support_questions',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    clientId: uuid().notNull(),
    supporterId: uuid().references(() => staff.id, { onDelete: 'set null' }),
    startedOn: date().notNull(),
    /** Null once the client has been erased. */
    sealedAim: bytes(),
    endedOn: date(),
    sealedEvaluation: bytes(),
    isEvaluatedWithClient: boolean(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    unique('support_questions_of_organisation').on(table.id, table.organisationId),
    foreignKey({
      name: 'support_questions_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('restrict'),
    index('support_questions_by_client').on(table.clientId),
    index('support_questions_by_organisation').on(table.organisationId, table.startedOn),
    check(
      'support_questions_period',
      sql`${table.endedOn} is null or ${table.endedOn} >= ${table.startedOn}`,
    ),
    supportersRows(
      'own_support_questions',
      table.organisationId,
      sql`${table.clientId} in ${involvedClients}`,
    ),
  ],
).enableRLS()

export const contactChannel = pgEnum('contact_channel', [
  'widget',
  'telegram',
  'phone',
  'mail',
  'video',
  'visit',
])

export const contactHandler = pgEnum('contact_handler', ['assistant', 'supporter'])

/** Why a contact can never be declared as it stands, whatever the day; what depends on the day is derived on it. */
export const contactObstacle = pgEnum('contact_obstacle', [
  'draft',
  'assistant_only',
  'anonymous',
  'not_wlz',
  'wrong_service',
  'no_indication',
])

/**
 * What was registered of one contact (wlz-oco-2021 art-22). A correction is a new version; the old row stays, with
 * the moment at which it was replaced.
 */
export const contacts = pgTable(
  'contacts',
  {
    id: uuid().notNull().defaultRandom(),
    version: integer().notNull().default(1),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** As it was registered; null: anonymous. */
    clientId: uuid(),
    /** For whom it counts: the client, or the one he was merged into. Kept up by merging. */
    uniqueClientId: uuid(),
    conversationId: uuid().references(() => conversations.id, { onDelete: 'set null' }),
    /** The last message of the conversation that it covers. */
    throughSeq: integer(),
    supportQuestionId: uuid(),
    handledBy: contactHandler().notNull(),
    supporterId: uuid().references(() => staff.id, { onDelete: 'set null' }),
    channel: contactChannel().notNull(),
    startedAt: moment('started_at').notNull(),
    /** The day of `startedAt` on the calendar in Amsterdam. */
    day: date().notNull(),
    minutes: integer().notNull(),
    /** As they were measured from the activity; null where there was nothing to measure. */
    measuredMinutes: integer(),
    /** The agreement of the day, and which of its services it was; null where the agreement names no services. */
    agreementId: text().references(() => agreements.id, { onDelete: 'restrict' }),
    service: text(),
    topic: text(),
    municipality: text(),
    /** By the agreement of the day, from the municipality. */
    region: text(),
    zorgkantoor: text(),
    result: conversationResult(),
    sealedNote: bytes(),
    /** A draft waits for its supporter to confirm it. */
    isDraft: boolean().notNull(),
    /** Why the minutes are not those that were measured, or why it was corrected. */
    sealedReason: bytes(),
    recordedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    recordedAt: moment('recorded_at').notNull().defaultNow(),
    /** When a correction took its place; null for the one that counts. */
    replacedAt: moment('replaced_at'),
    /** Set when it was removed: this version then says why, and nothing counts any more. */
    isRemoved: boolean().notNull().default(false),

    // Kept up by `reckon`, from the rows alone.
    obstacle: contactObstacle(),
    /** Of the minutes: those that may be declared under its service; the rest is over the 30 minutes (2021). */
    declarableMinutes: integer().notNull().default(0),
    /** The last day on which it may be declared: 6 months after the support ended; null while that goes on. */
    claimUntil: date(),
    /** When it was first part of a monthly report that was sent. */
    reportedAt: moment('reported_at'),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.version] }),
    foreignKey({
      name: 'contacts_client',
      columns: [table.clientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('restrict'),
    foreignKey({
      name: 'contacts_unique_client',
      columns: [table.uniqueClientId, table.organisationId],
      foreignColumns: [clients.id, clients.organisationId],
    }).onDelete('restrict'),
    foreignKey({
      name: 'contacts_support_question',
      columns: [table.supportQuestionId, table.organisationId],
      foreignColumns: [supportQuestions.id, supportQuestions.organisationId],
    }).onDelete('restrict'),
    uniqueIndex('contacts_one_current')
      .on(table.id)
      .where(sql`${table.replacedAt} is null`),
    uniqueIndex('contacts_once_of_conversation')
      .on(table.conversationId, table.throughSeq)
      .where(sql`${table.replacedAt} is null`),
    // The log, newest first.
    index('contacts_log')
      .on(table.organisationId, table.day.desc().nullsFirst(), table.startedAt.desc().nullsFirst(), table.id)
      .where(sql`${table.replacedAt} is null`),
    index('contacts_by_unique_client')
      .on(table.uniqueClientId, table.day)
      .where(sql`${table.replacedAt} is null`),
    index('contacts_by_client').on(table.clientId),
    index('contacts_by_support_question').on(table.supportQuestionId),
    index('contacts_drafts')
      .on(table.organisationId, table.supporterId, table.startedAt)
      .where(sql`${table.isDraft} and ${table.replacedAt} is null`),
    // These say with whom a supporter is involved.
    index('contacts_by_supporter')
      .on(table.supporterId, table.uniqueClientId)
      .where(sql`${table.replacedAt} is null and not ${table.isRemoved}`),
    index('contacts_by_recorder')
      .on(table.recordedBy, table.uniqueClientId)
      .where(
        sql`${table.replacedAt} is null and not ${table.isRemoved} and ${table.recordedBy} is distinct from ${table.supporterId}`,
      ),
    check('contacts_minutes', sql`${table.minutes} between 0 and 1440`),
    check('contacts_declarable', sql`${table.declarableMinutes} between 0 and ${table.minutes}`),
    supportersRows(
      'own_contacts',
      table.organisationId,
      sql`${table.supporterId} = ${currentSupporter} or ${table.recordedBy} = ${currentSupporter} or ${table.clientId} in ${involvedClients}`,
    ),
  ],
).enableRLS()

/** How an organisation accounts for its work. Without a row the usual holds. */
export const accounting = pgTable(
  'accounting',
  {
    organisationId: uuid()
      .primaryKey()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    /** The assistant's minutes count as declared too. */
    isAssistantDeclarable: boolean().notNull().default(false),
    /** What the sheets and columns of the monthly workbook are called, and their order. */
    monthLayout: jsonb(),
  },
  (table) => [ownRows('own_accounting', table.organisationId, 'all')],
).enableRLS()

/** The rate per hour and the most that is paid in a year (wlz-oco-2021 bijlage-2-h2). */
export const budgets = pgTable(
  'budgets',
  {
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    year: integer().notNull(),
    hourlyRateCents: integer().notNull(),
    maximumCents: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.year] }),
    check('budgets_positive', sql`${table.hourlyRateCents} > 0 and ${table.maximumCents} > 0`),
    ownRows('own_budgets', table.organisationId, 'all'),
  ],
).enableRLS()
