import { isIP } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'

/** A request that the process makes of itself has no socket. */
const FROM_WITHIN = '127.0.0.1'

/**
 * The network address of who asks. Behind proxies of our own each adds to X-Forwarded-For whom it heard it from: as
 * many from the end as there are proxies stands the one that the outermost saw. What comes before that anybody can
 * have written, and without proxies all of it.
 */
function addressOf(c: Context, proxies: number): string {
  const socket: string = c.env?.incoming?.socket?.remoteAddress ?? FROM_WITHIN
  if (proxies === 0) return socket
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((each) => each.trim())
  const seen = forwarded.at(-proxies) ?? ''
  return isIP(seen) ? seen : socket
}

/** Notes for the rest of the request from which address it comes. */
export function fromAddress(proxies: number): MiddlewareHandler {
  return async (c, next) => {
    c.set('address', addressOf(c, proxies))
    await next()
  }
}
