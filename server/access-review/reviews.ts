import { randomUUID } from 'node:crypto'
import { desc, eq, min } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { accessLog, accessReviews } from '../../db/schema.ts'
import { seal, unseal } from '../../db/sealing.ts'
import { sealHeads } from '../access-log/seals.ts'
import { verifyLog, type Fault } from '../access-log/verify.ts'
import { noteObject } from '../access-log/visit.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { currentPeriod, type PatternKind, type Period } from './patterns.ts'

export type Review = {
  id: string
  periodFrom: string
  periodUntil: string
  note: string
  lookedInto: string[]
  seq: number
  hash: string
  isWhole: boolean
  signedByName: string
  signedByRole: string
  signedAt: string
}

export type Reviews = {
  reviews: Review[]
  /** The period that is to be looked through now, and the day by which it has to be signed for. */
  next: Period & { dueOn: string; isLate: boolean }
}

/** How long a period is that somebody signs for, unless he signs earlier (C: an organisation may look more often). */
const MONTHS_BETWEEN = 1

export const periodAhead = () => new AppError('access_review.period_ahead')
export const wrongPeriod = () => new AppError('access_review.wrong_period')
export const chainBroken = (fault: Fault) => new AppError('access_review.chain_broken', { fault })

const placeOf = (id: string) => `access_reviews/${id}/note`

export function reviewsOf({ db, masterKey }: Store, me: StaffMember, now = new Date()): Promise<Reviews> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    const rows = await tx
      .select()
      .from(accessReviews)
      .where(eq(accessReviews.organisationId, organisationId))
      .orderBy(desc(accessReviews.signedAt), desc(accessReviews.seq))
    const reviews = rows.map(({ sealedNote, hash, signedAt, organisationId: _, signedBy: __, ...row }) => ({
      ...row,
      note: unseal(key, placeOf(row.id), sealedNote),
      hash: Buffer.from(hash).toString('hex'),
      signedAt: signedAt.toISOString(),
    }))
    return { reviews, next: await nextPeriod(tx, organisationId, lastSigned(reviews), now) }
  })
}

const lastSigned = (reviews: readonly { periodUntil: string }[]) =>
  reviews
    .map(({ periodUntil }) => periodUntil)
    .toSorted()
    .at(-1) ?? null

async function nextPeriod(tx: Db, organisationId: string, signedUntil: string | null, now: Date) {
  const [first] = await tx
    .select({ at: min(accessLog.at) })
    .from(accessLog)
    .where(eq(accessLog.organisationId, organisationId))
  const since = signedUntil ?? todayInAmsterdam(first?.at ?? now)
  const due = new Date(since)
  due.setUTCMonth(due.getUTCMonth() + MONTHS_BETWEEN)
  const dueOn = due.toISOString().slice(0, 10)
  return { ...currentPeriod(signedUntil, now), dueOn, isLate: dueOn < todayInAmsterdam(now) }
}

export type Signed = Period & {
  note: string
  lookedInto: PatternKind[]
  /** He knows that the log is not as it was written, and signs nevertheless. */
  isBrokenKnown: boolean
}

/**
 * Signs for the log of a period that is over, with the hash of its newest line, which is sealed as well. The whole chain
 * is verified first: when it is broken that has to be said by who signs, and stands with his signature.
 */
export async function signReview(
  store: Store,
  me: StaffMember,
  { from, to, note, lookedInto, isBrokenKnown }: Signed,
  now = new Date(),
): Promise<{ id: string; isWhole: boolean }> {
  const { organisationId, staffId, role, firstName } = me
  if (from > to) throw wrongPeriod()
  if (to >= todayInAmsterdam(now)) throw periodAhead()
  const { fault, head } = await verifyLog(store, organisationId)
  if (fault && !isBrokenKnown) throw chainBroken(fault)
  if (!fault) await sealHeads(store, { organisationId, now })
  const id = randomUUID()
  await asStaff(store.db, me, async (tx) => {
    const key = await organisationKey(tx, store.masterKey, organisationId)
    noteObject(me, 'access_review', id)
    await tx.insert(accessReviews).values({
      id,
      organisationId,
      periodFrom: from,
      periodUntil: to,
      sealedNote: seal(key, placeOf(id), maskPersonalNumbers(note)),
      lookedInto,
      seq: head?.seq ?? 0,
      hash: Buffer.from(head?.hash ?? '', 'hex'),
      isWhole: !fault,
      signedBy: staffId,
      signedByName: me.visit?.actor.kind === 'staff' ? me.visit.actor.name : firstName,
      signedByRole: role,
      signedAt: now,
    })
  })
  return { id, isWhole: !fault }
}
