import { sql } from 'drizzle-orm'
import {
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

export const conversationStatus = pgEnum('conversation_status', [
  'assistant',
  'waiting',
  'assigned',
  'closed',
])

export const conversations = pgTable(
  'conversations',
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id, { onDelete: 'cascade' }),
    status: conversationStatus().notNull().default('assistant'),
    urgent: boolean().notNull().default(false),
    locale: text().notNull(),
    /** SHA-256 of the bearer token; the token itself is with the client alone. */
    tokenDigest: text().notNull(),
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
    ownRows('own_conversations', table.organisationId, 'all'),
  ],
).enableRLS()

export const messageAuthor = pgEnum('message_author', ['client', 'assistant', 'supporter'])

export const messages = pgTable(
  'messages',
  {
    conversationId: uuid().notNull(),
    /** Counts up within the conversation from 1. */
    seq: integer().notNull(),
    organisationId: uuid().notNull(),
    author: messageAuthor().notNull(),
    /** Named by the client's device, so that a message sent twice is stored once. */
    clientMessageId: text(),
    /** The text and, for the assistant, its whole reply; readable with the organisation's key alone. */
    sealedContent: bytes().notNull(),
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
    index('messages_by_organisation').on(table.organisationId),
    ownRows('own_messages', table.organisationId, 'all'),
  ],
).enableRLS()
