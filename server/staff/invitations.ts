import { and, asc, count, desc, eq, gt, isNull } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { invitations, organisations, staff, users } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { digestOf, newToken } from './link-token.ts'
import type { Role, StaffMember } from './staff-member.ts'
import { asStaff } from './as-staff.ts'

const GOOD_FOR_DAYS = 7
const FIRST_GOOD_FOR_HOURS = 24

/** Unknown, used, withdrawn and run out are the same to whoever holds a link. */
export const noSuchInvitation = () => new AppError('invitation.not_found')

export type NewInvitation = { email: string | null; role: Role }

/** Makes a link by which one person becomes staff; its token is shown this once and stored nowhere. */
export async function invite(db: Db, actor: StaffMember, { email, role }: NewInvitation, now: Date) {
  const token = newToken()
  const expiresAt = new Date(now.getTime() + GOOD_FOR_DAYS * 24 * 3600_000)
  const { organisationId, staffId } = actor
  const [row] = await asStaff(db, actor, (tx) =>
    tx
      .insert(invitations)
      .values({
        organisationId,
        email: email?.toLowerCase() ?? null,
        role,
        tokenDigest: digestOf(token),
        invitedBy: staffId,
        expiresAt,
        createdAt: now,
      })
      .returning(),
  )
  return { id: row!.id, token, expiresAt }
}

/** The invitations that somebody can still accept, the newest first. */
export function openInvitations(db: Db, { organisationId }: StaffMember, now: Date) {
  const { id, email, role, expiresAt, createdAt } = invitations
  return withinOrganisation(db, organisationId, (tx) =>
    tx
      .select({ id, email, role, expiresAt, createdAt })
      .from(invitations)
      .where(and(isNull(invitations.acceptedAt), gt(expiresAt, now)))
      .orderBy(desc(createdAt)),
  )
}

export async function withdrawInvitation(db: Db, { organisationId }: StaffMember, id: string): Promise<void> {
  const gone = await withinOrganisation(db, organisationId, (tx) =>
    tx
      .delete(invitations)
      .where(and(eq(invitations.id, id), isNull(invitations.acceptedAt)))
      .returning({ id: invitations.id }),
  )
  if (gone.length === 0) throw noSuchInvitation()
}

/** What an invitation is for; null organisations become all there are. */
export async function readInvitation(db: Db, token: string, now: Date) {
  const [invitation] = await db
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.tokenDigest, digestOf(token)),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now),
      ),
    )
  if (!invitation) throw noSuchInvitation()
  const { organisationId, email } = invitation
  const at = await db
    .select({ id: organisations.id, slug: organisations.slug, name: organisations.name })
    .from(organisations)
    .where(organisationId ? eq(organisations.id, organisationId) : undefined)
    .orderBy(asc(organisations.name))
  const known = email ? await db.select().from(users).where(eq(users.email, email)) : []
  return { invitation, organisations: at, hasAccount: known.length > 0 }
}

/** At a start at which there is no staff at all: the token of a link for the first administrator, of everything. */
export async function firstInvitation({ db }: { db: Db }, now: Date = new Date()): Promise<string | null> {
  const [row] = await db.select({ staff: count() }).from(staff)
  if (row!.staff > 0) return null
  const token = newToken()
  const expiresAt = new Date(now.getTime() + FIRST_GOOD_FOR_HOURS * 3600_000)
  await db
    .insert(invitations)
    .values({ role: 'administrator', tokenDigest: digestOf(token), expiresAt, createdAt: now })
  return token
}
