import type { Context } from 'hono'
import type { Services } from '../app.ts'
import { failedDeliveries, notFailed, resend } from '../deliveries/failures.ts'
import { staffOf } from './permissions.ts'

export async function listFailedDeliveries(c: Context, services: Services): Promise<Response> {
  return c.json({ deliveries: await failedDeliveries(services, staffOf(c)) })
}

export async function resendDelivery(c: Context, services: Services): Promise<Response> {
  const id = Number(c.req.param('id'))
  if (!Number.isSafeInteger(id)) throw notFailed()
  await resend(services, staffOf(c), id)
  return c.body(null, 204)
}
