import { seal } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { change } from './change.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'
import { record } from './steps.ts'

export type Rating = { score: number; comment?: string }

export const notAsked = () => new AppError('rating.not_asked')

/** Stores how satisfied the client is, from 1 to 5, with his own words; said again, the last counts. */
export function rate(desk: Desk, access: ClientAccess, rating: Rating): Promise<void> {
  return changeConversation(desk, access, (open) => rateIn(open, rating))
}

export async function rateIn(open: OpenConversation, { score, comment }: Rating): Promise<void> {
  const { conversation, key } = open
  if (conversation.status !== 'closed') throw notAsked()
  const words = comment?.trim()
  await change(open, {
    rating: score,
    // A score that is given again without words takes none away.
    ...(words && { sealedRatingComment: seal(key, placeOf(conversation.id), maskPersonalNumbers(words)) }),
  })
  await record(open, { kind: 'rated', text: String(score) })
}

export const placeOf = (conversationId: string) => `conversations/${conversationId}/rating`
