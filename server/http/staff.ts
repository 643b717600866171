import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { releaseConversationsOf } from '../conversations/release.ts'
import { changePassword } from '../staff/own-password.ts'
import { chooseOrganisation, IDLE_MINUTES, workplacesOf } from '../staff/session.ts'
import { changeRole, membersOf, remove } from '../staff/staff-member.ts'
import { noteAccount } from './account-lines.ts'
import { bodyAs } from './body.ts'
import { staffOf, staffSessionOf } from './permissions.ts'

export { staffOf } from './permissions.ts'

export const roleSchema = z.enum(['supporter', 'coordinator', 'administrator'])

/** Who is logged in, and what he has to do before he can work. */
export async function showSession(c: Context, { db }: Services): Promise<Response> {
  const { userId, name, email, hasSecondFactor, member } = staffSessionOf(c)
  // Where somebody works is told to who has shown that he is that person.
  const organisations = hasSecondFactor ? await workplacesOf(db, userId) : []
  const organisationId = hasSecondFactor ? (member?.organisationId ?? null) : null
  const lockAfterSeconds = IDLE_MINUTES * 60
  return c.json({ name, email, hasSecondFactor, organisationId, organisations, lockAfterSeconds })
}

const choice = z.strictObject({ organisationId: z.uuid() })

export async function changeOrganisation(c: Context, services: Services): Promise<Response> {
  const { organisationId } = await bodyAs(c, choice)
  const session = staffSessionOf(c)
  await chooseOrganisation(services.db, session, organisationId)
  const account = { userId: session.userId }
  await noteAccount(c, services, 'log_in.organisation_chosen', account, { organisationId })
  return c.body(null, 204)
}

const passwords = z.strictObject({
  currentPassword: z.string().min(1).max(128),
  newPassword: z.string().min(1).max(1000),
})

export async function changeOwnPassword(c: Context, { db, accounts }: Services): Promise<Response> {
  await changePassword(db, staffSessionOf(c), await bodyAs(c, passwords), accounts.now())
  return c.body(null, 204)
}

/** Somebody moved or typed at the desk; that it was asked is all that is wanted. */
export function noteActivity(c: Context): Response {
  return c.body(null, 204)
}

export async function listStaff(c: Context, { db }: Services): Promise<Response> {
  return c.json({ staff: await membersOf(db, staffOf(c).organisationId) })
}

const newRole = z.strictObject({ role: roleSchema })

export async function changeStaff(c: Context, { db }: Services): Promise<Response> {
  const { role } = await bodyAs(c, newRole)
  await changeRole(db, staffOf(c), c.req.param('id') ?? '', role)
  return c.body(null, 204)
}

/** His conversations go back to his colleagues; asked again after a failure, it does what was left. */
export async function removeStaff(c: Context, services: Services): Promise<Response> {
  const { db, accounts } = services
  const gone = await remove(db, staffOf(c), c.req.param('id') ?? '', accounts.now())
  await releaseConversationsOf(services, gone)
  return c.body(null, 204)
}
