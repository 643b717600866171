import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { conversations, isInConversation } from './conversations.ts'
import { organisations, type OfficeHours } from './organisations.ts'
import { staff } from './staff.ts'
import { bytes, currentSupporter, moment, ownRows, supportersRows } from './walls.ts'

/** Why a conversation went to a person. */
export const handoffReason = pgEnum('handoff_reason', [
  'asked',
  'unanswered',
  'two_misses',
  'thumb_down',
  'crisis',
  'failure',
  'reopened',
  'wrote_again',
  'transferred',
])

/** A request for a person, with the promise that was made. Late and unanswered ones stay. */
export const handoffs = pgTable(
  'handoffs',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().notNull(),
    conversationId: uuid().notNull(),
    reason: handoffReason().notNull(),
    urgent: boolean().notNull(),
    /** What the supporter has to know, made by rules when the client asked; null once that has been erased. */
    sealedSummary: bytes(),
    /** The message of the client that asked for it, or the last one before it. */
    seq: integer().notNull(),
    requestedAt: moment('requested_at').notNull(),
    dueAt: moment('due_at').notNull(),
    /** The hours, and days off besides or instead of the usual ones, with which the due date was computed. */
    calendar: jsonb().$type<{ hours: OfficeHours; daysOff: string[]; daysOn: string[] }>().notNull(),
    /** When something has to be done about it next: a warning at 50 % and 80 % of the term, a sign of life. */
    nextMomentAt: moment('next_moment_at'),
    /** The first message or call of a person; a supporter's, never the assistant's. */
    reactedAt: moment('reacted_at'),
    reactedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    /** Working time from the request to the reaction, in whole minutes rounded up, by the calendar above. */
    reactionMinutes: integer(),
    /** What it was about, as far as the assistant understood. */
    topic: text(),
    withdrawnAt: moment('withdrawn_at'),
    /** The conversation was closed while this was open. */
    closedAt: moment('closed_at'),
    /** To whom the client was referred when we cannot keep the term (wlz-oco-2024 art-11). */
    referredAt: moment('referred_at'),
  },
  (table) => [
    foreignKey({
      name: 'handoffs_conversation',
      columns: [table.conversationId, table.organisationId],
      foreignColumns: [conversations.id, conversations.organisationId],
    }).onDelete('cascade'),
    index('handoffs_of_conversation').on(table.conversationId, table.requestedAt),
    index('handoffs_by_organisation').on(table.organisationId, table.requestedAt),
    // Who still waits, or waited in vain: few of all.
    index('handoffs_without_reaction')
      .on(table.organisationId, table.requestedAt)
      .where(sql`${table.reactedAt} is null`),
    // Serves the one timer that does what is due next.
    index('handoffs_next_moment')
      .on(table.nextMomentAt)
      .where(sql`${table.nextMomentAt} is not null`),
    supportersRows('own_handoffs', table.organisationId, isInConversation(table.conversationId)),
  ],
).enableRLS()

export const stepKind = pgEnum('step_kind', [
  'note',
  'handed_off',
  'claimed',
  'transferred',
  'handed_back',
  'released',
  'snoozed',
  'woken',
  'closed',
  'reopened',
  'withdrawn',
  'warned_half',
  'warned_most',
  'sign_of_life',
  'late',
  'referred',
  'rated',
])

/** What happened around a conversation, for staff alone: who did what, why, and their notes. */
export const steps = pgTable(
  'steps',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    organisationId: uuid().notNull(),
    conversationId: uuid().notNull(),
    kind: stepKind().notNull(),
    /** Who did it; null when the client or the product did. */
    staffId: uuid().references(() => staff.id, { onDelete: 'set null' }),
    /** To whom it went, or who is mentioned in a note. */
    concerns: uuid().array().notNull().default([]),
    /** The note, or the reason that was given. */
    sealedText: bytes(),
    /** Until when, for a snooze. */
    until: moment('until'),
    /** After which message it happened. */
    afterSeq: integer().notNull(),
    /** When it was decided whom to tell of it by mail. */
    noticedAt: moment('noticed_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: 'steps_conversation',
      columns: [table.conversationId, table.organisationId],
      foreignColumns: [conversations.id, conversations.organisationId],
    }).onDelete('cascade'),
    index('steps_of_conversation').on(table.conversationId, table.id),
    index('steps_by_organisation').on(table.organisationId, table.id),
    index('steps_not_noticed')
      .on(table.createdAt)
      .where(sql`${table.noticedAt} is null`),
    // These say which conversations a supporter had, and so with whom he is involved.
    index('steps_claimed')
      .on(table.staffId, table.conversationId)
      .where(sql`${table.kind} = 'claimed'`),
    index('steps_given')
      .using('gin', table.concerns)
      .where(sql`${table.kind} = 'transferred'`),
    supportersRows('own_steps', table.organisationId, isInConversation(table.conversationId)),
  ],
).enableRLS()

/** What a supporter was about to write, kept until he sends it or throws it away. */
export const drafts = pgTable(
  'drafts',
  {
    conversationId: uuid().notNull(),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    organisationId: uuid().notNull(),
    sealedText: bytes().notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.staffId] }),
    foreignKey({
      name: 'drafts_conversation',
      columns: [table.conversationId, table.organisationId],
      foreignColumns: [conversations.id, conversations.organisationId],
    }).onDelete('cascade'),
    supportersRows('own_drafts', table.organisationId, sql`${table.staffId} = ${currentSupporter}`),
  ],
).enableRLS()

/** A text that supporters use often, with places such as {{client}} that are filled in. */
export const cannedReplies = pgTable(
  'canned_replies',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    shortcut: text().notNull(),
    title: text().notNull(),
    text: text().notNull(),
  },
  (table) => [
    unique('canned_replies_shortcut').on(table.organisationId, table.shortcut),
    ownRows('own_canned_replies', table.organisationId, 'all'),
  ],
).enableRLS()

/** A word by mail to staff that something waits for them; it says what, never about whom. */
export const mailNotices = pgTable(
  'mail_notices',
  {
    stepId: bigint({ mode: 'number' })
      .notNull()
      .references(() => steps.id, { onDelete: 'cascade' }),
    staffId: uuid()
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    attempts: integer().notNull().default(0),
    /** When to try it (again); null when that has ended. */
    dueAt: moment('due_at').defaultNow(),
    sentAt: moment('sent_at'),
    failure: text(),
  },
  (table) => [
    primaryKey({ columns: [table.stepId, table.staffId] }),
    index('mail_notices_pending')
      .on(table.dueAt)
      .where(sql`${table.dueAt} is not null`),
    index('mail_notices_by_staff').on(table.staffId),
    ownRows('own_mail_notices', table.organisationId, 'all'),
  ],
).enableRLS()
