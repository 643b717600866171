import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { isTelephone } from '../answers/telephone.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { acuteStates } from '../signals/acute.ts'
import { changeSignal } from '../signals/change.ts'
import { choicesFor } from '../signals/choices.ts'
import { countsByQuarter, listSignals, openAcute } from '../signals/list.ts'
import { makeSignal } from '../signals/make.ts'
import { mailContact, passOn } from '../signals/pass-on.ts'
import { prefillFrom } from '../signals/prefill.ts'
import { quarterOf, quartersBefore } from '../signals/quarter.ts'
import { showSignal } from '../signals/show.ts'
import { noSuchSignal } from '../signals/signal.ts'
import { decideTrend, trendsOf } from '../signals/trends.ts'
import { bodyAs, queryAs, wholeQueryAs } from './body.ts'
import { day, localMoment } from './day.ts'
import { staffOf } from './permissions.ts'

const LONGEST_TEXT = 5000
const text = z.string().trim().max(LONGEST_TEXT)
const region = z.string().min(1).max(200)
export const telephone = z.string().trim().max(30).refine(isTelephone)

const written = z
  .strictObject({
    kind: z.enum(['signal', 'complaint']),
    categoryId: z.uuid(),
    conversationId: z.uuid().nullable(),
    clientNumber: z.int().min(1).max(2_147_483_647).nullable(),
    observedOn: day,
    region: region.nullable(),
    provider: z.string().trim().max(300),
    facts: z.strictObject({ client: text, indication: text, question: text, problem: text.min(1) }),
    bottleneck: text.min(1),
    isAcute: z.boolean(),
    isChecked: z.boolean().default(false),
  })
  .refine(({ kind, isAcute }) => kind === 'signal' || !isAcute, { path: ['isAcute'] })

function idOf(c: Context): string {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchSignal()
  return id.data
}

async function asSignal(c: Context, services: Services, id: string, status: 200 | 201 = 200) {
  return c.json(await showSignal(services, staffOf(c), id), status)
}

export async function createSignal(c: Context, services: Services): Promise<Response> {
  const engine = services.assistant.engine()
  const id = await makeSignal(services, staffOf(c), engine, await bodyAs(c, written))
  return asSignal(c, services, id, 201)
}

export const readSignal = (c: Context, services: Services) => asSignal(c, services, idOf(c))

const seen = z.strictObject({ changedAt: z.iso.datetime().nullable() })
const changed = z.strictObject({ signal: written, seen })

export async function updateSignal(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  const { signal, seen: before } = await bodyAs(c, changed)
  await changeSignal(services, staffOf(c), services.assistant.engine(), id, { ...signal, ...before })
  return asSignal(c, services, id)
}

const cursor = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}_[\da-f-]{36}$/u)
  .transform((place) => ({ observedOn: place.slice(0, 10), id: place.slice(11) }))
  .pipe(z.object({ observedOn: day, id: z.uuid() }))
const filters = {
  from: day.optional(),
  to: day.optional(),
  kind: z.enum(['signal', 'complaint']).optional(),
  category: z.uuid().optional(),
  /** `none`: those of which the region is not known. */
  region: region.optional(),
  acute: z.literal('1').optional(),
  state: z.enum(acuteStates).optional(),
  cursor: cursor.optional(),
}

export async function showSignals(c: Context, services: Services): Promise<Response> {
  const { acute, cursor: after = null, region: at, ...others } = wholeQueryAs(c, filters)
  const wanted = { ...others, region: at === 'none' ? null : at, isAcute: acute === '1' }
  const { next, ...page } = await listSignals(services, staffOf(c), wanted, after)
  return c.json({ ...page, cursor: next && `${next.observedOn}_${next.id}` })
}

export async function showOpenAcute(c: Context, services: Services): Promise<Response> {
  return c.json({ signals: await openAcute(services, staffOf(c)) })
}

export async function showSignalChoices(c: Context, services: Services): Promise<Response> {
  const on = queryAs(day.default(todayInAmsterdam(new Date())), 'day', c.req.query('day'))
  const choices = await choicesFor(services, staffOf(c), services.assistant.engine(), on)
  return c.json({ ...choices, sendsMail: Boolean(services.post) })
}

export async function showPrefill(c: Context, services: Services): Promise<Response> {
  const engine = services.assistant.engine()
  return c.json(await prefillFrom(services, staffOf(c), engine, c.req.param('id') ?? ''))
}

const notice = z.strictObject({
  contactId: z.uuid(),
  way: z.enum(['phone', 'mail', 'visit']),
  givenAt: localMoment,
  isPersonShared: z.boolean(),
  note: text,
})

export async function createNotice(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await passOn(services, staffOf(c), id, await bodyAs(c, notice))
  return asSignal(c, services, id, 201)
}

const call = z.strictObject({ contactId: z.uuid(), callBack: telephone })

export async function mailAcuteContact(c: Context, services: Services): Promise<Response> {
  const id = idOf(c)
  await mailContact(services, staffOf(c), services.post ?? null, id, await bodyAs(c, call))
  return asSignal(c, services, id, 201)
}

export async function showTrends(c: Context, services: Services): Promise<Response> {
  const quarter = queryAs(
    day.default(quarterOf(todayInAmsterdam(new Date()))),
    'quarter',
    c.req.query('quarter'),
  )
  return c.json({ quarter, trends: await trendsOf(services, staffOf(c), quarter) })
}

const decided = z.strictObject({
  quarter: day,
  categoryId: z.uuid(),
  status: z.enum(['confirmed', 'dismissed']),
  description: text.min(1),
  decidedAt: z.iso.datetime().nullable(),
  isChecked: z.boolean().default(false),
})

export async function createTrend(c: Context, services: Services): Promise<Response> {
  const deciding = await bodyAs(c, decided)
  await decideTrend(services, staffOf(c), deciding)
  return c.json({ trends: await trendsOf(services, staffOf(c), deciding.quarter) }, 201)
}

const QUARTERS_SHOWN = 8

export async function showSignalCounts(c: Context, services: Services): Promise<Response> {
  const current = quarterOf(todayInAmsterdam(new Date()))
  const from = quartersBefore(current, QUARTERS_SHOWN - 1)
  const quarters = Array.from({ length: QUARTERS_SHOWN }, (_, i) =>
    quartersBefore(current, QUARTERS_SHOWN - 1 - i),
  )
  return c.json({ quarters, counts: await countsByQuarter(services, staffOf(c), from) })
}
