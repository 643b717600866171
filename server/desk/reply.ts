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

/** `seenSeq`: the last message that he had before him; what the client said after it still waits for a reply. */
export type Said = { clientMessageId: string; text: string; seenSeq?: number }

/**
 * A supporter's words to the client, which end the term in which a person has to react. Who writes in a conversation
 * that nobody has takes it up. The same `clientMessageId` again gives the same message and stores nothing.
 */
export function reply(desk: Desk, me: StaffMember, conversationId: string, said: Said): Promise<Message[]> {
  return changeCase(desk, me, conversationId, (open) => replyIn(open, me, said))
}

async function replyIn(open: OpenConversation, me: StaffMember, said: Said): Promise<Message[]> {
  const { tx, conversation } = open
  const text = maskPersonalNumbers(said.text)
  // The client's device names its messages too: a name of ours must not meet one of his.
  const clientMessageId = `staff ${said.clientMessageId}`
  const already = await messageNamed(open, clientMessageId)
  if (already && already.text !== text) throw idReused()
  if (already) return [already]
  await claimIn(open, me)
  const reacted = { reactedAt: new Date(), reactedBy: me.staffId }
  const dueAt = await settleHandoffs(open, reacted, said.seenSeq)
  await tx
    .delete(drafts)
    .where(and(eq(drafts.conversationId, conversation.id), eq(drafts.staffId, me.staffId)))
  const content = { text, speaker: me.firstName }
  return append(open, [{ author: 'supporter', clientMessageId, content }], {
    dueAt,
    snoozedUntil: null,
    ...(dueAt === null && { urgentSince: null }),
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
