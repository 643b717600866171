import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, rightsRequests } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients, noteObject } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { requireInvolved } from '../clients/client.ts'
import { changeById, type Desk } from '../conversations/conversation.ts'
import { append } from '../conversations/messages.ts'
import { settleHandoffs } from '../handoff/hand-off.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { organisationKey } from './data-keys.ts'
import { recordDestroyed } from './destroyed.ts'
import { eraseClientIn } from './erase-client.ts'
import type { Erasing } from './erase-conversation.ts'
import { addRequest, noSuchRequest, sealedIn, type Asked, type RightsRow, type Via } from './requests.ts'
import type { Right } from './recognise.ts'
import { needsIdentity, shownIn, type RightsShown } from './work-list.ts'

export const identityNeeded = () => new AppError('rights_request.identity_needed')
export const decidedAlready = () => new AppError('rights_request.decided_already')
export const notGranted = () => new AppError('rights_request.not_granted')
export const clientNeeded = () => new AppError('rights_request.client_needed')
export const answerFirst = () => new AppError('rights_request.answer_first')
export const executedAlready = () => new AppError('rights_request.executed_already')
export const conversationGone = () => new AppError('rights_request.conversation_gone')
const receivedAhead = () => new AppError('rights_request.received_ahead')

export type Received = {
  kind: Right
  via: Via
  receivedOn: string
  conversationId?: string | null
  clientId?: string | null
} & Asked

/** Writes down what somebody asked by telephone, by letter or in person. */
export function recordRequest(
  { db, masterKey }: Store,
  me: StaffMember,
  { kind, via, receivedOn, conversationId = null, clientId = null, ...asked }: Received,
  now = new Date(),
): Promise<RightsShown> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    if (receivedOn > todayInAmsterdam(now)) throw receivedAhead()
    if (clientId) await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, masterKey, organisationId)
    const row = await addRequest(tx, key, {
      organisationId,
      kind,
      via,
      receivedOn,
      conversationId,
      clientId,
      recordedBy: staffId,
      asked,
    })
    noteObject(me, 'rights_request', row.id)
    return shownIn(tx, key, me, row.id, now)
  })
}

type Held = { tx: Db; key: Key; row: RightsRow }

/** Changes a request that this transaction locks, and gives it as it then stands. */
function changing(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now: Date,
  changesOf: (held: Held) => Promise<Partial<RightsRow>> | Partial<RightsRow>,
): Promise<RightsShown> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const row = await locked(tx, id)
    await tx
      .update(rightsRequests)
      .set(await changesOf({ tx, key, row }))
      .where(eq(rightsRequests.id, id))
    return shownIn(tx, key, me, id, now)
  })
}

async function locked(tx: Db, id: string): Promise<RightsRow> {
  const [row] = await tx.select().from(rightsRequests).where(eq(rightsRequests.id, id)).for('update')
  if (!row) throw noSuchRequest()
  return row
}

/** Says whose file it is about. */
export function linkRequest(store: Store, me: StaffMember, id: string, clientId: string, now = new Date()) {
  return changing(store, me, id, now, async ({ tx, row }) => {
    if (row.executedAt) throw executedAlready()
    await requireInvolved(tx, me, clientId)
    return { clientId }
  })
}

/** Notes how it was made sure that he is who he says; before that nothing of a file leaves or is erased. */
export function identify(store: Store, me: StaffMember, id: string, how: string, now = new Date()) {
  return changing(store, me, id, now, ({ key, row }) => {
    if (row.decision) throw decidedAlready()
    return {
      sealedIdentity: sealedIn(key, id, 'identity', how),
      identifiedBy: me.staffId,
      identifiedAt: now,
    }
  })
}

export type Decision = 'granted' | 'partly' | 'refused' | 'withdrawn'

