import { and, eq } from 'drizzle-orm'
import { drafts, messages } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import type { Desk, OpenConversation } from '../conversations/conversation.ts'
import { append, messageAt, type Message } from '../conversations/messages.ts'
import { idReused } from '../conversations/receive.ts'
import { settleHandoffs } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { claimIn } from './claim.ts'
import { changeCase } from './open-case.ts'

/**
 * A supporter's words to the client, which end the term in which a person has to react. Who writes in a conversation
 * that nobody has takes it up. The same `clientMessageId` again gives the same message and stores nothing.
 */
export function reply(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  said: { clientMessageId: string; text: string },
): Promise<Message[]> {
  return changeCase(desk, me, conversationId, (open) => replyIn(open, me, said))
}

async function replyIn(
  open: OpenConversation,
  me: StaffMember,
  said: { clientMessageId: string; text: string },
): Promise<Message[]> {
  const { tx, conversation } = open
  const text = maskPersonalNumbers(said.text)
  // The client's device names its messages too: a name of ours must not meet one of his.
  const clientMessageId = `staff ${said.clientMessageId}`
  const already = await messageNamed(open, clientMessageId)
  if (already && already.text !== text) throw idReused()
  if (already) return [already]
  await claimIn(open, me)
  await settleHandoffs(open, { reactedAt: new Date(), reactedBy: me.staffId })
  await tx
    .delete(drafts)
    .where(and(eq(drafts.conversationId, conversation.id), eq(drafts.staffId, me.staffId)))
  const content = { text, speaker: me.firstName }
  return append(open, [{ author: 'supporter', clientMessageId, content }], {
    dueAt: null,
    snoozedUntil: null,
  })
}

async function messageNamed(open: OpenConversation, clientMessageId: string): Promise<Message | null> {
  const { tx, conversation } = open
  const [row] = await tx
    .select({ seq: messages.seq })
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), eq(messages.clientMessageId, clientMessageId)))
  return row ? messageAt(open, row.seq) : null
}
