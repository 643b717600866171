import { seal, unseal } from '../../db/sealing.ts'
import { tellsOfDanger } from '../answers/reply.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { Assistant } from './answer.ts'
import { change } from './change.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'
import { receiveIn } from './receive.ts'
import { record } from './steps.ts'

export type Rating = { score: number; comment?: string }

export const notAsked = () => new AppError('rating.not_asked')

/**
 * Stores how satisfied the client is, from 1 to 5, with his own words; said again, the last counts. Words that tell of
 * danger are answered as a message of his.
 */
export function rate(desk: Desk, access: ClientAccess, assistant: Assistant, rating: Rating): Promise<void> {
  return changeConversation(desk, access, async (open) => {
    await rateIn(open, rating)
    const { comment } = rating
    if (!comment || !tellsOfDanger(assistant.engine(), comment)) return
    const clientMessageId = `rating ${open.conversation.lastSeq}`
    await receiveIn(open, assistant, { clientMessageId, text: comment })
  })
}

export async function rateIn(open: OpenConversation, { score, comment }: Rating): Promise<void> {
  const { conversation, key } = open
  // Sent twice: danger in it has opened the conversation again.
  if (conversation.status !== 'closed' && conversation.rating === score) return
  if (conversation.status !== 'closed') throw notAsked()
  const words = comment?.trim()
  await change(open, {
    rating: score,
    // A score that is given again without words takes none away.
    ...(words && { sealedRatingComment: seal(key, placeOf(conversation.id), maskPersonalNumbers(words)) }),
  })
  await record(open, { kind: 'rated', text: String(score) })
}

/** What the client said of the help, or null. */
export function ratingOf({ conversation, key }: Pick<OpenConversation, 'conversation' | 'key'>): {
  score: number
  comment: string | null
} | null {
  const { id, rating, sealedRatingComment } = conversation
  if (rating === null) return null
  return { score: rating, comment: sealedRatingComment && unseal(key, placeOf(id), sealedRatingComment) }
}

const placeOf = (conversationId: string) => `conversations/${conversationId}/rating`
