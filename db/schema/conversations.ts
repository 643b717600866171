import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { clients } from './clients.ts'
import { agreements, organisations } from './organisations.ts'
import { staff, teams } from './staff.ts'
import { telegramChats } from './telegram.ts'
import { bytes, currentSupporter, moment, ownRows, supportersRows } from './walls.ts'

export const conversationStatus = pgEnum('conversation_status', [
  'assistant',
  'waiting',
  'assigned',
  'closed',
])

export const channel = pgEnum('channel', ['widget', 'telegram'])

export const conversationResult = pgEnum('conversation_result', [
  'answered',
  'referred',
  'withdrawn',
  'unreachable',
  'other',
])

export const conversations = pgTable(
  'conversations',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    channel: channel().notNull().default('widget'),
    status: conversationStatus().notNull().default('assistant'),
    urgent: boolean().notNull().default(false),
    locale: text().notNull(),
    /** In the widget: SHA-256 of the bearer token; the token itself is with the client alone. */
    tokenDigest: text(),
    /** On Telegram: the chat that it takes place in. */
    telegramChatId: uuid().references(() => telegramChats.id, { onDelete: 'set null' }),
    /** The agreement that binds this client, once it is known. */
    agreementId: text().references(() => agreements.id, { onDelete: 'restrict' }),
    municipality: text(),
    /** Whose conversation it is, once a supporter knows. */
    clientId: uuid().references(() => clients.id, { onDelete: 'set null' }),
    lastSeq: integer().notNull().default(0),
    /** How many times in a row the assistant did not understand the client. */
    misses: smallint().notNull().default(0),
    /** What the client asked, in one line, as it stood when the conversation went to a person. */
    sealedQuestion: bytes(),
    /** Who has it, or the team that it waits for. */
    supporterId: uuid().references(() => staff.id, { onDelete: 'set null' }),
    teamId: uuid().references(() => teams.id, { onDelete: 'set null' }),
    /** The client's name and how to reach him, as far as he gave them. */
    sealedContact: bytes(),
    handoffRequestedAt: moment('handoff_requested_at'),
    /** When a person has to have reacted; null when nobody waits for that. */
    dueAt: moment('due_at'),
    /** Since when it tells of danger, as far as that has not been dealt with. */
    urgentSince: moment('urgent_since'),
    /** Out of sight until then. */
    snoozedUntil: moment('snoozed_until'),
    lastMessageAt: moment('last_message_at').notNull().defaultNow(),
    closedAt: moment('closed_at'),
    /** When all that was said so far had been registered as contacts; null when something has not. */
    registeredAt: moment('registered_at'),
    result: conversationResult(),
    rating: smallint(),
    sealedRatingComment: bytes(),
    /** The client wants to hear nothing more of the assistant, but in danger. */
    stoppedAt: moment('stopped_at'),
    /** Since when nothing is left of it but what accounts for the work. */
    erasedAt: moment('erased_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('conversations_token').on(table.tokenDigest),
    unique('conversations_of_organisation').on(table.id, table.organisationId),
    index('conversations_by_organisation').on(table.organisationId, table.createdAt),
    check('conversations_rating', sql`${table.rating} between 1 and 5`),
    check(
      'conversations_erased',
      sql`${table.erasedAt} is null or (${table.status} = 'closed' and num_nonnulls(${table.tokenDigest}, ${table.telegramChatId}, ${table.municipality}, ${table.sealedQuestion}, ${table.sealedContact}, ${table.sealedRatingComment}) = 0)`,
    ),
    // These serve the views of the inbox, in the order in which each is shown, with its nulls where PostgreSQL sorts
    // them. None holds what every message changes, so that a message need not touch them.
    index('conversations_waiting')
      .on(table.organisationId, table.urgent.desc().nullsFirst(), table.dueAt, table.id)
      .where(sql`${table.status} = 'waiting'`),
    index('conversations_urgent')
      .on(table.organisationId, table.urgent.desc().nullsFirst(), table.dueAt, table.id)
      .where(sql`${table.urgent} and ${table.dueAt} is not null and ${table.status} <> 'closed'`),
    index('conversations_open')
      .on(
        table.organisationId,
        table.urgent.desc().nullsFirst(),
        table.dueAt,
        table.createdAt.desc().nullsFirst(),
        table.id,
      )
      .where(sql`${table.status} <> 'closed'`),
    index('conversations_closed')
      .on(table.organisationId, table.closedAt.desc().nullsFirst(), table.id)
      .where(sql`${table.status} = 'closed'`),
    // The same of one supporter, or of those that nobody has.
    index('conversations_open_of')
      .on(
        table.organisationId,
        table.supporterId,
        table.urgent.desc().nullsFirst(),
        table.dueAt,
        table.createdAt.desc().nullsFirst(),
        table.id,
      )
      .where(sql`${table.status} <> 'closed'`),
    index('conversations_closed_of')
      .on(table.organisationId, table.supporterId, table.closedAt.desc().nullsFirst(), table.id)
      .where(sql`${table.status} = 'closed'`),
    index('conversations_by_client').on(table.clientId),
    // Says with whom a supporter is involved.
    index('conversations_with_client_of')
      .on(table.supporterId, table.clientId)
      .where(sql`${table.clientId} is not null`),
    // Serves the timer that registers what the assistant did alone.
    index('conversations_of_the_assistant')
      .on(table.createdAt)
      .where(sql`${table.status} = 'assistant' and ${table.registeredAt} is null`),
    index('conversations_by_telegram_chat').on(table.telegramChatId, table.createdAt),
    // His own, those that nobody has, and in danger any; those in which he took part or is mentioned he goes on reading.
    supportersRows(
      'own_conversations',
      table.organisationId,
      sql`${table.supporterId} is null or ${table.supporterId} = ${currentSupporter}
        or (${table.urgent} and ${table.dueAt} is not null) or took_part(${currentSupporter}, ${table.id})`,
    ),
  ],
).enableRLS()

