import { asc, desc, eq, inArray, or } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { agreements, bindings, clientMerges, clients, staff } from '../../db/schema.ts'
import { unseal, type Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { bindingOn } from '../conversations/bindings.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { requireInvolved, toldOf, type Client, type Told } from './client.ts'
import { consentsOf, standingsOf, type Consent, type ConsentStanding } from './consents.ts'
import { emergenciesIn, type EmergencyAccess } from './emergency-access.ts'
import { lineOf, type ClientLine } from './find.ts'
import { placeOfReason } from './merge.ts'
import { regionFor, type PlaceByAgreement } from './municipality.ts'
import type { Known } from './variants.ts'
import { asStaff } from '../staff/as-staff.ts'

/** All that is kept of a client, but for his contacts. */
export type ClientFile = ClientLine &
  Told & {
    indicationFrom: string | null
    indicationUntil: string | null
    /** By which agreement he is helped today; it may have ended, and counts until there is a new one. */
    agreement: { id: string; title: string; validTo: string | null; hasEnded: boolean } | null
    /** Where his municipality belongs by that agreement. */
    region: PlaceByAgreement | null
    consents: Consent[]
    standings: ConsentStanding[]
    /** The one that he counts as, himself unless he was merged. */
    uniqueClientId: string
    merges: Merge[]
    createdAt: string
    /** Who is in it by emergency access now. */
    emergencies: EmergencyAccess[]
  }

export type Merge = {
  id: string
  client: Known
  into: Known
  /** Null once one of the two has been erased. */
  reason: string | null
  mergedBy: string | null
  mergedAt: string
  undoneBy: string | null
  undoneAt: string | null
}

/** Opens a client's file, for who is involved with him. */
export function showClient(
  { db, masterKey }: Store,
  me: StaffMember,
  engine: Engine,
  id: string,
  now = new Date(),
): Promise<ClientFile> {
  return asStaff(db, me, async (tx) => {
    const client = await requireInvolved(tx, me, id)
    const key = await organisationKey(tx, masterKey, me.organisationId)
    return fileOf(tx, { key, engine, client, now })
  })
}

type Shown = { key: Key; engine: Engine; client: Client; now: Date }

export async function fileOf(tx: Db, { key, engine, client, now }: Shown): Promise<ClientFile> {
  const today = todayInAmsterdam(now)
  const bound = await tx
    .select({ agreementId: bindings.agreementId, from: bindings.bindsFrom, to: bindings.bindsTo })
    .from(bindings)
    .where(eq(bindings.organisationId, client.organisationId))
  const consents = await consentsOf(tx, client)
  const told = toldOf(key, client)
  const { municipality, indicationFrom, indicationUntil, uniqueClientId, createdAt } = client
  return {
    ...lineOf(key, client, today),
    ...told,
    indicationFrom,
    indicationUntil,
    agreement: await agreementWith(tx, bindingOn(today, bound), today),
    region: regionFor(engine, bound, today, municipality),
    consents,
    standings: standingsOf(consents, told.birthDate, today),
    uniqueClientId,
    merges: await mergesOf(tx, key, client),
    createdAt: createdAt.toISOString(),
    emergencies: await emergenciesIn(tx, key, client),
  }
}

async function agreementWith(tx: Db, id: string | null, today: string) {
  if (!id) return null
  const [agreement] = await tx.select().from(agreements).where(eq(agreements.id, id))
  if (!agreement) return null
  const { title, validTo } = agreement
  return { id, title, validTo, hasEnded: validTo !== null && validTo < today }
}

/** The merges of all who are or were one with him, undone ones too; the newest first. */
async function mergesOf(tx: Db, key: Key, { id, uniqueClientId }: Client): Promise<Merge[]> {
  const group = tx.select({ id: clients.id }).from(clients).where(eq(clients.uniqueClientId, uniqueClientId))
  const rows = await tx
    .select()
    .from(clientMerges)
    .where(
      or(
        eq(clientMerges.clientId, id),
        eq(clientMerges.intoId, id),
        inArray(clientMerges.clientId, group),
        inArray(clientMerges.intoId, group),
      ),
    )
    .orderBy(desc(clientMerges.mergedAt))
  if (rows.length === 0) return []
  const ids = rows.flatMap(({ clientId, intoId }) => [clientId, intoId])
  const numbers = await tx
    .select({ id: clients.id, number: clients.number })
    .from(clients)
    .where(inArray(clients.id, ids))
  const people = await tx.select({ id: staff.id, name: staff.firstName }).from(staff).orderBy(asc(staff.id))
  const known = (of: string) => numbers.find((each) => each.id === of)!
  const named = (of: string | null) => people.find((each) => each.id === of)?.name ?? null
  return rows.map((row) => ({
    id: row.id,
    client: known(row.clientId),
    into: known(row.intoId),
    reason: row.sealedReason && unseal(key, placeOfReason(row.id), row.sealedReason),
    mergedBy: named(row.mergedBy),
    mergedAt: row.mergedAt.toISOString(),
    undoneBy: named(row.undoneBy),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }))
}
