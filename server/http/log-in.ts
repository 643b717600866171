import type { Context } from 'hono'
import { getSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import { askedOf } from '../access-log/account.ts'
import type { Services } from '../app.ts'
import { AppError } from '../app-error.ts'
import { ADDRESS_HEADER } from '../staff/accounts.ts'
import { countAttempt, forgetAttempts } from '../staff/attempts.ts'
import { inAccount, noteAccount } from './account-lines.ts'
import { bodyAs } from './body.ts'
import { sessionOf, staffSessionOf } from './permissions.ts'

const credentials = z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(128) })

/** Tries a password; whether the address is known makes no difference to what is answered. */
export async function logIn(c: Context, services: Services): Promise<Response> {
  const { db, accounts } = services
  const given = await bodyAs(c, credentials)
  const line = { event: 'log_in.password', account: { email: given.email } } as const
  return inAccount(c, services, line, async () => {
    await countAttempt(db, given.email, accounts.now().getTime())
    const answer = await askAuth(c, services, withoutCookie(c, accounts.sessionCookie), JSON.stringify(given))
    await forgetAttempts(db, given.email)
    return answer
  })
}

/** Shows the second factor: to finish logging in, or to take it into use while there is none. */
export async function proveSecondFactor(c: Context, services: Services): Promise<Response> {
  const session = await sessionOf(c, services)
  const isTakenIntoUse = session && !session.hasSecondFactor && !session.isLocked
  const { accounts } = services
  const asked = await getSignedCookie(c, accounts.secret, accounts.secondFactorCookie)
  const account = isTakenIntoUse ? { userId: session.userId } : asked ? await askedOf(services, asked) : null
  return inAccount(c, services, { event: 'log_in.second_factor', account }, () =>
    askAuth(c, services, isTakenIntoUse ? c.req.header('cookie') : withoutCookie(c, accounts.sessionCookie)),
  )
}

export async function logOut(c: Context, services: Services): Promise<Response> {
  const session = await sessionOf(c, services)
  const answer = await askAuth(c, services)
  if (session) {
    const organisationId = session.member?.organisationId
    await noteAccount(c, services, 'log_in.ended', { userId: session.userId }, { organisationId })
  }
  return answer
}

/** What needs no more than the permission on its line. */
export function askAsLoggedIn(c: Context, services: Services): Promise<Response> {
  return askAuth(c, services)
}

const ownPassword = z.strictObject({ password: credentials.shape.password })

/** What the password is asked for once more; at a desk that was left open it cannot be guessed at without end. */
export async function askWithPassword(c: Context, services: Services): Promise<Response> {
  const { db, accounts } = services
  const { email } = staffSessionOf(c)
  const given = await bodyAs(c, ownPassword)
  await countAttempt(db, email, accounts.now().getTime())
  const answer = await askAuth(c, services, c.req.header('cookie'), JSON.stringify(given))
  await forgetAttempts(db, email)
  return answer
}

/** What better-auth says that a person has to know, in our codes. */
const CODES: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'staff.wrong_password',
  INVALID_PASSWORD: 'staff.wrong_password',
  INVALID_CODE: 'staff.wrong_code',
  INVALID_BACKUP_CODE: 'staff.wrong_code',
  INVALID_TWO_FACTOR_COOKIE: 'staff.log_in_again',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'staff.log_in_again',
  ACCOUNT_TEMPORARILY_LOCKED: 'request.too_many',
  PROVIDER_NOT_FOUND: 'staff.single_sign_on_away',
  TOTP_ALREADY_ENABLED: 'staff.second_factor_exists',
}

const LOCKED_SECONDS = 15 * 60

async function askAuth(c: Context, { accounts }: Services, cookie = c.req.header('cookie'), body?: string) {
  return passOn(c, await accounts.auth.handler(await requestFor(c, cookie, body)))
}

/** What was asked, as better-auth is to see it. */
export async function requestFor(c: Context, cookie = c.req.header('cookie'), body?: string) {
  const headers = new Headers(c.req.raw.headers)
  // Whoever sends this header himself does not choose what he is counted under.
  headers.set(ADDRESS_HEADER, c.get('address'))
  headers.delete('cookie')
  if (cookie) headers.set('cookie', cookie)
  if (body !== undefined) headers.delete('content-length')
  const content = body ?? (await c.req.text())
  return new Request(c.req.url, { method: c.req.method, headers, body: content || null })
}

/** What better-auth answered, as the page is to see it. */
export async function passOn(c: Context, answer: Response): Promise<Response> {
  for (const line of answer.headers.getSetCookie()) c.header('Set-Cookie', line, { append: true })
  if (answer.ok) {
    // The cookie is out of reach of scripts; its token is then not to be read in the answer either.
    const { token: _token, user: _user, ...rest } = await answer.json()
    return c.json(rest)
  }
  const { code = '' }: { code?: string } = await answer.json().catch(() => ({}))
  const retryAfterSeconds = Number(answer.headers.get('x-retry-after')) || LOCKED_SECONDS
  const known = answer.status === 429 ? 'request.too_many' : CODES[code]
  if (!known && answer.status >= 500) throw new Error(`logging in failed: ${code}`)
  throw new AppError(
    known ?? 'request.invalid',
    known === 'request.too_many' ? { retryAfterSeconds } : known ? {} : { errors: [] },
  )
}

function withoutCookie(c: Context, name: string): string {
  const cookies = (c.req.header('cookie') ?? '').split(/;\s*/u)
  return cookies.filter((cookie) => !cookie.startsWith(`${name}=`)).join('; ')
}
