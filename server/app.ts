import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import type { Key } from '../db/sealing.ts'
import { AppError } from './app-error.ts'
import type { Assistant } from './conversations/receive.ts'
import { ask } from './http/ask.ts'
import {
  eraseConversation,
  listOrganisations,
  readMessages,
  requestHandoff,
  sendMessage,
  startConversation,
} from './http/conversations.ts'
import { health, readiness } from './http/health.ts'
import { chatPage, pageFile } from './http/pages.ts'
import { problem } from './http/problems.ts'

/** What the routes work with. */
export type Services = { db: Db; masterKey: Key; assistant: Assistant; log: Logger }

/** Who may call a route: everybody, or the client who holds the conversation's token. */
type Permission = 'anyone' | 'client'

type Handler = (c: Context, services: Services) => Promise<Response> | Response

export const routes: [
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  permission: Permission,
  handler: Handler,
][] = [
  ['POST', '/api/v1/ask', 'anyone', ask],
  ['GET', '/api/v1/organisations', 'anyone', listOrganisations],
  ['POST', '/api/v1/conversations', 'anyone', startConversation],
  ['POST', '/api/v1/conversations/:id/messages', 'client', sendMessage],
  ['GET', '/api/v1/conversations/:id/messages', 'client', readMessages],
  ['POST', '/api/v1/conversations/:id/handoff', 'client', requestHandoff],
  ['DELETE', '/api/v1/conversations/:id', 'client', eraseConversation],
  ['GET', '/healthz', 'anyone', health],
  ['GET', '/readyz', 'anyone', readiness],
  ['GET', '/', 'anyone', chatPage],
  ['GET', '/assets/*', 'anyone', pageFile],
]

const LARGEST_BODY_BYTES = 256 * 1024

export function createApp(services: Services): Hono {
  const app = new Hono()
  app.use(requestId())
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'self'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    }),
  )
  app.use('/api/*', async (c, next) => {
    await next()
    c.header('API-Version', '1.0.0')
    c.header('Cache-Control', 'no-store')
  })
  app.use(
    bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: (c) => problem(c, new AppError('request.too_large')) }),
  )
  for (const [method, path, , handler] of routes) app.on(method, path, (c) => handler(c, services))
  app.notFound((c) => problem(c, new AppError('route.not_found')))
  app.onError((error, c) => {
    if (error instanceof AppError) return problem(c, error)
    services.log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'request failed')
    return problem(c, new AppError('server.failed', { requestId: c.get('requestId') }))
  })
  return app
}
