import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { change } from '../conversations/change.ts'
import type { Conversation, Desk } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import { lastHandoff, setNextMoment, settleHandoffs } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { texts, type Locale } from '../texts.ts'
import { changeCase, requireMine } from './open-case.ts'

export type Result = NonNullable<Conversation['result']>

/**
 * Ends a conversation with its result, and asks the client how satisfied he is. Who closes as answered or referred
 * without a message here has spoken to the client in another way: that is his reaction.
 */
export function close(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  { result, note }: { result: Result; note?: string },
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status === 'closed') return
    if (conversation.supporterId) requireMine(open, me)
    const now = new Date()
    if (result === 'answered' || result === 'referred')
      await settleHandoffs(open, { reactedAt: now, reactedBy: me.staffId })
    if (result === 'withdrawn') await settleHandoffs(open, { withdrawnAt: now })
    await setNextMoment(open, null)
    const step = { kind: 'closed', staffId: me.staffId } as const
    await record(open, note ? { ...step, text: maskPersonalNumbers(note) } : step)
    const changes = {
      status: 'closed',
      result,
      closedAt: now,
      dueAt: null,
      snoozedUntil: null,
      urgent: false,
      supporterId: conversation.supporterId ?? me.staffId,
      rating: null,
      sealedRatingComment: null,
    } as const
    if (result === 'withdrawn') return change(open, changes)
    const text = texts(conversation.locale as Locale)('desk.closed')
    await append(open, [{ author: 'assistant', content: { text, asksRating: true } }], changes)
  })
}

/** Takes back that a conversation was closed: it is his again who closed it, with the date that was promised. */
export function reopen(desk: Desk, me: StaffMember, conversationId: string): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status !== 'closed') return
    const last = await lastHandoff(open)
    const isOwed = last !== null && !last.reactedAt && !last.withdrawnAt
    await change(open, {
      status: 'assigned',
      supporterId: me.staffId,
      closedAt: null,
      result: null,
      dueAt: isOwed ? last.dueAt : null,
      urgent: last?.urgent ?? false,
    })
    if (isOwed) await setNextMoment(open, new Date())
    await record(open, { kind: 'reopened', staffId: me.staffId })
  })
}
