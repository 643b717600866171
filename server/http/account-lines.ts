import type { Context } from 'hono'
import { isDatabaseAway } from '../../db/client.ts'
import { recordAccount, type Account } from '../access-log/account.ts'
import type { Event } from '../access-log/events.ts'
import type { Outcome } from '../access-log/record.ts'
import type { Services } from '../app.ts'

/** Does what somebody wants with his account, and writes in the access log what came of it. */
export async function inAccount(
  c: Context,
  services: Services,
  { event, account }: { event: Event; account: Account | null },
  work: () => Promise<Response>,
): Promise<Response> {
  if (!account) return work()
  try {
    const answer = await work()
    await noteAccount(c, services, event, account)
    return answer
  } catch (error) {
    if (!isDatabaseAway(error)) await noteAccount(c, services, event, account, { outcome: 'failed' })
    throw error
  }
}

/** Writes a line of somebody's account; when it cannot be written, no cookie leaves with the answer. */
export async function noteAccount(
  c: Context,
  { db, accounts }: Services,
  event: Event,
  account: Account,
  { outcome = 'succeeded', organisationId }: { outcome?: Outcome; organisationId?: string | undefined } = {},
): Promise<void> {
  const line = {
    event,
    outcome,
    address: c.get('address'),
    requestId: c.get('requestId'),
    at: accounts.now(),
  }
  try {
    await recordAccount(db, account, line, organisationId)
  } catch (error) {
    c.header('Set-Cookie', undefined)
    throw error
  }
}

/** Whose session the answer opens, by the cookie that goes with it. */
export function openedBy({ accounts }: Services, answer: Response): Account | null {
  const line = answer.headers.getSetCookie().find((each) => each.startsWith(`${accounts.sessionCookie}=`))
  const value = line && decodeURIComponent(line.slice(accounts.sessionCookie.length + 1).split(';')[0]!)
  const token = value?.slice(0, value.lastIndexOf('.'))
  return token ? { token } : null
}