/** Decides, with the reason. What is granted is then told to him, and done. */
export function decide(
  store: Store,
  me: StaffMember,
  id: string,
  { decision, reason }: { decision: Decision; reason: string },
  now = new Date(),
) {
  return changing(store, me, id, now, ({ key, row }) => {
    if (row.answeredAt) throw decidedAlready()
    const isGranted = decision === 'granted' || decision === 'partly'
    if (isGranted && needsIdentity(row)) throw identityNeeded()
    return {
      decision,
      sealedReason: sealedIn(key, id, 'reason', reason),
      decidedBy: me.staffId,
      decidedAt: now,
    }
  })
}

export type Answer = { text: string; via: NonNullable<RightsRow['answeredVia']> }

/** Tells him what was decided: in his conversation, or noted as it was told elsewhere. */
export async function answerRequest(
  desk: Desk,
  me: StaffMember,
  id: string,
  { text, via }: Answer,
  now = new Date(),
): Promise<RightsShown> {
  const shown = await changing(desk, me, id, now, async ({ tx, key, row }) => {
    if (!row.decision) throw notGranted()
    if (row.answeredAt) throw decidedAlready()
    if (via === 'conversation') await requireConversation(tx, row)
    return {
      sealedAnswer: sealedIn(key, id, 'answer', text),
      answeredVia: via,
      answeredBy: me.staffId,
      answeredAt: now,
    }
  })
  if (via === 'conversation') await say(desk, me, shown.conversation!.id, text, now)
  return shown
}

async function requireConversation(tx: Db, { conversationId }: RightsRow): Promise<void> {
  const [row] = conversationId
    ? await tx.select().from(conversations).where(eq(conversations.id, conversationId))
    : []
  if (!row || row.erasedAt) throw conversationGone()
}

/** A person has spoken now: who waited for one has had him. */
async function say(
  desk: Desk,
  me: StaffMember,
  conversationId: string,
  text: string,
  now: Date,
): Promise<void> {
  await changeById(desk, { organisationId: me.organisationId, conversationId }, async (open) => {
    const { status, urgent, clientId } = open.conversation
    noteClients(me, ...(clientId ? [clientId] : []))
    const answers = status === 'waiting' && !urgent
    if (answers) await settleHandoffs(open, { reactedAt: now, reactedBy: me.staffId })
    const content = { text, speaker: me.firstName }
    await append(
      open,
      [{ author: 'supporter', content }],
      answers ? { status: 'assistant', dueAt: null, teamId: null } : {},
    )
  })
}

/** Notes that what was granted has been done by hand, such as a correction in the file. */
export function markExecuted(store: Store, me: StaffMember, id: string, now = new Date()) {
  return changing(store, me, id, now, ({ row }) => {
    requireGranted(row)
    if (row.kind === 'erasure') throw notGranted()
    return { executedAt: now, executedBy: me.staffId }
  })
}

function requireGranted(row: RightsRow): void {
  if (row.executedAt) throw executedAlready()
  if (row.decision !== 'granted' && row.decision !== 'partly') throw notGranted()
}

/** Erases the file as was granted. He has been told first, for his conversations go as well. */
export async function executeErasure(
  desk: Erasing,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<RightsShown> {
  const { organisationId, staffId } = me
  const gone: string[] = []
  const shown = await changing(desk, me, id, now, async ({ tx, row }) => {
    requireGranted(row)
    if (row.kind !== 'erasure') throw notGranted()
    if (needsIdentity(row)) throw identityNeeded()
    if (!row.clientId) throw clientNeeded()
    if (!row.answeredAt) throw answerFirst()
    const { clientIds, conversationIds, counts } = await eraseClientIn(tx, desk, row.clientId, now)
    noteClients(me, ...clientIds)
    gone.push(...conversationIds)
    await recordDestroyed(tx, {
      organisationId,
      kind: 'clients',
      cause: 'request',
      requestId: id,
      counts,
      ids: [...clientIds, ...conversationIds],
      staffId,
      now,
    })
    return { executedAt: now, executedBy: staffId }
  })
  for (const conversationId of gone) desk.news.erased({ organisationId, conversationId })
  return shown
}
