import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, emergencyAccesses, sharings, staff } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { ConsentPurpose } from './consents.ts'
import { noSuchAccess, placeOfReason } from './emergency-access.ts'
import { recipientOf, vitalInterestOf, type VitalInterest } from './sharing.ts'

/** What was done without the usual right to it, and what a coordinator said of it. */
export type ToReview = {
  id: string
  client: { id: string; number: number }
  staffId: string | null
  by: string | null
  at: string
  review: { by: string | null; at: string; isJustified: boolean; judgement: string } | null
} & (
  | { kind: 'emergency'; reason: string; until: string; isOpen: boolean }
  | { kind: 'sharing'; recipient: ConsentPurpose; to: string; vitalInterest: VitalInterest }
)

export type Judgement = { isJustified: boolean; judgement: string }

const ownReview = () => new AppError('review.own')
const reviewedAlready = () => new AppError('review.done')

const tables = { emergency: emergencyAccesses, sharing: sharings } as const
type Kind = keyof typeof tables

const placeOfJudgement = (kind: Kind, id: string) =>
  `${kind === 'emergency' ? 'emergency_accesses' : 'sharings'}/${id}/judgement`

/** More than anybody reads through. */
const MOST = 300

/** The emergency accesses and what was shared without consent: what waits for a judgement first, then the newest. */
export function reviews({ db, masterKey }: Store, me: StaffMember, now = new Date()): Promise<ToReview[]> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const people = await tx.select({ id: staff.id, firstName: staff.firstName }).from(staff)
    const named = (id: string | null) => people.find((each) => each.id === id)?.firstName ?? null
    const all = [...(await emergencies(tx, key, named, now)), ...(await vitalSharings(tx, key, named))]
    noteClients(me, ...all.map(({ client }) => client.id))
    return all.toSorted(
      (a, b) => Number(a.review !== null) - Number(b.review !== null) || b.at.localeCompare(a.at),
    )
  })
}

type Named = (id: string | null) => string | null

const client = { id: clients.id, number: clients.number }

async function emergencies(tx: Db, key: Key, named: Named, now: Date): Promise<ToReview[]> {
  const rows = await tx
    .select({ row: emergencyAccesses, client })
    .from(emergencyAccesses)
    .innerJoin(clients, eq(clients.id, emergencyAccesses.clientId))
    .orderBy(desc(isNull(emergencyAccesses.reviewedAt)), desc(emergencyAccesses.openedAt))
    .limit(MOST)
  return rows.map(({ row, client: whose }) => ({
    kind: 'emergency',
    id: row.id,
    client: whose,
    staffId: row.staffId,
    by: named(row.staffId),
    at: row.openedAt.toISOString(),
    reason: unseal(key, placeOfReason(row.id), row.sealedReason),
    until: (row.endedAt ?? row.until).toISOString(),
    isOpen: row.endedAt === null && row.until > now,
    review: reviewOf(key, 'emergency', row, named),
  }))
}

async function vitalSharings(tx: Db, key: Key, named: Named): Promise<ToReview[]> {
  const rows = await tx
    .select({ row: sharings, client })
    .from(sharings)
    .innerJoin(clients, eq(clients.id, sharings.clientId))
    .where(isNotNull(sharings.sealedVitalInterest))
    .orderBy(desc(isNull(sharings.reviewedAt)), desc(sharings.sharedAt))
    .limit(MOST)
  return rows.map(({ row, client: whose }) => ({
    kind: 'sharing',
    id: row.id,
    client: whose,
    staffId: row.sharedBy,
    by: named(row.sharedBy),
    at: row.sharedAt.toISOString(),
    recipient: row.recipient,
    to: recipientOf(key, row.id, row.sealedTo),
    vitalInterest: vitalInterestOf(key, row.id, row.sealedVitalInterest!),
    review: reviewOf(key, 'sharing', row, named),
  }))
}

type Reviewed = Pick<
  typeof sharings.$inferSelect,
  'id' | 'reviewedBy' | 'reviewedAt' | 'isJustified' | 'sealedJudgement'
>

function reviewOf(key: Key, kind: Kind, row: Reviewed, named: Named): ToReview['review'] {
  const { id, reviewedBy, reviewedAt, isJustified, sealedJudgement } = row
  if (!reviewedAt) return null
  return {
    by: named(reviewedBy),
    at: reviewedAt.toISOString(),
    isJustified: isJustified ?? false,
    judgement: sealedJudgement ? unseal(key, placeOfJudgement(kind, id), sealedJudgement) : '',
  }
}

/** Says whether it was right, once; nobody judges what he did himself. */
export async function review(
  { db, masterKey }: Store,
  me: StaffMember,
  { kind, id }: { kind: Kind; id: string },
  { isJustified, judgement }: Judgement,
  now = new Date(),
): Promise<void> {
  await asStaff(db, me, async (tx) => {
    const table = tables[kind]
    const by = kind === 'emergency' ? emergencyAccesses.staffId : sharings.sharedBy
    const [found] = await tx
      .select({ clientId: table.clientId, by })
      .from(table)
      .where(and(eq(table.id, id), kind === 'sharing' ? isNotNull(sharings.sealedVitalInterest) : undefined))
    if (!found) throw noSuchAccess()
    noteClients(me, found.clientId)
    if (found.by === me.staffId) throw ownReview()
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const sealedJudgement = seal(key, placeOfJudgement(kind, id), maskPersonalNumbers(judgement))
    const done = await tx
      .update(table)
      .set({ reviewedBy: me.staffId, reviewedAt: now, isJustified, sealedJudgement })
      .where(and(eq(table.id, id), isNull(table.reviewedAt)))
      .returning({ id: table.id })
    if (done.length === 0) throw reviewedAlready()
  })
}
