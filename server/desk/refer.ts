import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import type { Desk } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import { settleHandoffs } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { claimIn } from './claim.ts'
import { changeCase } from './open-case.ts'

export const referrals = ['zorgkantoor', 'other_oco'] as const

/**
 * Refers a client whom we cannot serve within the term to the zorgkantoor or to another client support organisation
 * (wlz-oco-2024 art-11, art-20), in words of the supporter. They go to the client alone: whoever is to be told about
 * him is told by `share`, with his consent.
 */
export function refer(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  { to, text }: { to: (typeof referrals)[number]; text: string },
): Promise<void> {
  return changeCase(desk, me, conversationId, async (open) => {
    await claimIn(open, me)
    const now = new Date()
    const dueAt = await settleHandoffs(open, { reactedAt: now, reactedBy: me.staffId, referredAt: now })
    await record(open, { kind: 'referred', staffId: me.staffId, text: to })
    const content = { text: maskPersonalNumbers(text), speaker: me.firstName }
    await append(open, [{ author: 'supporter', content }], { dueAt, snoozedUntil: null })
  })
}
