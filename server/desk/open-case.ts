import { and, eq, or, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { steps } from '../../db/schema.ts'
import { noteClients, owedBy, settle } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { changing, existing, type Desk, type OpenConversation } from '../conversations/conversation.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { asStaff, beyondInvolvement, scopeOf } from '../staff/as-staff.ts'

export const notYours = () => new AppError('conversation.not_yours')

/** Runs the work on a conversation that this member of staff may read: his own, one that nobody has, or, for who coordinates, any. */
export function readCase<T>(
  { db, masterKey }: Store,
  me: StaffMember,
  conversationId: string,
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  return asStaff(db, me, async (tx) => work(await readable(tx, { masterKey }, me, conversationId)))
}

/** Like `readCase`, locked against others; what was added or happened is told once it is stored. */
export async function changeCase<T>(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  const place = { ...scopeOf(me), conversationId }
  const { done, line } = await changing(
    desk,
    place,
    (tx) => readable(tx, desk, me, conversationId, 'lock'),
    async (open) => {
      const changed = await work(open)
      noteClients(me, open.conversation.clientId)
      const owed = owedBy(me)
      if (owed) open.toLog.push(owed)
      return { done: changed, line: owed }
    },
  )
  settle(me, line)
  return done
}

/** Throws unless this member of staff has the conversation, or coordinates. */
export function requireMine({ conversation }: OpenConversation, me: StaffMember): void {
  if (conversation.supporterId !== me.staffId && me.role === 'supporter') throw notYours()
}

async function readable(
  tx: Db,
  store: Pick<Store, 'masterKey'>,
  me: StaffMember,
  conversationId: string,
  lock?: 'lock',
): Promise<OpenConversation> {
  const open = await existing(tx, store.masterKey, conversationId, lock).catch((error: unknown) =>
    refused(tx, store, me, conversationId, error),
  )
  noteClients(me, open.conversation.clientId)
  const { supporterId, urgent, dueAt } = open.conversation
  // In danger whoever is there may look.
  const isFree =
    (urgent && dueAt !== null) ||
    supporterId === null ||
    supporterId === me.staffId ||
    me.role !== 'supporter'
  if (!isFree && !(await isInvolved(tx, me, conversationId))) throw notYours()
  return open
}

/** The database shows a supporter none but his; that there is one, but not for him, is another answer than that there is none. */
async function refused(
  tx: Db,
  { masterKey }: Pick<Store, 'masterKey'>,
  me: StaffMember,
  conversationId: string,
  error: unknown,
): Promise<never> {
  if (!(error instanceof AppError)) throw error
  const { conversation } = await beyondInvolvement(tx, (all) => existing(all, masterKey, conversationId))
  noteClients(me, conversation.clientId)
  throw notYours()
}

/** Who did something in it before, or is mentioned in it, may go on reading it. */
async function isInvolved(tx: Db, { staffId }: StaffMember, conversationId: string): Promise<boolean> {
  const mentioned = sql`${steps.concerns} @> array[${staffId}]::uuid[]`
  const found = await tx
    .select({ id: steps.id })
    .from(steps)
    .where(and(eq(steps.conversationId, conversationId), or(eq(steps.staffId, staffId), mentioned)))
    .limit(1)
  return found.length > 0
}
