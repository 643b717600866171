import type { Context } from 'hono'
import { accessWith, type ClientAccess } from '../conversations/conversation.ts'

const BEARER = /^Bearer (\S+)$/iu

/** The bearer token of the client who asks, if he showed one. */
export function tokenOf(c: Context): string | undefined {
  return BEARER.exec(c.req.header('authorization') ?? '')?.[1]
}

/** The client's access to the conversation in the address. */
export function clientOf(c: Context): ClientAccess {
  return accessWith(c.req.param('id') ?? '', tokenOf(c))
}
