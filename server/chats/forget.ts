import { and, eq, isNotNull, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, deliveries, telegramChats, telegramUpdates } from '../../db/schema.ts'
import { openConversation } from '../conversations/conversation.ts'
import type { Registry } from '../contacts/contact.ts'
import { recordAccess } from '../access-log/record.ts'
import { recordDestroyed } from '../privacy/destroyed.ts'
import { eraseIn } from '../privacy/erase-conversation.ts'
import { change, type OpenChat } from './open-chat.ts'

/** Telegram repeats an update for a day at most. */
const UPDATES_KEPT_DAYS = 3
/** Who has not said yes or no by then is not going to. */
const UNDECIDED_DAYS = 3

/**
 * Erases all conversations of the chat, and what was still on its way to it. The chat itself goes once what is
 * put in its outbox after this, a farewell, has been sent.
 */
export async function forget(
  open: OpenChat,
  registry: Pick<Registry, 'assistant'>,
  now = new Date(),
): Promise<void> {
  const { tx, desk, chat } = open
  await tx.delete(deliveries).where(eq(deliveries.telegramChatId, chat.id))
  const rows = await tx.select().from(conversations).where(eq(conversations.telegramChatId, chat.id))
  const destroyed: Gone[] = []
  for (const { id, organisationId, clientId } of rows) {
    await withinOrganisation(tx, organisationId, async (within) => {
      const found = await openConversation(within, desk.masterKey, eq(conversations.id, id), 'lock')
      if (found) destroyed.push({ id, organisationId, clientId, counts: await eraseIn(found, registry, now) })
    })
    open.erased.push({ organisationId, conversationId: id })
  }
  for (const gone of destroyed)
    await withinOrganisation(tx, gone.organisationId, (within) => prove(within, gone, now))
  await change(open, { forgottenAt: new Date(), consentedAt: null, sealedWaiting: null })
}

type Gone = { id: string; organisationId: string; clientId: string | null; counts: Record<string, number> }

async function prove(tx: Db, { id, organisationId, clientId, counts }: Gone, now: Date): Promise<void> {
  await recordDestroyed(tx, { organisationId, kind: 'chats', cause: 'client', counts, ids: [id], now })
  await recordAccess(tx, {
    organisationId,
    event: 'conversation.erased',
    actor: { kind: 'client' },
    source: 'telegram',
    clientIds: clientId ? [clientId] : [],
    objectId: id,
  })
}

const nothingPending = (db: Db) =>
  notExists(
    db
      .select({ one: sql`1` })
      .from(deliveries)
      .where(and(eq(deliveries.telegramChatId, telegramChats.id), eq(deliveries.state, 'pending'))),
  )

/** Removes the chat if it is to be forgotten and the last words to it have been sent. */
export async function removeForgotten(db: Db, chatId: string): Promise<void> {
  await db
    .delete(telegramChats)
    .where(and(eq(telegramChats.id, chatId), isNotNull(telegramChats.forgottenAt), nothingPending(db)))
}

/** Removes what need not be kept longer: old updates, chats to be forgotten, chats that never gave consent. */
export async function tidyUp(db: Db, now = new Date()): Promise<void> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60 * 1000)
  await db.delete(telegramUpdates).where(lt(telegramUpdates.receivedAt, daysAgo(UPDATES_KEPT_DAYS)))
  // Conditions on the row itself hold at the moment of deleting: a yes that comes in between keeps the chat.
  const undecided = and(
    isNull(telegramChats.consentedAt),
    lt(telegramChats.createdAt, daysAgo(UNDECIDED_DAYS)),
    notExists(
      db
        .select({ one: sql`1` })
        .from(conversations)
        .where(eq(conversations.telegramChatId, telegramChats.id)),
    ),
  )
  await db
    .delete(telegramChats)
    .where(and(or(isNotNull(telegramChats.forgottenAt), undecided), nothingPending(db)))
}
