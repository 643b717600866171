import { randomUUID } from 'node:crypto'
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, emergencyAccesses, staff } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { noteClients, noteEmergency, noteObject } from '../access-log/visit.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { clientErased, clientFor, type Client } from './client.ts'
import { inTurn } from './create.ts'
import { isInvolved } from './involvement.ts'

/** Somebody who is in a file by emergency access now, as the banner on it says. */
export type EmergencyAccess = {
  id: string
  staffId: string | null
  by: string | null
  reason: string
  openedAt: string
  until: string
}

/** Time to do what cannot wait; who stays involved registers what he did (a choice of ours). */
const HOURS = 4

const notNeeded = () => new AppError('emergency.not_needed')
export const noSuchAccess = () => new AppError('emergency.not_found')

export const placeOfReason = (id: string) => `emergency_accesses/${id}/reason`

/**
 * Opens a client's file for a while to a supporter who has no part in him, with his reason. He is in at once; his
 * coordinators are told and look at it afterwards. `told` is what tells them.
 */
export async function openInEmergency(
  { db, masterKey }: Store,
  me: StaffMember,
  clientId: string,
  { reason }: { reason: string },
  told: (organisationId: string) => void,
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  await asStaff(db, me, async (tx) => {
    await inTurn(tx, organisationId)
    // Whom he asks for is not his yet.
    const client = await beyondInvolvement(tx, (all) => clientFor(all, clientId))
    noteClients(me, clientId)
    if (client.erasedAt) throw clientErased(client)
    if (await isInvolved(tx, me, client.uniqueClientId)) throw notNeeded()
    const id = randomUUID()
    const key = await organisationKey(tx, masterKey, organisationId)
    const sealedReason = seal(key, placeOfReason(id), maskPersonalNumbers(reason))
    const until = new Date(now.getTime() + HOURS * 3_600_000)
    const row = { id, organisationId, clientId, staffId, sealedReason, openedAt: now, until }
    await tx.insert(emergencyAccesses).values(row)
    noteEmergency(me)
    noteObject(me, 'emergency_access', id)
  })
  told(organisationId)
}

/** Ends an emergency access before its time: one's own, or, for who coordinates, any. Again changes nothing. */
export async function endEmergency(
  { db }: Store,
  me: StaffMember,
  id: string,
  told: (organisationId: string) => void,
  now = new Date(),
): Promise<void> {
  await asStaff(db, me, async (tx) => {
    const [access] = await tx.select().from(emergencyAccesses).where(eq(emergencyAccesses.id, id))
    if (!access) throw noSuchAccess()
    noteClients(me, access.clientId)
    noteEmergency(me)
    await tx
      .update(emergencyAccesses)
      .set({ endedAt: now })
      .where(
        and(
          eq(emergencyAccesses.id, id),
          isNull(emergencyAccesses.endedAt),
          gt(emergencyAccesses.until, now),
        ),
      )
  })
  told(me.organisationId)
}

/** Who is in this file by emergency access now: a supporter himself, as far as he sees; who coordinates everybody. */
export async function emergenciesIn(
  tx: Db,
  key: Key,
  { uniqueClientId }: Client,
): Promise<EmergencyAccess[]> {
  const rows = await tx
    .select({ access: emergencyAccesses, by: staff.firstName })
    .from(emergencyAccesses)
    .innerJoin(clients, eq(clients.id, emergencyAccesses.clientId))
    .leftJoin(staff, eq(staff.id, emergencyAccesses.staffId))
    .where(and(eq(clients.uniqueClientId, uniqueClientId), lasting))
    .orderBy(desc(emergencyAccesses.openedAt))
  return rows.map(({ access: { id, staffId, sealedReason, openedAt, until }, by }) => ({
    id,
    staffId,
    by,
    reason: unseal(key, placeOfReason(id), sealedReason),
    openedAt: openedAt.toISOString(),
    until: until.toISOString(),
  }))
}

/** By the clock of the database, as `involved_clients` has it. */
const lasting = and(isNull(emergencyAccesses.endedAt), sql`${emergencyAccesses.until} > now()`)
