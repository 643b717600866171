import { AppError } from '../app-error.ts'
import { change } from '../conversations/change.ts'
import type { Desk } from '../conversations/conversation.ts'
import { record } from '../conversations/steps.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { isClosed } from './claim.ts'
import { changeCase, requireMine } from './open-case.ts'

export const pastTheDueDate = () => new AppError('conversation.snooze_past_due')
export const notAhead = () => new AppError('conversation.snooze_not_ahead')

/** Puts a conversation out of sight until a moment, never past the date that the client was promised; null ends it. */
export function snooze(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  until: Date | null,
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status === 'closed') throw isClosed()
    requireMine(open, me)
    if (until && until <= new Date()) throw notAhead()
    if (until && conversation.dueAt && until > conversation.dueAt) throw pastTheDueDate()
    await change(open, { snoozedUntil: until })
    await record(
      open,
      until ? { kind: 'snoozed', staffId: me.staffId, until } : { kind: 'woken', staffId: me.staffId },
    )
  })
}
