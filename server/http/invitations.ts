import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { acceptInvitation } from '../staff/accept.ts'
import {
  invite,
  noSuchInvitation,
  openInvitations,
  readInvitation,
  withdrawInvitation,
} from '../staff/invitations.ts'
import { noteAccount } from './account-lines.ts'
import { bodyAs } from './body.ts'
import { staffOf } from './permissions.ts'
import { roleSchema } from './staff.ts'

const email = z.email().max(254)
const newInvitation = z.strictObject({ role: roleSchema, email: email.nullable().default(null) })

/** The link goes to the person himself, by whichever way the administrator trusts. */
export async function createInvitation(c: Context, { db, accounts, publicUrl }: Services): Promise<Response> {
  const wanted = await bodyAs(c, newInvitation)
  const { id, token, expiresAt } = await invite(db, staffOf(c), wanted, accounts.now())
  const link = `${publicUrl ?? new URL(c.req.url).origin}/dashboard/invitation/${token}`
  return c.json({ id, ...wanted, link, expiresAt }, 201)
}

export async function listInvitations(c: Context, { db, accounts }: Services): Promise<Response> {
  return c.json({ invitations: await openInvitations(db, staffOf(c), accounts.now()) })
}

export async function deleteInvitation(c: Context, { db }: Services): Promise<Response> {
  const { success, data: id } = z.uuid().safeParse(c.req.param('id'))
  if (!success) throw noSuchInvitation()
  await withdrawInvitation(db, staffOf(c), id)
  return c.body(null, 204)
}

export async function showInvitation(c: Context, { db, accounts }: Services): Promise<Response> {
  const found = await readInvitation(db, c.req.param('token') ?? '', accounts.now())
  const { role, email: to, expiresAt } = found.invitation
  const organisations = found.organisations.map(({ name }) => name)
  return c.json({ organisations, role, email: to, hasAccount: found.hasAccount, expiresAt })
}

const name = z.string().trim().min(1).max(100)
const acceptance = z.strictObject({
  name,
  firstName: name,
  email: email.optional(),
  // The rules for a new password say what is wrong with it; here only what no server should have to read.
  password: z.string().min(1).max(1000),
})

export async function takeInvitation(c: Context, services: Services): Promise<Response> {
  const { db, accounts } = services
  const given = await bodyAs(c, acceptance)
  const accepted = await acceptInvitation(db, c.req.param('token') ?? '', given, accounts.now())
  await noteAccount(c, services, 'staff.joined', accepted)
  return c.json(accepted, 201)
}
