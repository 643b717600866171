import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { addCannedReply, changeCannedReply, noSuchReply, removeCannedReply } from '../desk/canned-replies.ts'
import { bodyAs } from './body.ts'
import { staffOf } from './permissions.ts'

const written = z.strictObject({
  shortcut: z.string().regex(/^[\p{L}\p{N}-]{1,30}$/u),
  title: z.string().trim().min(1).max(100),
  text: z.string().trim().min(1).max(5000),
})

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchReply()
  return id.data
}

export async function createCannedReply(c: Context, services: Services): Promise<Response> {
  return c.json(await addCannedReply(services, staffOf(c), await bodyAs(c, written)), 201)
}

export async function updateCannedReply(c: Context, services: Services): Promise<Response> {
  return c.json(await changeCannedReply(services, staffOf(c), idOf(c), await bodyAs(c, written)))
}

export async function deleteCannedReply(c: Context, services: Services): Promise<Response> {
  await removeCannedReply(services, staffOf(c), idOf(c))
  return c.body(null, 204)
}
