import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { budgetOf } from '../reports/budget/budget.ts'
import { clientsOfBucket } from '../reports/minutes/clients.ts'
import { bucketKeys, minutesPerClient } from '../reports/minutes/per-client.ts'
import { removeBudget, setBudget, showBudgets } from '../reports/budget/set.ts'
import { bodyAs, queryAs, wholeQueryAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const year = z.coerce.number().int().min(2015).max(2100)

export async function showBudget(c: Context, services: Services): Promise<Response> {
  const { year: wanted } = wholeQueryAs(c, { year: year.optional() })
  return c.json(await budgetOf(services, staffOf(c), wanted))
}

const period = { from: day.optional(), to: day.optional() }

export async function showMinutes(c: Context, services: Services): Promise<Response> {
  return c.json(await minutesPerClient(services, staffOf(c), wholeQueryAs(c, period)))
}

const bucket = {
  ...period,
  agreement: z.string().min(1).max(60),
  bucket: z.enum(bucketKeys),
  page: z.coerce.number().int().min(0).max(10_000).default(0),
}

export async function listBucket(c: Context, services: Services): Promise<Response> {
  return c.json(await clientsOfBucket(services, staffOf(c), wholeQueryAs(c, bucket)))
}

export async function listBudgets(c: Context, services: Services): Promise<Response> {
  return c.json(await showBudgets(services, staffOf(c), services.assistant.engine()))
}

/** In cents: from one cent to a thousand euros per hour, to twenty million a year. */
const amounts = z.strictObject({
  hourlyRateCents: z.int().min(1).max(100_000),
  maximumCents: z.int().min(1).max(2_000_000_000),
})

export async function putBudget(c: Context, services: Services): Promise<Response> {
  const wanted = { year: queryAs(year, 'year', c.req.param('year')), ...(await bodyAs(c, amounts)) }
  return c.json(await setBudget(services, staffOf(c), wanted))
}

export async function deleteBudget(c: Context, services: Services): Promise<Response> {
  await removeBudget(services, staffOf(c), queryAs(year, 'year', c.req.param('year')))
  return c.body(null, 204)
}
