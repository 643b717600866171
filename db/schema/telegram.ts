import { bigint, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { organisations } from './organisations.ts'
import { bytes, moment, ownRows } from './walls.ts'

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
