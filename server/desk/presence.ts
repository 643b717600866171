import type { Desk } from '../conversations/conversation.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { DeskNews, Doing } from './desk-news.ts'
import { readCase } from './open-case.ts'

/** Tells the colleagues who looks at a conversation, and the client that his supporter is writing. */
export async function lookAt(
  desk: Desk,
  deskNews: DeskNews,
  me: StaffMember,
  conversationId: string,
  doing: Doing,
): Promise<void> {
  const isMine = await readCase(desk, me, conversationId, async ({ conversation }) => {
    return conversation.status === 'assigned' && conversation.supporterId === me.staffId
  })
  deskNews.seen(me.organisationId, conversationId, me.staffId, doing)
  if (isMine && doing === 'typing') desk.news.typing(conversationId, me.firstName)
}
