import { eq } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'

/** Erases the client's conversation with all its messages, for good. */
export async function erase(desk: Desk, access: ClientAccess): Promise<void> {
  await changeConversation(desk, access, eraseIn)
  desk.news.erased(access)
}

export async function eraseIn({ tx, conversation }: OpenConversation): Promise<void> {
  await tx.delete(conversations).where(eq(conversations.id, conversation.id))
}
