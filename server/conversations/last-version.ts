import type { OpenConversation } from './conversation.ts'
import { recentTurns } from './messages.ts'

/** What a message of the client says after its corrections; null when it is not in this conversation. */
export async function lastVersion(open: OpenConversation, clientMessageId: string): Promise<string | null> {
  const turns = await recentTurns(open, clientMessageId)
  const original = turns.find((turn) => turn.clientMessageId === clientMessageId)
  if (!original) return null
  return (
    turns.findLast(({ content }) => content.corrects === original.seq)?.content.text ?? original.content.text
  )
}
