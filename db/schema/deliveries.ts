import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { messages } from './conversations.ts'
import { organisations } from './organisations.ts'
import { telegramChats } from './telegram.ts'
import { bytes, moment, ownRows } from './walls.ts'

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
