import type { Store } from '../store.ts'
import { readConversation, type ClientAccess } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'
import { standingOf, type Standing } from './news.ts'

/** The client's own messages and their replies after a place in the conversation, and how it stands. */
export function ownMessages(
  store: Store,
  access: ClientAccess,
  after: number,
): Promise<{ messages: Message[] } & Standing> {
  return readConversation(store, access, async ({ tx, conversation, key }) => ({
    messages: await messagesAfter(tx, conversation.id, key, after),
    ...standingOf(conversation),
  }))
}
