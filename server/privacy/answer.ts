import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, handoffs, messages, rightsRequests } from '../../db/schema.ts'
import { noteClients } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { openConversation, type Desk, type OpenConversation } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { settleHandoffs } from '../handoff/hand-off.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { changing, decidedAlready, notGranted } from './handle.ts'
import { sealedIn, type RightsRow } from './requests.ts'
import type { RightsShown } from './work-list.ts'

const conversationGone = () => new AppError('rights_request.conversation_gone')

export type Answer = { text: string; via: NonNullable<RightsRow['answeredVia']> }

/** Tells him what was decided: in his conversation, or noted as it was told elsewhere. */
export async function answerRequest(
  desk: Desk,
  me: StaffMember,
  id: string,
  { text, via }: Answer,
  now = new Date(),
): Promise<RightsShown> {
  const held: OpenConversation[] = []
  const shown = await changing(
    desk,
    me,
    id,
    now,
    async ({ key, row }) => {
      if (!row.decision) throw notGranted()
      if (row.answeredAt) throw decidedAlready()
      for (const open of held) await say(open, me, row, text, now)
      return {
        sealedAnswer: sealedIn(key, id, 'answer', text),
        answeredVia: via,
        answeredBy: me.staffId,
        answeredAt: now,
      }
    },
    async (tx) => {
      if (via === 'conversation') held.push(await conversationOf(tx, desk, id))
    },
  )
  for (const open of held) desk.news.changed(open)
  return shown
}

/** Held before the request itself, as whoever erases his conversation does. */
async function conversationOf(tx: Db, { masterKey }: Store, id: string): Promise<OpenConversation> {
  const own = tx
    .select({ id: rightsRequests.conversationId })
    .from(rightsRequests)
    .where(eq(rightsRequests.id, id))
  const open = await openConversation(tx, masterKey, inArray(conversations.id, own), 'lock')
  if (!open || open.conversation.erasedAt) throw conversationGone()
  return open
}

/** Says it in his conversation. Who objected and asked nothing since has had the person whom he waited for. */
async function say(
  open: OpenConversation,
  me: StaffMember,
  row: RightsRow,
  text: string,
  now: Date,
): Promise<void> {
  noteClients(me, ...(open.conversation.clientId ? [open.conversation.clientId] : []))
  const isAnswered = row.kind === 'objection' && (await waitsForThis(open, row.askedSeq))
  const left = isAnswered
    ? await settleHandoffs(open, { reactedAt: now, reactedBy: me.staffId }, row.askedSeq!)
    : null
  await append(
    open,
    [{ author: 'supporter', content: { text, speaker: me.firstName } }],
    isAnswered && !left ? { status: 'assistant', dueAt: null, teamId: null } : {},
  )
}

/** Whether the conversation waits for a person because of this request, and for nothing else. */
async function waitsForThis({ tx, conversation }: OpenConversation, askedSeq: number | null) {
  const { id, status, urgent } = conversation
  if (askedSeq === null || status !== 'waiting' || urgent) return false
  const [own] = await tx
    .select({ id: handoffs.id })
    .from(handoffs)
    .where(and(eq(handoffs.conversationId, id), eq(handoffs.seq, askedSeq)))
  const [since] = await tx
    .select({ seq: messages.seq })
    .from(messages)
    .where(and(eq(messages.conversationId, id), eq(messages.author, 'client'), gt(messages.seq, askedSeq)))
    .limit(1)
  return own !== undefined && since === undefined
}
