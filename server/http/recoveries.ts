import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { offerRecovery, readRecovery, recover } from '../staff/recovery.ts'
import { noteAccount } from './account-lines.ts'
import { bodyAs } from './body.ts'
import { staffOf } from './permissions.ts'

const loss = z.strictObject({ losesSecondFactor: z.boolean() })

/** The link goes to the colleague by whichever way the administrator knows that it is he. */
export async function createRecovery(c: Context, { db, accounts, publicUrl }: Services): Promise<Response> {
  const { losesSecondFactor } = await bodyAs(c, loss)
  const wanted = { staffId: c.req.param('id') ?? '', losesSecondFactor }
  const { token, expiresAt } = await offerRecovery(db, staffOf(c), wanted, accounts.now())
  const link = `${publicUrl ?? new URL(c.req.url).origin}/dashboard/recovery/${token}`
  return c.json({ link, losesSecondFactor, expiresAt }, 201)
}

export async function showRecovery(c: Context, { db, accounts }: Services): Promise<Response> {
  const { recovery, user } = await readRecovery(db, c.req.param('token') ?? '', accounts.now())
  const { losesSecondFactor, expiresAt } = recovery
  return c.json({ name: user.name, email: user.email, losesSecondFactor, expiresAt })
}

// The rules for a new password say what is wrong with it; here only what no server should have to read.
const chosen = z.strictObject({ password: z.string().min(1).max(1000) })

export async function takeRecovery(c: Context, services: Services): Promise<Response> {
  const { db, accounts } = services
  const { password } = await bodyAs(c, chosen)
  const recovered = await recover(db, c.req.param('token') ?? '', password, accounts.now())
  await noteAccount(c, services, 'staff.recovered', recovered)
  return c.json(recovered)
}
