import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { credentials, invitations, staff, users } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { noSuchInvitation, readInvitation } from './invitations.ts'
import { requirePassword } from './own-password.ts'
import { requireGoodPassword } from './passwords.ts'

export type Acceptance = { name: string; firstName: string; email?: string; password: string }

/**
 * Makes whoever holds the link staff, once. Who has an account already shows its password and keeps it; anybody else
 * gets one.
 */
export async function acceptInvitation(
  db: Db,
  token: string,
  { name, firstName, email: given, password }: Acceptance,
  now: Date,
): Promise<{ email: string }> {
  const { invitation, organisations } = await readInvitation(db, token, now)
  const email = invitation.email ?? given?.toLowerCase()
  if (!email) throw new AppError('request.invalid', { errors: [{ at: 'email', code: 'invalid_type' }] })
  const known = await accountOf(db, email)
  if (known) await requirePassword(db, email, known.password, password, now)
  else
    await requireGoodPassword(password, [
      name,
      firstName,
      email,
      ...organisations.flatMap((each) => [each.name, each.slug]),
    ])
  // Before the transaction: it takes a tenth of a second, and one transaction at a time is all that PGlite does.
  const hash = known ? null : await hashPassword(password)
  await db.transaction(async (tx) => {
    await spend(tx, invitation, now)
    const userId = known?.userId ?? (await openAccount(tx, { name, email, hash: hash!, invitation, now }))
    for (const { id } of organisations)
      await takeOn(tx, { organisationId: id, userId, role: invitation.role, firstName, createdAt: now })
  })
  return { email }
}

type Invitation = typeof invitations.$inferSelect

async function accountOf(db: Db, email: string) {
  const [row] = await db
    .select({ userId: users.id, password: credentials.password })
    .from(users)
    .leftJoin(credentials, and(eq(credentials.userId, users.id), eq(credentials.providerId, 'credential')))
    .where(eq(users.email, email))
  return row ?? null
}

/** One-time: whoever comes second finds it gone. The first administrator's links go all at once. */
async function spend(tx: Db, { id, organisationId }: Invitation, now: Date): Promise<void> {
  const isUnused = and(eq(invitations.id, id), isNull(invitations.acceptedAt))
  const spent = organisationId
    ? await tx.update(invitations).set({ acceptedAt: now }).where(isUnused).returning()
    : await tx.delete(invitations).where(isNull(invitations.organisationId)).returning()
  if (!spent.some((each) => each.id === id)) throw noSuchInvitation()
}

type NewAccount = { name: string; email: string; hash: string; invitation: Invitation; now: Date }

async function openAccount(tx: Db, { name, email, hash, invitation, now }: NewAccount): Promise<string> {
  const id = randomUUID()
  const times = { createdAt: now, updatedAt: now }
  const made = await tx
    .insert(users)
    .values({ id, name, email, emailVerified: invitation.email !== null, ...times })
    .onConflictDoNothing()
    .returning()
  if (made.length === 0) throw new AppError('staff.wrong_password')
  await tx.insert(credentials).values({
    id: randomUUID(),
    accountId: id,
    providerId: 'credential',
    userId: id,
    password: hash,
    ...times,
  })
  return id
}

/** Who was removed comes back in the place that he had. */
async function takeOn(tx: Db, place: typeof staff.$inferInsert): Promise<void> {
  const { role, firstName } = place
  const taken = await tx
    .insert(staff)
    .values(place)
    .onConflictDoUpdate({
      target: [staff.organisationId, staff.userId],
      set: { role, firstName, removedAt: null, absentSince: null },
      setWhere: isNotNull(staff.removedAt),
    })
    .returning()
  if (taken.length === 0) throw new AppError('invitation.already_member')
}
