import type { Db } from '../../db/client.ts'
import { deliveries } from '../../db/schema.ts'

/** The word by which those who deliver are woken. */
export const OUTBOX_FILLED = 'outbox'

/** What of a conversation decides whether its messages are delivered somewhere, or read by the client himself. */
type Addressed = { id: string; organisationId: string; telegramChatId: string | null }

/** Puts messages in the outbox of the chat that the conversation takes place in, if there is one. */
export async function deliver(
  tx: Db,
  { id, organisationId, telegramChatId }: Addressed,
  messages: readonly { seq: number }[],
): Promise<void> {
  if (!telegramChatId || messages.length === 0) return
  await tx
    .insert(deliveries)
    .values(messages.map(({ seq }) => ({ organisationId, telegramChatId, conversationId: id, seq })))
}

/** Puts a sealed call of Telegram's in the outbox of a chat. */
export async function deliverCall(
  tx: Db,
  { id, organisationId }: { id: string; organisationId: string | null },
  sealedCall: Uint8Array,
): Promise<void> {
  await tx.insert(deliveries).values({ organisationId, telegramChatId: id, sealedCall })
}