/** For what belongs to a conversation: it is to be seen with it. */
export const isInConversation = (conversationId: unknown) =>
  sql`exists (select 1 from ${conversations} where ${conversations.id} = ${conversationId})`

export const messageAuthor = pgEnum('message_author', ['client', 'assistant', 'supporter'])

export const messages = pgTable(
  'messages',
  {
    conversationId: uuid().notNull(),
    /** Counts up within the conversation from 1, without gaps. */
    seq: integer().notNull(),
    organisationId: uuid().notNull(),
    author: messageAuthor().notNull(),
    /** Named by the client's device, so that a message sent twice is stored once. */
    clientMessageId: text(),
    /** The client's message that this one of the assistant replies to. */
    inReplyTo: integer(),
    /** The text and, for the assistant, its whole reply; readable with the organisation's key alone. */
    sealedContent: bytes().notNull(),
    /** The client's thumb on an answer. */
    helpful: boolean(),
    /** What kind of reply the assistant gave. */
    replyKind: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.seq] }),
    // Both columns, so that no message can stand in another organisation's conversation.
    foreignKey({
      name: 'messages_conversation',
      columns: [table.conversationId, table.organisationId],
      foreignColumns: [conversations.id, conversations.organisationId],
    }).onDelete('cascade'),
    uniqueIndex('messages_once').on(table.conversationId, table.clientMessageId),
    uniqueIndex('messages_one_reply').on(table.conversationId, table.inReplyTo),
    index('messages_by_organisation').on(table.organisationId),
    // What the assistant could not answer, or did not answer well: the questions that the knowledge lacks.
    index('messages_without_help')
      .on(table.organisationId, table.createdAt)
      .where(sql`${table.replyKind} in ('handoff', 'clarify') or not ${table.helpful}`),
    supportersRows('own_messages', table.organisationId, isInConversation(table.conversationId)),
  ],
).enableRLS()

/**
 * In which conversations a word stands: a keyed hash of its stem, so that the texts can stay sealed. With the
 * moment at which the conversation began, so that the newest are found first.
 */
export const conversationTerms = pgTable(
  'conversation_terms',
  {
    organisationId: uuid().notNull(),
    term: bigint({ mode: 'number' }).notNull(),
    begunAt: moment('begun_at').notNull(),
    conversationId: uuid().notNull(),
  },
  (table) => [
    primaryKey({
      name: 'conversation_terms_newest_first',
      columns: [table.organisationId, table.term, table.begunAt, table.conversationId],
    }),
    foreignKey({
      name: 'conversation_terms_conversation',
      columns: [table.conversationId, table.organisationId],
      foreignColumns: [conversations.id, conversations.organisationId],
    }).onDelete('cascade'),
    index('conversation_terms_by_conversation').on(table.conversationId),
    // Not by supporter, which would slow every search: a keyed hash says nothing but which conversation to look at,
    // and whoever may not see that one does not get it.
    ownRows('own_conversation_terms', table.organisationId, 'all'),
  ],
).enableRLS()
