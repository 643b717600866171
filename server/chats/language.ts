import { eq } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import type { Locale } from '../texts.ts'
import { ifInConversation } from './in-conversation.ts'
import { change, type OpenChat } from './open-chat.ts'

/** From now on the chat, and its conversation, are in this language. */
export async function speak(open: OpenChat, locale: Locale): Promise<void> {
  await change(open, { locale })
  if (!open.chat.consentedAt) return
  await ifInConversation(open, async ({ tx, conversation }) => {
    await tx.update(conversations).set({ locale }).where(eq(conversations.id, conversation.id))
  })
}
