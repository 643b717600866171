import { and, eq } from 'drizzle-orm'
import { messages } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'

export const noSuchAnswer = () => new AppError('conversation.no_such_answer')

/** Stores the client's thumb on a message of the assistant; a later thumb replaces it. */
export function giveFeedback(
  desk: Desk,
  access: ClientAccess,
  thumb: { seq: number; helpful: boolean },
): Promise<void> {
  return changeConversation(desk, access, (open) => giveFeedbackIn(open, thumb))
}

export async function giveFeedbackIn(
  { tx, conversation }: OpenConversation,
  { seq, helpful }: { seq: number; helpful: boolean },
): Promise<void> {
  const thumbed = await tx
    .update(messages)
    .set({ helpful })
    .where(
      and(
        eq(messages.conversationId, conversation.id),
        eq(messages.seq, seq),
        eq(messages.author, 'assistant'),
      ),
    )
    .returning({ seq: messages.seq })
  if (thumbed.length === 0) throw noSuchAnswer()
}
