import type { Message } from '../../../server/conversations/messages.ts'
import type { Case, Step } from '../../../server/http/desk-shapes.ts'

export type Item = { id: string; day: string } & ({ message: Message } | { step: Step })

/** Messages and steps in the order in which they happened: a step stands after the message that it followed. */
export function timelineOf({ messages, steps }: Pick<Case, 'messages' | 'steps'>): Item[] {
  const placed = [
    ...messages.map((message) => ({ message, place: message.seq, at: message.createdAt })),
    ...steps.map((step) => ({ step, place: step.afterSeq + 0.5, at: step.createdAt })),
  ]
  return placed
    .toSorted((a, b) => a.place - b.place || a.at.localeCompare(b.at))
    .map(({ place: _, at, ...item }) => ({
      ...item,
      id: 'message' in item ? `message-${item.message.seq}` : `step-${item.step.id}`,
      day: new Date(at).toDateString(),
    }))
}
