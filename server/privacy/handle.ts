import { and, eq, inArray, ne, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, conversations, rightsRequests } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients, noteObject } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { clientFor, requireInvolved } from '../clients/client.ts'
import { existing } from '../conversations/conversation.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { organisationKey } from './data-keys.ts'
import { recordDestroyed } from './destroyed.ts'
import { eraseClientIn } from './erase-client.ts'
import type { Erasing } from './erase-conversation.ts'
import { addRequest, noSuchRequest, sealedIn, type Asked, type RightsRow, type Via } from './requests.ts'
import type { Right } from './recognise.ts'
import { isGranted, needsIdentity, notDone, shownIn, type RightsShown } from './work-list.ts'

export const identityNeeded = () => new AppError('rights_request.identity_needed')
export const decidedAlready = () => new AppError('rights_request.decided_already')
export const notGranted = () => new AppError('rights_request.not_granted')
export const clientNeeded = () => new AppError('rights_request.client_needed')
const answerFirst = () => new AppError('rights_request.answer_first')
const executedAlready = () => new AppError('rights_request.executed_already')
const isWhole = () => new AppError('rights_request.is_whole')
const othersOpen = (number: number) => new AppError('rights_request.others_open', { number })
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
    if (conversationId) await existing(tx, masterKey, conversationId)
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

/** Changes a request that this transaction locks, after what it holds `ahead`, and gives it as it then stands. */
export function changing(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now: Date,
  changesOf: (held: Held) => Promise<Partial<RightsRow>> | Partial<RightsRow>,
  ahead: (tx: Db) => Promise<void> = async () => {},
): Promise<RightsShown> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    await ahead(tx)
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

/** Says whose file it is about. Who somebody is was made sure of for one file, and holds for no other. */
export function linkRequest(store: Store, me: StaffMember, id: string, clientId: string, now = new Date()) {
  return changing(store, me, id, now, async ({ tx, row }) => {
    if (row.decision) throw decidedAlready()
    await requireInvolved(tx, me, clientId)
    if (row.clientId === clientId) return { clientId }
    return { clientId, sealedIdentity: null, identifiedBy: null, identifiedAt: null }
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

/** Of these a part cannot be done: a copy is of the whole file, and so is erasing it. */
const WHOLE: RightsRow['kind'][] = ['access', 'copy', 'erasure']

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
    if (decision === 'partly' && WHOLE.includes(row.kind)) throw isWhole()
    if (isGranted({ decision }) && needsIdentity(row)) throw identityNeeded()
    if (isGranted({ decision }) && WHOLE.includes(row.kind) && !row.clientId) throw clientNeeded()
    return {
      decision,
      sealedReason: sealedIn(key, id, 'reason', reason),
      decidedBy: me.staffId,
      decidedAt: now,
    }
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
  if (!isGranted(row)) throw notGranted()
}

/** What he asked besides can be answered no more once his file is gone: so that is done first. */
async function requireNoOthers(tx: Db, clientId: string, id: string): Promise<void> {
  const { uniqueClientId } = await clientFor(tx, clientId)
  const same = tx.select({ id: clients.id }).from(clients).where(eq(clients.uniqueClientId, uniqueClientId))
  const chats = tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(inArray(conversations.clientId, same))
  const his = or(inArray(rightsRequests.clientId, same), inArray(rightsRequests.conversationId, chats))
  const [other] = await tx
    .select({ number: rightsRequests.number })
    .from(rightsRequests)
    .where(and(his, ne(rightsRequests.id, id), notDone))
    .orderBy(rightsRequests.number)
    .limit(1)
  if (other) throw othersOpen(other.number)
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
    await requireNoOthers(tx, row.clientId, id)
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
