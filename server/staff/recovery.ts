import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { recoveries, secondFactors, sessions, staff, users } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { forgetAttempts } from './attempts.ts'
import { digestOf, newToken } from './link-token.ts'
import { hashGoodPassword, setPassword } from './own-password.ts'
import { activeMember, type StaffMember } from './staff-member.ts'
import { asStaff } from './as-staff.ts'

const GOOD_FOR_HOURS = 24

/** Unknown, used, withdrawn and run out are the same to whoever holds a link. */
const noSuchRecovery = () => new AppError('recovery.not_found')

export type Loss = { staffId: string; losesSecondFactor: boolean }

/**
 * Makes a link by which a colleague sets a new password, once; an earlier one is no longer good. Who is staff of an
 * organisation of which the actor is no administrator cannot be helped: by the link its files would be open too.
 */
export async function offerRecovery(db: Db, actor: StaffMember, loss: Loss, now: Date) {
  const { staffId, losesSecondFactor } = loss
  const { organisationId, staffId: madeBy } = actor
  const { userId } = await activeMember(db, actor, staffId)
  if (userId === actor.userId) throw new AppError('recovery.of_oneself')
  if (await isBeyond(db, actor.userId, userId)) throw new AppError('recovery.works_elsewhere')
  const token = newToken()
  const expiresAt = new Date(now.getTime() + GOOD_FOR_HOURS * 3600_000)
  await asStaff(db, actor, async (tx) => {
    await tx.delete(recoveries).where(and(eq(recoveries.staffId, staffId), isNull(recoveries.usedAt)))
    await tx.insert(recoveries).values({
      organisationId,
      staffId,
      losesSecondFactor,
      tokenDigest: digestOf(token),
      madeBy,
      expiresAt,
      createdAt: now,
    })
  })
  return { token, expiresAt }
}

/** For whom a link is, as long as it is good. */
export async function readRecovery(db: Db, token: string, now: Date) {
  const { tokenDigest, usedAt, expiresAt } = recoveries
  const [row] = await db
    .select({
      recovery: recoveries,
      user: users,
      makerId: sql<string>`(select user_id from ${staff} as maker where maker.id = ${recoveries.madeBy})`,
    })
    .from(recoveries)
    .innerJoin(staff, and(eq(staff.id, recoveries.staffId), isNull(staff.removedAt)))
    .innerJoin(users, eq(users.id, staff.userId))
    .where(and(eq(tokenDigest, digestOf(token)), isNull(usedAt), gt(expiresAt, now)))
  if (!row || (await isBeyond(db, row.makerId, row.user.id))) throw noSuchRecovery()
  return row
}

/** Sets the password and ends every session; the second factor goes when the link says so. */
export async function recover(
  db: Db,
  token: string,
  password: string,
  now: Date,
): Promise<{ email: string }> {
  const { recovery, user } = await readRecovery(db, token, now)
  const hash = await hashGoodPassword(db, user.id, password)
  await db.transaction(async (tx) => {
    const isUnused = and(eq(recoveries.id, recovery.id), isNull(recoveries.usedAt))
    const used = await tx.update(recoveries).set({ usedAt: now }).where(isUnused).returning()
    if (used.length === 0) throw noSuchRecovery()
    await setPassword(tx, user.id, hash, now)
    if (recovery.losesSecondFactor) {
      await tx.delete(secondFactors).where(eq(secondFactors.userId, user.id))
      await tx.update(users).set({ twoFactorEnabled: false, updatedAt: now }).where(eq(users.id, user.id))
    }
    await tx.delete(sessions).where(eq(sessions.userId, user.id))
  })
  await forgetAttempts(db, user.email)
  return { email: user.email }
}

/** Whether somebody is staff anywhere that this administrator is not an administrator of. */
async function isBeyond(db: Db, administratorId: string, userId: string): Promise<boolean> {
  const isHisToo = sql`exists (select 1 from ${staff} as his where his.organisation_id = ${staff.organisationId}
    and his.user_id = ${administratorId} and his.role = 'administrator' and his.removed_at is null)`
  const [place] = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.userId, userId), isNull(staff.removedAt), sql`not ${isHisToo}`))
    .limit(1)
  return place !== undefined
}
