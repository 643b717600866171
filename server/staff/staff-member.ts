import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { invitations, recoveries, sessions, staff, users } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import type { Visit } from '../access-log/visit.ts'
import { asStaff } from './as-staff.ts'

export type Role = (typeof staff.$inferSelect)['role']

/** Somebody at work for an organisation, as far as every request knows him. */
export type StaffMember = {
  staffId: string
  organisationId: string
  role: Role
  /** What clients see of him. */
  firstName: string
  userId: string
  /** What he is doing, for the access log; a script that acts for him has none. */
  visit?: Visit
}

const RANK: Record<Role, number> = { supporter: 1, coordinator: 2, administrator: 3 }

export const hasRole = (member: StaffMember, role: Role) => RANK[member.role] >= RANK[role]

const noSuchMember = () => new AppError('staff.not_found')
const lastAdministrator = () => new AppError('staff.last_administrator')

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/** Everybody who is staff of the organisation now, by first name. */
export async function membersOf(db: Db, organisationId: string) {
  const members = await withinOrganisation(db, organisationId, (tx) =>
    tx.select().from(staff).where(isNull(staff.removedAt)).orderBy(asc(staff.firstName), asc(staff.id)),
  )
  const people = await db
    .select({ id: users.id, name: users.name, email: users.email, hasSecondFactor: users.twoFactorEnabled })
    .from(users)
    .where(
      inArray(
        users.id,
        members.map(({ userId }) => userId),
      ),
    )
  return members.map(({ id, userId, role, firstName, createdAt }) => {
    const { name, email, hasSecondFactor } = people.find((person) => person.id === userId)!
    return { id, role, firstName, name, email, hasSecondFactor, createdAt }
  })
}

/** The place of somebody who is staff of the actor's organisation now. */
export async function activeMember(db: Db, { organisationId }: StaffMember, staffId: string) {
  if (!UUID.test(staffId)) throw noSuchMember()
  const [member] = await withinOrganisation(db, organisationId, (tx) =>
    tx
      .select()
      .from(staff)
      .where(and(eq(staff.id, staffId), isNull(staff.removedAt))),
  )
  if (!member) throw noSuchMember()
  return member
}

/** Gives a colleague another role; the organisation keeps an administrator. */
export async function changeRole(db: Db, actor: StaffMember, staffId: string, role: Role): Promise<void> {
  await asStaff(db, actor, async (tx) => {
    await lockMember(tx, staffId, role !== 'administrator')
    await tx.update(staff).set({ role }).where(eq(staff.id, staffId))
    if (role !== 'administrator') await withdrawLinksBy(tx, staffId)
  })
}

/** Takes a colleague's place away and ends his sessions here. Again for who is gone already is harmless. */
export async function remove(db: Db, actor: StaffMember, staffId: string, now: Date): Promise<StaffMember> {
  const { organisationId } = actor
  const gone = await asStaff(db, actor, async (tx) => {
    const member = await lockMember(tx, staffId, true)
    if (!member.removedAt) await tx.update(staff).set({ removedAt: now }).where(eq(staff.id, staffId))
    await withdrawLinksBy(tx, staffId)
    return member
  })
  const here = or(isNull(sessions.organisationId), eq(sessions.organisationId, organisationId))
  await db.delete(sessions).where(and(eq(sessions.userId, gone.userId), here))
  const { role, firstName, userId } = gone
  return { staffId, organisationId, role, firstName, userId }
}

/** Else he could let himself in again. */
async function withdrawLinksBy(tx: Db, staffId: string): Promise<void> {
  await tx.delete(invitations).where(and(eq(invitations.invitedBy, staffId), isNull(invitations.acceptedAt)))
  await tx.delete(recoveries).where(and(eq(recoveries.madeBy, staffId), isNull(recoveries.usedAt)))
}

/** Locks the administrators as well, so that two who degrade each other at once do not both succeed. */
async function lockMember(tx: Db, staffId: string, loses: boolean) {
  if (!UUID.test(staffId)) throw noSuchMember()
  const isAdministrator = and(eq(staff.role, 'administrator'), isNull(staff.removedAt))
  const rows = await tx
    .select()
    .from(staff)
    .where(or(eq(staff.id, staffId), isAdministrator))
    .orderBy(asc(staff.id))
    .for('update')
  const member = rows.find(({ id }) => id === staffId)
  if (!member) throw noSuchMember()
  const isOnly = !rows.some(
    ({ id, role, removedAt }) => id !== staffId && role === 'administrator' && !removedAt,
  )
  if (loses && isOnly && member.role === 'administrator' && !member.removedAt) throw lastAdministrator()
  return member
}
