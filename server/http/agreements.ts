import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { assistantCounts, setAssistantCounts } from '../contacts/accounting.ts'
import { setBindings, showAgreements } from '../contacts/agreements.ts'
import { bodyAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const MOST_PERIODS = 50
const bindings = z.strictObject({
  bindings: z
    .array(z.strictObject({ agreementId: z.string().max(100), from: day, to: day.nullable() }))
    .max(MOST_PERIODS),
})

export async function getAgreements(c: Context, services: Services): Promise<Response> {
  return c.json(await showAgreements(services, staffOf(c)))
}

export async function putAgreements(c: Context, services: Services): Promise<Response> {
  const wanted = await bodyAs(c, bindings)
  return c.json(await setBindings(services, staffOf(c), wanted.bindings))
}

export async function getAccounting(c: Context, services: Services): Promise<Response> {
  return c.json(await assistantCounts(services, staffOf(c)))
}

const accounting = z.strictObject({ isAssistantDeclarable: z.boolean() })

export async function putAccounting(c: Context, services: Services): Promise<Response> {
  const wanted = await bodyAs(c, accounting)
  await setAssistantCounts(services, staffOf(c), wanted)
  return c.json(wanted)
}
