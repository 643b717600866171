import { AppError } from '../app-error.ts'
import type { Desk } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { texts, type Locale } from '../texts.ts'
import { isClosed } from './claim.ts'
import { changeCase, requireMine } from './open-case.ts'

export const stillOwed = () => new AppError('conversation.reaction_owed')

/** Lets the assistant answer again, and tells the client so. Not while he still waits for the person he was promised. */
export function handBack(desk: Desk, me: StaffMember, conversationId: string): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    const { conversation } = open
    if (conversation.status === 'assistant') return
    if (conversation.status === 'closed') throw isClosed()
    requireMine(open, me)
    if (conversation.dueAt) throw stillOwed()
    await record(open, { kind: 'handed_back', staffId: me.staffId })
    const text = texts(conversation.locale as Locale)('desk.handed-back', { name: me.firstName })
    const back = { status: 'assistant', supporterId: null, teamId: null, urgent: false } as const
    await append(open, [{ author: 'assistant', content: { text } }], { ...back, misses: 0, stoppedAt: null })
  })
}
