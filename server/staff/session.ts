import { and, asc, eq, isNull, lt, ne, or, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { organisations, sessions, staff, users } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from './staff-member.ts'

/** Locked when nobody touched the desk for this long. */
export const IDLE_MINUTES = 15
/** Half a day's work and its breaks; after that everybody proves anew who he is. */
export const LONGEST_SESSION_HOURS = 12

const IDLE_MS = IDLE_MINUTES * 60_000
const LONGEST_MS = LONGEST_SESSION_HOURS * 3600_000
/** Written down no more often than this. */
const USE_IS_NOTED_AFTER_MS = 30_000

export type StaffSession = {
  id: string
  userId: string
  name: string
  email: string
  hasSecondFactor: boolean
  isLocked: boolean
  usedAt: Date
  /** His place in the organisation that he works for in this session; null when that is not known, or he has none. */
  member: StaffMember | null
  /** Between how many organisations he has to choose. */
  choices: number
}

/** The session that a token opens; null when there is none, it has ended, or its second factor was passed over. */
export async function sessionWith(db: Db, token: string, now: Date): Promise<StaffSession | null> {
  const hisPlace = and(
    eq(staff.userId, sessions.userId),
    isNull(staff.removedAt),
    or(isNull(sessions.organisationId), eq(staff.organisationId, sessions.organisationId)),
  )
  const rows = await db
    .select({ session: sessions, user: users, place: staff })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(staff, hisPlace)
    .where(eq(sessions.token, token))
  const [row] = rows
  if (!row) return null
  const { session, user } = row
  const ends = Math.min(session.expiresAt.getTime(), session.createdAt.getTime() + LONGEST_MS)
  if (now.getTime() >= ends) return null
  // Opened with a password alone while the account has a second factor: by whom, nobody knows.
  if (user.twoFactorEnabled && !session.secondFactorAt) return null
  const places = rows.flatMap(({ place }) => place ?? [])
  const [place] = places
  return {
    id: session.id,
    userId: user.id,
    name: user.name,
    email: user.email,
    hasSecondFactor: session.secondFactorAt !== null,
    isLocked: now.getTime() - session.usedAt.getTime() > IDLE_MS,
    usedAt: session.usedAt,
    member: place && places.length === 1 ? memberOf(place) : null,
    choices: places.length,
  }
}

function memberOf({ id, organisationId, role, firstName, userId }: typeof staff.$inferSelect): StaffMember {
  return { staffId: id, organisationId, role, firstName, userId }
}

/** The person at the desk did something, so it is not locked for a while. */
export async function noteUse(db: Db, { id, usedAt }: StaffSession, now: Date): Promise<void> {
  if (now.getTime() - usedAt.getTime() < USE_IS_NOTED_AFTER_MS) return
  await db.update(sessions).set({ usedAt: now }).where(eq(sessions.id, id))
}

/** The organisations that somebody is staff of, by name. */
export function workplacesOf(db: Db, userId: string) {
  return db
    .select({
      id: organisations.id,
      slug: organisations.slug,
      name: organisations.name,
      role: staff.role,
    })
    .from(staff)
    .innerJoin(organisations, eq(organisations.id, staff.organisationId))
    .where(and(eq(staff.userId, userId), isNull(staff.removedAt)))
    .orderBy(asc(organisations.name))
}

/** From here on the session is at work for this organisation. */
export async function chooseOrganisation(db: Db, session: StaffSession, organisationId: string) {
  const isHis = sql`exists (select 1 from ${staff} where ${staff.userId} = ${session.userId}
    and ${staff.organisationId} = ${organisationId} and ${staff.removedAt} is null)`
  const changed = await db
    .update(sessions)
    .set({ organisationId })
    .where(and(eq(sessions.id, session.id), isHis))
    .returning({ id: sessions.id })
  if (changed.length === 0) throw new AppError('organisation.not_found')
}

/** Sessions that can never be used again. */
export async function dropEndedSessions(db: Db, userId: string, now: Date): Promise<void> {
  const isOver = or(
    lt(sessions.expiresAt, now),
    lt(sessions.createdAt, new Date(now.getTime() - LONGEST_MS)),
    lt(sessions.usedAt, new Date(now.getTime() - IDLE_MS)),
  )
  await db.delete(sessions).where(and(eq(sessions.userId, userId), isOver))
}

/** Whoever logged in with the password alone before the second factor was there, is not let in by it. */
export async function dropUnproven(db: Db, userId: string, sessionId: string): Promise<void> {
  const { secondFactorAt } = sessions
  const unproven = and(eq(sessions.userId, userId), ne(sessions.id, sessionId), isNull(secondFactorAt))
  await db.delete(sessions).where(unproven)
}
