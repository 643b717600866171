import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { clientMerges, clients } from '../../db/schema.ts'
import { seal } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Reckon } from './change.ts'
import { lockedRoots, requireInvolved } from './client.ts'
import { inTurn } from './create.ts'
import { asStaff } from '../staff/as-staff.ts'

const mergedAlready = () => new AppError('client.merged_already')
const mergedInCircle = () => new AppError('client.merge_circle')
const noSuchMerge = () => new AppError('merge.not_found')

export const placeOfReason = (mergeId: string) => `client_merges/${mergeId}/reason`

/**
 * Says that a client is another one: from now on both count as one. A person's act with a reason, which both files
 * show and which can be undone. Nothing of what was registered moves.
 */
export function mergeClients(
  { db, masterKey }: Store,
  me: StaffMember,
  reckon: Reckon,
  { clientId, intoId, reason }: { clientId: string; intoId: string; reason: string },
  now = new Date(),
): Promise<{ id: string }> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    await requireInvolved(tx, me, clientId)
    await requireInvolved(tx, me, intoId)
    await inTurn(tx, organisationId)
    const before = await lockedRoots(tx, [clientId, intoId])
    const merges = await activeAmong(tx, before)
    if (merges.has(clientId)) throw mergedAlready()
    if (rootOf(intoId, merges) === clientId) throw mergedInCircle()
    const key = await organisationKey(tx, masterKey, organisationId)
    const id = crypto.randomUUID()
    const sealedReason = seal(key, placeOfReason(id), maskPersonalNumbers(reason.trim()))
    const row = { id, organisationId, clientId, intoId, sealedReason, mergedBy: staffId, mergedAt: now }
    await tx.insert(clientMerges).values(row)
    await countAnew(tx, organisationId, before, reckon)
    return { id }
  })
}

/** Takes a merge back; what was merged into either before or after stays so. Again changes nothing. */
export function undoMerge(
  { db }: Store,
  me: StaffMember,
  reckon: Reckon,
  { clientId, mergeId }: { clientId: string; mergeId: string },
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  return asStaff(db, me, async (tx) => {
    const [merge] = await tx.select().from(clientMerges).where(eq(clientMerges.id, mergeId))
    if (!merge || ![merge.clientId, merge.intoId].includes(clientId)) throw noSuchMerge()
    await requireInvolved(tx, me, merge.clientId)
    await requireInvolved(tx, me, merge.intoId)
    await inTurn(tx, organisationId)
    const before = await lockedRoots(tx, [merge.clientId, merge.intoId])
    await tx
      .update(clientMerges)
      .set({ undoneBy: staffId, undoneAt: now })
      .where(and(eq(clientMerges.id, mergeId), isNull(clientMerges.undoneAt)))
    await countAnew(tx, organisationId, before, reckon)
  })
}

/** Into whom each of these clients is merged now. */
async function activeAmong(tx: Db, roots: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const rows = await tx
    .select({ clientId: clientMerges.clientId, intoId: clientMerges.intoId })
    .from(clientMerges)
    .where(and(inArray(clientMerges.clientId, [...roots.keys()]), isNull(clientMerges.undoneAt)))
  return new Map(rows.map(({ clientId, intoId }) => [clientId, intoId]))
}

/** The end of the chain of merges: nobody is merged in a circle. */
function rootOf(id: string, merges: ReadonlyMap<string, string>): string {
  const into = merges.get(id)
  return into === undefined ? id : rootOf(into, merges)
}

async function countAnew(
  tx: Db,
  organisationId: string,
  before: ReadonlyMap<string, string>,
  reckon: Reckon,
): Promise<void> {
  const merges = await activeAmong(tx, before)
  const moved = [...before.keys()].filter((id) => rootOf(id, merges) !== before.get(id))
  if (moved.length === 0) return
  const rows = moved.map((id) => sql`(${id}::uuid, ${rootOf(id, merges)}::uuid)`)
  await rowsOf(
    tx,
    sql`update ${clients} set unique_client_id = counted.unique_client_id
      from (values ${sql.join(rows, sql`, `)}) as counted (id, unique_client_id)
      where ${clients.id} = counted.id`,
  )
  await reckon(tx, organisationId, [...new Set(moved.flatMap((id) => [before.get(id)!, rootOf(id, merges)]))])
}
