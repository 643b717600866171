import { count, eq, min } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import { openConversation, type OpenConversation } from '../conversations/conversation.ts'
import { begin, welcome } from '../conversations/start.ts'
import type { Locale } from '../texts.ts'
import type { OpenChat } from './open-chat.ts'
import { organisationOf } from './organisations.ts'

/** Runs the work on the chat's conversation with its organisation; it begins here when there is none. */
export async function inConversation<T>(
  open: OpenChat,
  work: (conversation: OpenConversation) => Promise<T>,
): Promise<T> {
  const organisation = await organisationOf(open)
  return withinOrganisation(open.tx, organisation.id, async (tx) => {
    const { masterKey } = open.desk
    const conversation =
      (await current(tx, open)) ?? (await begin(tx, masterKey, organisation, onTelegram(open)))
    const done = await work(conversation)
    open.touched.push(conversation)
    return done
  })
}

/** Like `inConversation`, but gives null when the chat has no conversation with its organisation. */
export function ifInConversation<T>(
  open: OpenChat,
  work: (conversation: OpenConversation) => Promise<T>,
): Promise<T | null> {
  return withinOrganisation(open.tx, open.chat.organisationId!, async (tx) => {
    const conversation = await current(tx, open)
    if (!conversation) return null
    const done = await work(conversation)
    open.touched.push(conversation)
    return done
  })
}

const current = (tx: Db, { chat, desk }: OpenChat) =>
  openConversation(tx, desk.masterKey, eq(conversations.telegramChatId, chat.id), 'lock')

/** Begins a new conversation with the chat's organisation; the first words are its welcome, unless others are given. */
export async function beginConversation(open: OpenChat, firstWords?: string): Promise<void> {
  const organisation = await organisationOf(open)
  const words = firstWords ?? welcome(organisation, open.chat.locale as Locale)
  const begun = await withinOrganisation(open.tx, organisation.id, (tx) =>
    begin(tx, open.desk.masterKey, organisation, onTelegram(open), words),
  )
  open.touched.push(begun)
}

const onTelegram = ({ chat }: OpenChat) =>
  ({ channel: 'telegram', telegramChatId: chat.id, locale: chat.locale as Locale }) as const

/** How much is kept of the chat's conversations, with whichever organisation, and since when. */
export async function keptOf({ tx, chat }: OpenChat): Promise<{ messages: number; since: Date | null }> {
  const [kept] = await tx
    .select({ messages: count(), since: min(messages.createdAt) })
    .from(messages)
    .innerJoin(conversations, eq(conversations.id, messages.conversationId))
    .where(eq(conversations.telegramChatId, chat.id))
  return kept!
}
