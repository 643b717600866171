import { and, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { deliveries, telegramChats } from '../../db/schema.ts'

/** Marks a chat in which nothing can be said any more; what was on its way to it has failed for good. */
export async function closeChat(db: Db, chatId: string, reason: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(telegramChats).set({ closedAt: new Date() }).where(eq(telegramChats.id, chatId))
    await tx
      .update(deliveries)
      .set({ state: 'failed', failure: reason, claimedUntil: null })
      .where(and(eq(deliveries.telegramChatId, chatId), eq(deliveries.state, 'pending')))
  })
}
