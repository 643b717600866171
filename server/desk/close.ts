import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { Registry } from '../contacts/contact.ts'
import { contactOnClosing, type ClosingContact } from '../contacts/of-conversation.ts'
import { change } from '../conversations/change.ts'
import type { Conversation, Desk, OpenConversation } from '../conversations/conversation.ts'
import { append, messagesAfter } from '../conversations/messages.ts'
import { asksRating } from '../conversations/news.ts'
import { record } from '../conversations/steps.ts'
import { reopenHandoffs, settleHandoffs } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { texts, type Locale } from '../texts.ts'
import { changeCase, notYours, requireMine } from './open-case.ts'

export type Result = NonNullable<Conversation['result']>

export const newMessage = () => new AppError('conversation.new_message')
export const dangerOwed = () => new AppError('conversation.danger_owed')

/**
 * Ends a conversation with its result, and asks the client how satisfied he is. Who closes as answered or referred
 * without a message here has spoken to the client in another way: that is his reaction. `seenSeq`: the last message
 * that he had before him; what the client said after it keeps the conversation open, and so does danger that nobody
 * has reacted to. With `contact` what was done is registered at once; without it a draft of it waits for him.
 */
export function close(
  desk: Desk & Pick<Registry, 'assistant'>,
  me: StaffMember,
  conversationId: string,
  {
    result,
    note,
    seenSeq,
    contact,
  }: { result: Result; note?: string; seenSeq?: number; contact?: ClosingContact },
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status === 'closed') return
    if (conversation.supporterId) requireMine(open, me)
    if (conversation.urgent && conversation.dueAt && !note) throw dangerOwed()
    if (seenSeq !== undefined && (await clientWroteAfter(open, seenSeq))) throw newMessage()
    const now = new Date()
    const register = await contactOnClosing(open, desk, me, { result, contact, now })
    await settleHandoffs(open, { ...settled(result, me, now), closedAt: now })
    const step = { kind: 'closed', staffId: me.staffId } as const
    await record(open, note ? { ...step, text: maskPersonalNumbers(note) } : step)
    const text = texts(conversation.locale as Locale)(`desk.closed.${result}`)
    const content = asksRating(result) ? { text, asksRating: true as const } : { text }
    await append(open, [{ author: 'assistant', content }], {
      status: 'closed',
      result,
      closedAt: now,
      dueAt: null,
      snoozedUntil: null,
      urgent: false,
      urgentSince: null,
      supporterId: conversation.supporterId ?? me.staffId,
      rating: null,
      sealedRatingComment: null,
      stoppedAt: null,
      registeredAt: now,
    })
    await register()
  })
}

function settled(result: Result, { staffId }: StaffMember, now: Date) {
  if (result === 'withdrawn') return { withdrawnAt: now }
  return result === 'answered' || result === 'referred' ? { reactedAt: now, reactedBy: staffId } : {}
}

async function clientWroteAfter({ tx, conversation, key }: OpenConversation, seq: number): Promise<boolean> {
  const later = await messagesAfter(tx, conversation.id, key, seq)
  return later.some(({ author }) => author === 'client')
}

/** Takes back that a conversation was closed: it is his again who closed it, with the date that was promised. */
export function reopen(desk: Desk, me: StaffMember, conversationId: string): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status !== 'closed') return
    if (
      conversation.supporterId !== null &&
      conversation.supporterId !== me.staffId &&
      me.role === 'supporter'
    )
      throw notYours()
    const dueAt = conversation.closedAt && (await reopenHandoffs(open, conversation.closedAt))
    await change(open, {
      status: 'assigned',
      supporterId: me.staffId,
      closedAt: null,
      result: null,
      dueAt,
      stoppedAt: null,
    })
    await record(open, { kind: 'reopened', staffId: me.staffId })
  })
}
