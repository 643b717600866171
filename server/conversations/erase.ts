import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { withConversation, type ClientAccess } from './conversation.ts'

/** Erases the client's conversation with all its messages, for good. */
export function erase(db: Db, masterKey: Key, access: ClientAccess): Promise<void> {
  return withConversation(db, masterKey, access, async (tx, { id }) => {
    await tx.delete(conversations).where(eq(conversations.id, id))
  })
}
