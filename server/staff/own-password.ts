import { hashPassword, verifyPassword } from 'better-auth/crypto'
import { and, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { credentials, recoveries, sessions, staff, users, verifications } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { countAttempt, forgetAttempts } from './attempts.ts'
import { requireGoodPassword } from './passwords.ts'
import { workplacesOf, type StaffSession } from './session.ts'

export type PasswordChange = { currentPassword: string; newPassword: string }

/** Changes the password of who is logged in and shows the one he has; his other sessions end. */
export async function changePassword(
  db: Db,
  session: StaffSession,
  { currentPassword, newPassword }: PasswordChange,
  now: Date,
): Promise<void> {
  const { id, userId, email } = session
  await requirePassword(db, email, await passwordOf(db, userId), currentPassword, now)
  const hash = await hashGoodPassword(db, userId, newPassword)
  await db.transaction(async (tx) => {
    await setPassword(tx, userId, hash, now)
    await tx.delete(sessions).where(and(eq(sessions.userId, userId), ne(sessions.id, id)))
  })
}

/** Throws when the password is not the one of this hash, or too many were tried for the address. */
export async function requirePassword(
  db: Db,
  email: string,
  hash: string | null,
  password: string,
  now: Date,
): Promise<void> {
  await countAttempt(db, email, now.getTime())
  if (!hash || !(await verifyPassword({ hash, password }))) throw new AppError('staff.wrong_password')
  await forgetAttempts(db, email)
}

/** The hash of a password that may be somebody's from now on; refuses one that is easy to guess for him. */
export async function hashGoodPassword(db: Db, userId: string, password: string): Promise<string> {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  const places = await workplacesOf(db, userId)
  const { name, email } = user!
  await requireGoodPassword(password, [name, email, ...places.flatMap((each) => [each.name, each.slug])])
  return hashPassword(password)
}

/** Who had got half-way logging in by the old password has to begin again; links to get in again end. */
export async function setPassword(tx: Db, userId: string, hash: string, now: Date): Promise<void> {
  await tx
    .update(credentials)
    .set({ password: hash, updatedAt: now })
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, 'credential')))
  await tx.delete(verifications).where(eq(verifications.value, userId))
  const places = tx.select({ id: staff.id }).from(staff).where(eq(staff.userId, userId))
  await tx.delete(recoveries).where(and(inArray(recoveries.staffId, places), isNull(recoveries.usedAt)))
}

async function passwordOf(db: Db, userId: string): Promise<string | null> {
  const [row] = await db
    .select({ password: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, 'credential')))
  return row?.password ?? null
}
