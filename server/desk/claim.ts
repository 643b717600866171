import { and, eq, isNull, or } from 'drizzle-orm'
import { conversations, staff } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { changeById, type Desk, type OpenConversation } from '../conversations/conversation.ts'
import { messagesAfter, wordsOfPeople } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import { indexTerms } from '../conversations/terms.ts'
import type { StaffMember } from '../staff/staff-member.ts'

export const alreadyTaken = (by: { supporterId: string; firstName: string }) =>
  new AppError('conversation.already_taken', by)
export const isClosed = () => new AppError('conversation.closed')

/**
 * Takes a conversation up, also one that the assistant has: it is silent from then on. Of two who do so at once one
 * has it, and the other is told who.
 */
export function claim(desk: Desk, me: StaffMember, conversationId: string): Promise<void> {
  const { organisationId } = me
  // Also when a colleague has it: that ends in his name.
  return changeById(desk, { organisationId, conversationId }, (open) => claimIn(open, me))
}

export async function claimIn(open: OpenConversation, me: StaffMember): Promise<void> {
  const { tx, conversation } = open
  if (conversation.status === 'assigned' && conversation.supporterId === me.staffId) return
  if (conversation.status === 'closed') throw isClosed()
  const values = {
    status: 'assigned',
    supporterId: me.staffId,
    teamId: null,
    snoozedUntil: null,
    stoppedAt: null,
  } as const
  const mine = await tx
    .update(conversations)
    .set(values)
    .where(
      and(
        eq(conversations.id, conversation.id),
        or(isNull(conversations.supporterId), eq(conversations.supporterId, me.staffId)),
      ),
    )
    .returning({ id: conversations.id })
  if (mine.length === 0) throw alreadyTaken(await holderOf(open))
  Object.assign(conversation, values)
  if (!conversation.handoffRequestedAt) await makeFindable(open)
  await record(open, { kind: 'claimed', staffId: me.staffId })
}

/** What the assistant alone had to do with is not searched; now a person has it. */
async function makeFindable(open: OpenConversation): Promise<void> {
  const { tx, conversation, key } = open
  await indexTerms(open, wordsOfPeople(await messagesAfter(tx, conversation.id, key)))
}

async function holderOf({ tx, conversation }: OpenConversation) {
  const supporterId = conversation.supporterId!
  const [holder] = await tx
    .select({ firstName: staff.firstName })
    .from(staff)
    .where(eq(staff.id, supporterId))
  return { supporterId, firstName: holder?.firstName ?? '' }
}
