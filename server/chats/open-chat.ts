import { and, eq } from 'drizzle-orm'
import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/client.ts'
import { telegramChats, telegramUpdates } from '../../db/schema.ts'
import type { Desk, OpenConversation } from '../conversations/conversation.ts'
import { deliverCall, OUTBOX_FILLED } from '../deliveries/deliver.ts'
import type { Locale } from '../texts.ts'
import { chatSeals, type ChatSeals } from './addresses.ts'

export type Chat = typeof telegramChats.$inferSelect

/** An update of Telegram's: which bot took it in, from which chat, and the organisation of the door it came through. */
export type Arrival = { bot: string; updateId: number; address: number; organisationId: string | null }

/** A call of Telegram's Bot API; the chat that it concerns is added when it is made. */
export type Call = { method: string; params: Record<string, unknown> }

/** A chat in the hands of one transaction, and what is to be told once that is stored. */
export type OpenChat = {
  tx: Db
  desk: Desk
  seals: ChatSeals
  chat: Chat
  /** The conversations that something was added to. */
  touched: OpenConversation[]
  erased: { organisationId: string; conversationId: string }[]
  calls: number
}

/** What a chat is before its person has told us anything. */
const UNKNOWN = {
  locale: 'nl' satisfies Locale,
  consentedAt: null,
  sealedWaiting: null,
  closedAt: null,
  forgottenAt: null,
} as const

/**
 * Does what an update asks, in one transaction with the note that it was taken in: the same update again, at the
 * same time too, does nothing. Gives whether it was new.
 */
export async function takeIn(
  desk: Desk,
  arrival: Arrival,
  work: (open: OpenChat) => Promise<void>,
): Promise<boolean> {
  const { bot, updateId } = arrival
  const open = await desk.db.transaction(async (tx) => {
    const first = await tx
      .insert(telegramUpdates)
      .values({ bot, updateId })
      .onConflictDoNothing()
      .returning({ bot: telegramUpdates.bot })
    if (first.length === 0) return null
    const { opened, isNew } = await openChat(tx, desk, arrival)
    await work(opened)
    // Whom we have nothing to say to, we need not remember.
    if (isNew && opened.calls === 0)
      await tx.delete(telegramChats).where(eq(telegramChats.id, opened.chat.id))
    return opened
  })
  if (!open) return false
  for (const conversation of open.touched) desk.news.changed(conversation)
  for (const conversation of open.erased) desk.news.erased(conversation)
  if (open.calls > 0) desk.bus.tell(OUTBOX_FILLED, open.chat.id)
  return true
}

async function openChat(
  tx: Db,
  desk: Desk,
  { bot, address, organisationId }: Arrival,
): Promise<{ opened: OpenChat; isNew: boolean }> {
  const seals = chatSeals(desk.masterKey)
  const id = randomUUID()
  const addressDigest = seals.digest(bot, address)
  const sealedAddress = seals.seal(id, String(address))
  const inserted = await tx
    .insert(telegramChats)
    .values({ ...UNKNOWN, id, bot, addressDigest, sealedAddress, organisationId })
    .onConflictDoNothing()
    .returning({ id: telegramChats.id })
  const [chat] = await tx
    .select()
    .from(telegramChats)
    .where(and(eq(telegramChats.bot, bot), eq(telegramChats.addressDigest, addressDigest)))
    // Not `update`: a supporter's message refers to this row while he holds the conversation that we want next.
    .for('no key update')
  const opened: OpenChat = { tx, desk, seals, chat: chat!, touched: [], erased: [], calls: 0 }
  if (chat!.forgottenAt) await change(opened, { ...UNKNOWN, organisationId, createdAt: new Date() })
  else if (!chat!.organisationId && organisationId) await change(opened, { organisationId })
  return { opened, isNew: inserted.length > 0 }
}

/** Changes what is kept of the chat. */
export async function change({ tx, chat }: OpenChat, changes: Partial<Chat>): Promise<void> {
  await tx.update(telegramChats).set(changes).where(eq(telegramChats.id, chat.id))
  Object.assign(chat, changes)
}

/** Puts a call in the outbox, behind what is in it for this chat already. */
export async function call(open: OpenChat, { method, params }: Call): Promise<void> {
  const { tx, chat, seals } = open
  open.calls++
  await deliverCall(tx, chat, seals.seal(chat.id, JSON.stringify({ method, params })))
}
