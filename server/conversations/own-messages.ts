import type { Store } from '../store.ts'
import { readConversation, type ClientAccess } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'

/** The client's own messages and their replies after a place in the conversation. */
export function ownMessages(store: Store, access: ClientAccess, after: number): Promise<Message[]> {
  return readConversation(store, access, ({ tx, conversation, key }) =>
    messagesAfter(tx, conversation.id, key, after),
  )
}
