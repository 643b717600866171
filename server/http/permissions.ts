import type { Context } from 'hono'
import { getSignedCookie } from 'hono/cookie'
import type { Services } from '../app.ts'
import { AppError } from '../app-error.ts'
import { beginVisit } from './logged.ts'
import { noteUse, sessionWith, type StaffSession } from '../staff/session.ts'
import { hasRole, type StaffMember } from '../staff/staff-member.ts'

/**
 * Who may call a route: everybody, the client who holds the conversation's token, Telegram with its secret; staff who
 * gave their password, who also showed their second factor, or who have this role or a higher one where they work.
 */
export type Permission =
  | 'anyone'
  | 'client'
  | 'telegram'
  | 'logged_in'
  | 'second_factor'
  | 'supporter'
  | 'coordinator'
  | 'administrator'

export type StaffPermission = Exclude<Permission, 'anyone' | 'client' | 'telegram'>

export function isForStaff(permission: Permission): permission is StaffPermission {
  return permission !== 'anyone' && permission !== 'client' && permission !== 'telegram'
}

/** Where staff's cookies count: pages of other sites may neither ask nor read anything here. */
export const STAFF_ADDRESSES = /^\/api\/(?:auth|v1\/(?:desk|staff|invitations|recoveries))(?:\/|$)/u

/** What the desk asks by itself, and so does not show that somebody is there. */
const BY_ITSELF = /\/presence$/u

/** Lets a request through that the permission allows, and throws what is in the way of any other. */
export async function admit(c: Context, permission: StaffPermission, services: Services): Promise<void> {
  const session = await sessionOf(c, services)
  if (!session) throw new AppError('staff.not_logged_in')
  if (session.isLocked) throw new AppError('staff.locked')
  beginVisit(c, services, session)
  requireRight(session, permission)
  c.set('staffSession', session)
  c.set('staff', session.member)
  const isByHand = c.req.method !== 'GET' && !BY_ITSELF.test(c.req.path)
  if (isByHand) await noteUse(services.db, session, services.accounts.now())
}

function requireRight(session: StaffSession, permission: StaffPermission): void {
  if (permission === 'logged_in') return
  if (!session.hasSecondFactor) throw new AppError('staff.second_factor_missing')
  if (permission === 'second_factor') return
  if (session.choices > 1) throw new AppError('staff.organisation_not_chosen')
  if (!session.member) throw new AppError('staff.no_organisation')
  if (!hasRole(session.member, permission)) throw new AppError('staff.role_too_low')
}

/** Whether who was let in to an event stream would be let in now: not when he left, was removed or is locked out. */
export async function isStillAdmitted(c: Context, services: Services): Promise<boolean> {
  const session = await sessionOf(c, services)
  return session?.isLocked === false && session.member?.staffId === staffOf(c).staffId
}

/** The session of the cookie that came along, whatever it may do. */
export async function sessionOf(c: Context, { db, accounts }: Services): Promise<StaffSession | null> {
  const token = await getSignedCookie(c, accounts.secret, accounts.sessionCookie)
  return token ? sessionWith(db, token, accounts.now()) : null
}

/** A browser says from which page a request comes; one that changes something has to come from ours. */
export function requireOwnSite(c: Context, { origins }: Services): void {
  if (c.req.method === 'GET') return
  const origin = c.req.header('origin')
  const isOwn =
    origin === undefined ? c.req.header('sec-fetch-site') === 'same-origin' : origins.isOwn(c, origin)
  if (!isOwn) throw new AppError('request.cross_site')
}

/** Who asks, on a route whose permission is a role. */
export function staffOf(c: Context): StaffMember {
  return c.get('staff')
}

/** The session in which is asked, on a route that is for staff. */
export function staffSessionOf(c: Context): StaffSession {
  return c.get('staffSession')
}
