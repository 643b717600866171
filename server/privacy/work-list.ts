import { and, asc, desc, eq, isNull, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, conversations, destructions, rightsRequests, staff } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { nameOf } from '../clients/client.ts'
import { organisationKey } from './data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Destruction } from './destroyed.ts'
import { askedIn, noSuchRequest, unsealedIn, type RightsRow } from './requests.ts'

/** A request as it stands in the work list. */
export type RightsLine = Pick<
  RightsRow,
  'id' | 'number' | 'kind' | 'via' | 'receivedOn' | 'dueOn' | 'agreementId' | 'decision' | 'clientId'
> & {
  /** What comes next: who is he, what do we decide, tell him, do it; or nothing any more. */
  step: 'identify' | 'decide' | 'answer' | 'execute' | 'done'
  isLate: boolean
  clientNumber: number | null
}

export type RightsShown = RightsLine & {
  /** Null once it has been erased. */
  words: string | null
  name: string | null
  reach: string | null
  conversation: { id: string; erasedAt: string | null } | null
  client: { id: string; number: number; name: string | null; erasedAt: string | null } | null
  identity: string | null
  identifiedAt: string | null
  identifiedBy: string | null
  reason: string | null
  decidedAt: string | null
  decidedBy: string | null
  answer: string | null
  answeredVia: RightsRow['answeredVia']
  answeredAt: string | null
  answeredBy: string | null
  executedAt: string | null
  executedBy: string | null
  proof: Destruction[]
}

/** Asking to be left alone needs nobody's passport; all that gives or takes data does. */
const NEEDS_IDENTITY: RightsRow['kind'][] = ['access', 'copy', 'correction', 'erasure']

export const needsIdentity = ({ kind, identifiedAt }: RightsRow) =>
  NEEDS_IDENTITY.includes(kind) && identifiedAt === null

export const isGranted = ({ decision }: Pick<RightsRow, 'decision'>) =>
  decision === 'granted' || decision === 'partly'

function stepOf(row: RightsRow): RightsLine['step'] {
  if (row.decision === null) return needsIdentity(row) ? 'identify' : 'decide'
  if (row.answeredAt === null) return 'answer'
  return isGranted(row) && row.executedAt === null ? 'execute' : 'done'
}

export type WorkList = { requests: RightsLine[]; open: number; late: number }

const MOST_SHOWN = 500

/** Still to be decided, told or carried out. */
export const notDone = or(
  isNull(rightsRequests.answeredAt),
  and(isNull(rightsRequests.executedAt), sql`${rightsRequests.decision} in ('granted', 'partly')`),
)

/** What persons asked about their data: of what is open the first due first, of what is done the newest first. */
export function workList(
  { db }: Store,
  me: StaffMember,
  { isDone = false }: { isDone?: boolean } = {},
  now = new Date(),
): Promise<WorkList> {
  const today = todayInAmsterdam(now)
  return asStaff(db, me, async (tx) => {
    const own = eq(rightsRequests.organisationId, me.organisationId)
    const openRows = await rowsWhere(tx, and(own, notDone), asc(rightsRequests.dueOn))
    const lines = openRows.map((row) => lineOf(row, today))
    const shown = isDone
      ? (await rowsWhere(tx, and(own, sql`not (${notDone})`), desc(rightsRequests.number))).map((row) =>
          lineOf(row, today),
        )
      : lines
    noteClients(me, ...shown.flatMap(({ clientId }) => clientId ?? []))
    return { requests: shown, open: lines.length, late: lines.filter(({ isLate }) => isLate).length }
  })
}

type Joined = { request: RightsRow; clientNumber: number | null }

function rowsWhere(
  tx: Db,
  condition: ReturnType<typeof and>,
  order: ReturnType<typeof asc>,
): Promise<Joined[]> {
  return tx
    .select({ request: rightsRequests, clientNumber: clients.number })
    .from(rightsRequests)
    .leftJoin(clients, eq(clients.id, rightsRequests.clientId))
    .where(condition)
    .orderBy(order, asc(rightsRequests.number))
    .limit(MOST_SHOWN)
}

function lineOf({ request, clientNumber }: Joined, today: string): RightsLine {
  const { id, number, kind, via, receivedOn, dueOn, agreementId, decision, clientId } = request
  const step = stepOf(request)
  return {
    id,
    number,
    kind,
    via,
    receivedOn,
    dueOn,
    agreementId,
    decision,
    clientId,
    clientNumber,
    step,
    isLate: step !== 'done' && dueOn < today,
  }
}

/** One request with all that was done about it. */
export function showRequest(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<RightsShown> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    return shownIn(tx, key, me, id, now)
  })
}

export async function shownIn(
  tx: Db,
  key: Key,
  me: StaffMember,
  id: string,
  now: Date,
): Promise<RightsShown> {
  const [found] = await rowsWhere(tx, eq(rightsRequests.id, id), asc(rightsRequests.number))
  if (!found) throw noSuchRequest()
  const { request } = found
  const names = new Map(
    (await tx.select({ id: staff.id, name: staff.firstName }).from(staff)).map((each) => [
      each.id,
      each.name,
    ]),
  )
  const named = (staffId: string | null) => (staffId ? (names.get(staffId) ?? null) : null)
  const asked = askedIn(key, request)
  noteClients(me, ...(request.clientId ? [request.clientId] : []))
  return {
    ...lineOf(found, todayInAmsterdam(now)),
    words: asked?.words ?? null,
    name: asked?.name ?? null,
    reach: asked?.reach ?? null,
    conversation: await conversationOf(tx, request.conversationId),
    client: await clientOf(tx, key, request.clientId),
    identity: unsealedIn(key, id, 'identity', request.sealedIdentity),
    identifiedAt: isoOf(request.identifiedAt),
    identifiedBy: named(request.identifiedBy),
    reason: unsealedIn(key, id, 'reason', request.sealedReason),
    decidedAt: isoOf(request.decidedAt),
    decidedBy: named(request.decidedBy),
    answer: unsealedIn(key, id, 'answer', request.sealedAnswer),
    answeredVia: request.answeredVia,
    answeredAt: isoOf(request.answeredAt),
    answeredBy: named(request.answeredBy),
    executedAt: isoOf(request.executedAt),
    executedBy: named(request.executedBy),
    proof: await tx.select().from(destructions).where(eq(destructions.requestId, id)),
  }
}

const isoOf = (moment: Date | null) => moment?.toISOString() ?? null

async function conversationOf(tx: Db, id: string | null) {
  if (!id) return null
  const [row] = await tx
    .select({ id: conversations.id, erasedAt: conversations.erasedAt })
    .from(conversations)
    .where(eq(conversations.id, id))
  return row ? { id: row.id, erasedAt: isoOf(row.erasedAt) } : null
}

async function clientOf(tx: Db, key: Key, id: string | null) {
  if (!id) return null
  const [row] = await tx.select().from(clients).where(eq(clients.id, id))
  if (!row) return null
  const { number, erasedAt } = row
  return { id, number, name: erasedAt ? null : nameOf(key, row), erasedAt: isoOf(erasedAt) }
}
