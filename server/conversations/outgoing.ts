import { eq } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import type { Store } from '../store.ts'
import { openConversation } from './conversation.ts'
import { messageAt, type Message } from './messages.ts'

type Place = { organisationId: string; conversationId: string; seq: number }

/** A message as it has to go out, with the language of its conversation; null when it has been erased. */
export function outgoingMessage(
  { db, masterKey }: Store,
  { organisationId, conversationId, seq }: Place,
): Promise<{ message: Message; locale: string } | null> {
  return withinOrganisation(db, organisationId, async (tx) => {
    const open = await openConversation(tx, masterKey, eq(conversations.id, conversationId))
    const message = open && (await messageAt(open, seq))
    return message && { message, locale: open.conversation.locale }
  })
}
