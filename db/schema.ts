import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgEnum,
  pgPolicy,
  pgRole,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'

/** The role under which every request runs; it owns nothing and is held by the walls below. */
export const appRole = pgRole('wegwijs_app').existing()

/** Set for the length of a transaction by `withinOrganisation`. */
const currentOrganisation = sql`nullif(current_setting('wegwijs.organisation', true), '')::uuid`

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })

const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

const ownRows = (name: string, column: unknown, allowed: 'all' | 'select') =>
  pgPolicy(name, { for: allowed, to: appRole, using: sql`${column} = ${currentOrganisation}` })

const commonAndOwnRows = (name: string, column: unknown) =>
  pgPolicy(name, {
    for: 'select',
    to: appRole,
    using: sql`${column} is null or ${column} = ${currentOrganisation}`,
  })

export const organisationKind = pgEnum('organisation_kind', ['care_provider', 'client_support'])

export const organisations = pgTable(
  'organisations',
  {
    id: uuid().primaryKey().defaultRandom(),
    slug: text().notNull().unique(),
    name: text().notNull(),
    kind: organisationKind().notNull(),
    /** The key of this organisation's texts, wrapped by the master key. */
    sealedKey: bytes().notNull(),
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
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.agreementId, table.bindsFrom] }),
    check('bindings_period', sql`${table.bindsTo} is null or ${table.bindsTo} >= ${table.bindsFrom}`),
    ownRows('own_bindings', table.organisationId, 'select'),
  ],
).enableRLS()

/** A thing people ask. Without an organisation it is common knowledge, which every organisation reads. */
export const knowledgeEntries = pgTable(
  'knowledge_entries',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    currentVersion: integer().notNull(),
  },
  (table) => [
    unique('knowledge_entries_name').on(table.organisationId, table.name).nullsNotDistinct(),
    commonAndOwnRows('common_and_own_entries', table.organisationId),
  ],
).enableRLS()

/** What an entry says, or said: a version is written once and never changed. */
export const knowledgeVersions = pgTable(
  'knowledge_versions',
  {
    entryId: uuid()
      .notNull()
      .references(() => knowledgeEntries.id, { onDelete: 'cascade' }),
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    version: integer().notNull(),
    content: jsonb().notNull(),
    /** SHA-256 of the content, so that loading the same text again makes no new version. */
    digest: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.version] }),
    commonAndOwnRows('common_and_own_versions', table.organisationId),
  ],
).enableRLS()

/**
 * A chat of somebody with one of our bots on Telegram. It is there before an organisation is chosen, so its
 * address is sealed under a key of the whole installation and found by a keyed hash.
 */
export const telegramChats = pgTable(
  'telegram_chats',
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The bot's own id on Telegram: the part of its token before the colon. */
    bot: text().notNull(),
    addressDigest: text().notNull(),
    sealedAddress: bytes().notNull(),
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    locale: text().notNull(),
    consentedAt: moment('consented_at'),
    /** What was written before consent was given, answered once it is. */
    sealedWaiting: bytes(),
    /** Blocked by the person, or left by us (a group): nothing is sent any more. */
    closedAt: moment('closed_at'),
    /** All of it is erased as soon as the last words have been sent. */
    forgottenAt: moment('forgotten_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('telegram_chats_address').on(table.bot, table.addressDigest),
    index('telegram_chats_by_organisation').on(table.organisationId),
    ownRows('own_telegram_chats', table.organisationId, 'all'),
  ],
).enableRLS()

/** Every update that a bot took in, so that Telegram may repeat itself. Kept for days, holds nothing personal. */
export const telegramUpdates = pgTable(
  'telegram_updates',
  {
    bot: text().notNull(),
    updateId: bigint({ mode: 'number' }).notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.bot, table.updateId] }),
    index('telegram_updates_by_age').on(table.receivedAt),
  ],
).enableRLS()

export const conversationStatus = pgEnum('conversation_status', [
  'assistant',
  'waiting',
  'assigned',
  'closed',
])

export const channel = pgEnum('channel', ['widget', 'telegram'])

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
    lastSeq: integer().notNull().default(0),
    handoffRequestedAt: moment('handoff_requested_at'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('conversations_token').on(table.tokenDigest),
    unique('conversations_of_organisation').on(table.id, table.organisationId),
    index('conversations_by_organisation').on(table.organisationId, table.createdAt),
    index('conversations_by_telegram_chat').on(table.telegramChatId, table.createdAt),
    ownRows('own_conversations', table.organisationId, 'all'),
  ],
).enableRLS()

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
    ownRows('own_messages', table.organisationId, 'all'),
  ],
).enableRLS()

export const deliveryState = pgEnum('delivery_state', ['pending', 'sent', 'failed'])

/** The outbox: what has to reach a chat on Telegram, in the order of `id` within the chat. */
export const deliveries = pgTable(
  'deliveries',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null while the chat has not chosen an organisation. */
    organisationId: uuid().references(() => organisations.id, { onDelete: 'cascade' }),
    telegramChatId: uuid()
      .notNull()
      .references(() => telegramChats.id, { onDelete: 'cascade' }),
    /** The message to deliver … */
    conversationId: uuid(),
    seq: integer(),
    /** … or a call of Telegram's that belongs to no message, such as a question about consent. */
    sealedCall: bytes(),
    state: deliveryState().notNull().default('pending'),
    /** Of a text that was split: how many parts have arrived. */
    partsSent: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    /** Attempts of which nobody knows whether they arrived: the answer was lost, or the server stopped. */
    uncertainAttempts: integer().notNull().default(0),
    dueAt: moment('due_at').notNull().defaultNow(),
    /** While a server is busy with it; when this has passed, that server is taken to have stopped. */
    claimedUntil: moment('claimed_until'),
    failure: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    sentAt: moment('sent_at'),
  },
  (table) => [
    foreignKey({
      name: 'deliveries_message',
      columns: [table.conversationId, table.seq],
      foreignColumns: [messages.conversationId, messages.seq],
    }).onDelete('cascade'),
    check('deliveries_one_content', sql`(${table.seq} is null) <> (${table.sealedCall} is null)`),
    uniqueIndex('deliveries_once').on(table.conversationId, table.seq),
    // Serves the claim: the first that is still pending in each chat.
    index('deliveries_pending')
      .on(table.telegramChatId, table.id)
      .where(sql`${table.state} = 'pending'`),
    index('deliveries_by_organisation').on(table.organisationId, table.state),
    ownRows('own_deliveries', table.organisationId, 'all'),
  ],
).enableRLS()
