import type { Context } from 'hono'
import type { Services } from '../app.ts'
import { AppError } from '../app-error.ts'
import { clientOf } from './client.ts'
import { admit, isForStaff, staffSessionOf, type Permission } from './permissions.ts'

type Work = () => Promise<Response> | Response

/** What is answered to a secret that is none, whether it is the token of a conversation, of a link, or Telegram's. */
const WRONG_SECRETS = new Set([
  'conversation.not_found',
  'invitation.not_found',
  'recovery.not_found',
  'telegram.wrong_secret',
])
const SHOWS_SECRET = /^\/(?:telegram|api\/v1\/(?:invitations|recoveries))\//u
const IS_PAGE = /^\/(?:$|assets\/|dashboard|widget\.js$|healthz$|readyz$)/u

/** Lets in whom the permission of a route allows, counted by what is known of him, and does the work. */
export async function admitted(
  c: Context,
  permission: Permission,
  services: Services,
  work: Work,
): Promise<Response> {
  const { limits } = services
  const address: string = c.get('address')
  if (isForStaff(permission)) {
    await admit(c, permission, services)
    limits.account(staffSessionOf(c).userId)
    return work()
  }
  if (permission === 'client') return countingGuesses(services, address, () => asClient(c, services, work))
  if (SHOWS_SECRET.test(c.req.path)) return countingGuesses(services, address, work)
  if (!IS_PAGE.test(c.req.path)) limits.stranger(address)
  return work()
}

async function asClient(c: Context, { limits }: Services, work: Work): Promise<Response> {
  const { organisationId, digest } = clientOf(c)
  limits.client(organisationId, digest, c.req.method === 'GET')
  try {
    return await work()
  } catch (error) {
    // Who only named the organisation in a token of his own making takes nothing from its clients.
    if (isWrongSecret(error)) limits.givenBack(organisationId)
    throw error
  }
}

/** Only a wrong secret is ever refused for having been guessed: neighbours behind the same address go on. */
async function countingGuesses({ limits }: Services, address: string, work: Work): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (isWrongSecret(error)) limits.guessed(address)
    throw error
  }
}

const isWrongSecret = (error: unknown) => error instanceof AppError && WRONG_SECRETS.has(error.code)
