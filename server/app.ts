import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import type { Logger } from 'pino'
import type { Telegram } from '../bot/telegram/telegram.ts'
import { isDatabaseAway } from '../db/client.ts'
import { AppError } from './app-error.ts'
import type { Assistant } from './conversations/answer.ts'
import type { Desk } from './conversations/conversation.ts'
import type { DeskNews } from './desk/desk-news.ts'
import { requireReadable, requireStorableAddress } from './http/body.ts'
import { fromAddress } from './http/client-address.ts'
import { admitted } from './http/counted.ts'
import type { EventStreams } from './http/event-streams.ts'
import { securely } from './http/headers.ts'
import { logged } from './http/logged.ts'
import { createLimits, type Limits } from './http/limits.ts'
import { createOrigins, type Origins } from './http/origins.ts'
import { requireOwnSite, STAFF_ADDRESSES } from './http/permissions.ts'
import { problem } from './http/problems.ts'
import { createAccounts, type Accounts } from './staff/accounts.ts'
import type { Post } from './mail/send.ts'
import type { SingleSignOn } from './staff/single-sign-on.ts'
import { routes } from './routes.ts'

/** What the product is made of. */
export type Parts = Desk & {
  assistant: Assistant
  streams: EventStreams
  deskNews: DeskNews
  /** Null when there is no bot. */
  telegram: Telegram | null
  publicUrl: string | null
  /** The organisation's own log-in, next to passwords. */
  singleSignOn?: SingleSignOn | null
  log: Logger
  /** Sends a mail at once; null or left out when no mail is sent. */
  post?: Post | null
  /** The time by which staff's sessions end; the clock's when left out. */
  clock?: () => Date
  /** How many proxies of ours stand before this server; none when left out. */
  proxies?: number
}

/** What the routes work with. */
export type Services = Parts & { limits: Limits; origins: Origins; accounts: Accounts }

const LARGEST_BODY_BYTES = 256 * 1024
const AWAY_SECONDS = 2

export function createApp(parts: Parts): Hono {
  const { db, publicUrl, log } = parts
  const accounts = createAccounts(parts, {
    publicUrl,
    singleSignOn: parts.singleSignOn ?? null,
    now: parts.clock ?? (() => new Date()),
    failed: (message) => log.error({ reason: message }, 'logging in failed'),
  })
  const services = { ...parts, accounts, limits: createLimits(), origins: createOrigins(db, publicUrl) }
  const app = new Hono()
  app.use(requestId())
  app.use(securely(publicUrl))
  app.use(fromAddress(parts.proxies ?? 0))
  app.use('/api/*', async (c, next) => {
    await next()
    c.header('API-Version', '1.0.0')
    c.header('Cache-Control', 'no-store')
  })
  app.use('/api/*', (c, next) =>
    STAFF_ADDRESSES.test(c.req.path) ? next() : services.origins.crossOrigin(c, next),
  )
  app.use(async (c, next) => {
    requireReadable(c)
    return next()
  })
  app.use(
    bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: (c) => problem(c, new AppError('request.too_large')) }),
  )
  for (const [method, path, permission, handler, event] of routes) {
    app.on(method, path, async (c) => {
      if (STAFF_ADDRESSES.test(path)) requireOwnSite(c, services)
      return logged(c, services, event, () =>
        admitted(c, permission, services, () => {
          requireStorableAddress(c)
          return handler(c, services)
        }),
      )
    })
  }
  for (const path of new Set(routes.map(([, each]) => each))) app.all(path, wrongMethod(path))
  app.notFound((c) => problem(c, new AppError('route.not_found')))
  app.onError((error, c) => {
    if (error instanceof AppError) return problem(c, error)
    const request = { requestId: c.get('requestId') }
    log.error({ err: error, ...request, path: withoutToken(c.req.path) }, 'request failed')
    return isDatabaseAway(error)
      ? problem(c, new AppError('server.unavailable', { ...request, retryAfterSeconds: AWAY_SECONDS }))
      : problem(c, new AppError('server.failed', request))
  })
  return app
}

/** An invitation or a recovery is good for whoever has its address. */
const withoutToken = (path: string) => path.replace(/\/(invitations|recoveries)\/[^/]+/u, '/$1/…')

function wrongMethod(path: string): (c: Context) => Response {
  const allowed = routes.filter(([, each]) => each === path).map(([method]) => method)
  return (c) => {
    c.header('Allow', allowed.join(', '))
    return problem(c, new AppError('method.not_allowed'))
  }
}
