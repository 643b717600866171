import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { AppError } from '../app-error.ts'
import { AFTER_SINGLE_SIGN_ON, PROVIDER, whileComingBack } from '../staff/single-sign-on.ts'
import { noteAccount, openedBy } from './account-lines.ts'
import { bodyAs } from './body.ts'
import { passOn, requestFor } from './log-in.ts'

/** By what the log-in page can let somebody in, besides his password. */
export function showLogInWays(c: Context, { accounts }: Services): Response {
  const { singleSignOn } = accounts
  return c.json({ singleSignOn: singleSignOn && { name: singleSignOn.name } })
}

/** Answers with the address at the organisation's own log-in to go to. */
export async function startSingleSignOn(c: Context, services: Services): Promise<Response> {
  requireSingleSignOn(services)
  await bodyAs(c, z.strictObject({}))
  const wanted = {
    provider: PROVIDER,
    callbackURL: AFTER_SINGLE_SIGN_ON.done,
    errorCallbackURL: AFTER_SINGLE_SIGN_ON.refused,
    disableRedirect: true,
  }
  const request = await requestFor(c, c.req.header('cookie'), JSON.stringify(wanted))
  return passOn(c, await services.accounts.signOn().handler(request))
}

/** Somebody comes back from there; whatever came of it, a page of ours is what he sees. */
export async function finishSingleSignOn(c: Context, services: Services): Promise<Response> {
  requireSingleSignOn(services)
  const request = await requestFor(c)
  const answer = await whileComingBack(() => services.accounts.signOn().handler(request))
  const account = openedBy(services, answer)
  if (account) await noteAccount(c, services, 'log_in.single_sign_on', account)
  for (const line of answer.headers.getSetCookie()) c.header('Set-Cookie', line, { append: true })
  return c.redirect(answer.headers.get('location') ?? AFTER_SINGLE_SIGN_ON.refused)
}

function requireSingleSignOn({ accounts }: Services): void {
  if (!accounts.singleSignOn) throw new AppError('route.not_found')
}
