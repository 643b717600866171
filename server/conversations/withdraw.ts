import { settleHandoffs } from '../handoff/hand-off.ts'
import { AppError } from '../app-error.ts'
import { texts, type Locale } from '../texts.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'
import { append, type Message } from './messages.ts'
import { record } from './steps.ts'

export const nobodyWaits = () => new AppError('handoff.none')

/** The client no longer needs the person he waits for; the assistant answers him again. */
export function withdraw(desk: Desk, access: ClientAccess): Promise<Message[]> {
  return changeConversation(desk, access, withdrawIn)
}

export async function withdrawIn(open: OpenConversation): Promise<Message[]> {
  const { conversation } = open
  const say = texts(conversation.locale as Locale)
  if (conversation.status !== 'waiting') throw nobodyWaits()
  // Whoever holds the telephone now need not be the one who was in danger.
  if (conversation.urgent) {
    await record(open, { kind: 'withdrawn' })
    return append(open, [{ author: 'assistant', content: { text: say('handoff.stays-urgent') } }])
  }
  await settleHandoffs(open, { withdrawnAt: new Date() })
  await record(open, { kind: 'withdrawn' })
  const back = { status: 'assistant', dueAt: null, teamId: null, misses: 0 } as const
  return append(open, [{ author: 'assistant', content: { text: say('handoff.withdrawn') } }], back)
}
