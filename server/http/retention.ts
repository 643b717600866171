import type { Context } from 'hono'
import { z } from 'zod'
import { retentionKind } from '../../db/schema.ts'
import type { Services } from '../app.ts'
import { destroyedSoFar } from '../privacy/destroyed.ts'
import { retentionPeriodsOf, setRetention } from '../privacy/periods.ts'
import { previewRetention, runRetention } from '../privacy/retention.ts'
import { bodyAs, queryAs } from './body.ts'
import { staffOf } from './permissions.ts'

const LONGEST_MONTHS = 1200
const periodSchema = z.strictObject({ months: z.int().min(1).max(LONGEST_MONTHS) })
const kindSchema = z.enum(retentionKind.enumValues)

export async function showRetention(c: Context, services: Services): Promise<Response> {
  return c.json({ periods: await retentionPeriodsOf(services, staffOf(c)) })
}

export async function putRetention(c: Context, services: Services): Promise<Response> {
  const kind = queryAs(kindSchema, 'kind', c.req.param('kind'))
  const { months } = await bodyAs(c, periodSchema)
  return c.json({ periods: await setRetention(services, staffOf(c), { kind, months }) })
}

export async function showExpired(c: Context, services: Services): Promise<Response> {
  return c.json({ kinds: await previewRetention(services, staffOf(c)) })
}

export async function destroyNow(c: Context, services: Services): Promise<Response> {
  return c.json({ destroyed: await runRetention(services, staffOf(c)) })
}

export async function listDestructions(c: Context, services: Services): Promise<Response> {
  return c.json(await destroyedSoFar(services, staffOf(c)))
}
