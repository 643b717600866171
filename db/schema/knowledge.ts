import { integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { organisations } from './organisations.ts'
import { staff } from './staff.ts'
import { commonAndOwnRows, moment, ownRows } from './walls.ts'

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
    ownRows('write_own_entries', table.organisationId, 'all'),
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
    /** The coordinator who published it; null for what came with the product. */
    publishedBy: uuid().references(() => staff.id, { onDelete: 'set null' }),
    /** The earlier version that it brings back; 0 is the common text. */
    restores: integer(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.entryId, table.version] }),
    commonAndOwnRows('common_and_own_versions', table.organisationId),
    ownRows('write_own_versions', table.organisationId, 'all'),
  ],
).enableRLS()
