import { eq } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import type { Conversation, OpenConversation } from './conversation.ts'

/** Changes a conversation that this transaction holds, without a message. */
export async function change(open: OpenConversation, changes: Partial<Conversation>): Promise<void> {
  await open.tx.update(conversations).set(changes).where(eq(conversations.id, open.conversation.id))
  Object.assign(open.conversation, changes)
}
