import type { Db } from '../../db/client.ts'
import type { Key } from '../../db/sealing.ts'
import { withConversation, type ClientAccess } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'

/** The client's own messages and their replies after a place in the conversation. */
export function ownMessages(db: Db, masterKey: Key, access: ClientAccess, after: number): Promise<Message[]> {
  return withConversation(db, masterKey, access, (tx, { id }, key) => messagesAfter(tx, id, key, after))
}
