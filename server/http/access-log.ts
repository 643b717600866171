import type { Context } from 'hono'
import { z } from 'zod'
import { accessAction, accessOutcome } from '../../db/schema.ts'
import { events, isEvent } from '../access-log/events.ts'
import { accessAccount } from '../access-review/account.ts'
import type { LineFilters } from '../access-review/filters.ts'
import { accessLines, reviewed } from '../access-review/lines.ts'
import { patternKinds, patternsIn } from '../access-review/patterns.ts'
import { reviewsOf, signReview } from '../access-review/reviews.ts'
import { accessSheets } from '../access-review/sheets.ts'
import type { Services } from '../app.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { noSuchClient } from '../clients/client.ts'
import { locales } from '../texts.ts'
import { accessAccountPage, ACCOUNT_POLICY } from './access-account-page.ts'
import { bodyAs, queryAs, wholeQueryAs } from './body.ts'
import { day, moment } from './day.ts'
import { asDownload, format } from './downloads.ts'
import { staffOf } from './permissions.ts'

const isOn = z.literal('1').transform(() => true as const)

const filters = {
  from: day.optional(),
  to: day.optional(),
  staff: z.uuid().optional(),
  client: z.union([z.uuid(), z.string().regex(/^\d{1,9}$/u)]).optional(),
  event: z.string().max(60).refine(isEvent).optional(),
  action: z.enum(accessAction.enumValues).optional(),
  outcome: z.enum([...accessOutcome.enumValues, 'vain']).optional(),
  emergency: isOn.optional(),
  outside: isOn.optional(),
  about: z.enum(['people', 'one']).optional(),
} satisfies Record<keyof LineFilters, z.ZodType>

const place = z
  .string()
  .max(60)
  .transform((text, context) => {
    const [at, seq] = text.split('_')
    const read = z.object({ at: moment, seq: z.coerce.number().int().min(1) }).safeParse({ at, seq })
    if (read.success) return read.data
    context.addIssue({ code: 'custom' })
    return z.NEVER
  })
  .optional()

export async function showAccessLog(c: Context, services: Services): Promise<Response> {
  const { cursor, ...wanted } = wholeQueryAs(c, { ...filters, cursor: place })
  const now = services.accounts.now()
  const page = await accessLines(services, staffOf(c), wanted, cursor ?? null, now)
  return c.json({ ...page, cursor: page.cursor && `${page.cursor.at}_${page.cursor.seq}` })
}

export async function downloadAccessLog(c: Context, services: Services): Promise<Response> {
  const asked = wholeQueryAs(c, { ...filters, format, locale: z.enum(locales).default('nl') })
  const { format: wanted, locale, ...chosen } = asked
  const now = services.accounts.now()
  const sheets = await accessSheets(services, staffOf(c), { filters: chosen, locale }, now)
  const period = [chosen.from, chosen.to].filter(Boolean).join('-') || todayInAmsterdam(now)
  return asDownload(c, sheets, wanted, `inzagelog-${period}`)
}

/** What is unusual in a period; without one, in what nobody has signed for yet. */
export async function showAccessPatterns(c: Context, services: Services): Promise<Response> {
  const { from, to } = wholeQueryAs(c, { from: day.optional(), to: day.optional() })
  const me = staffOf(c)
  const now = services.accounts.now()
  const { next } = await reviewsOf(services, me, now)
  const period = { from: from ?? next.from, to: to ?? next.to }
  return c.json({ period, patterns: await patternsIn(services, me, period, now) })
}

/** By what the log can be looked through. */
export async function showAccessChoices(c: Context, services: Services): Promise<Response> {
  return c.json({ staff: await reviewed(services, staffOf(c)), events: Object.keys(events) })
}

export async function listAccessReviews(c: Context, services: Services): Promise<Response> {
  return c.json(await reviewsOf(services, staffOf(c), services.accounts.now()))
}

const signature = z.strictObject({
  from: day,
  to: day,
  note: z.string().trim().min(1).max(5000),
  lookedInto: z.array(z.enum(patternKinds)).max(patternKinds.length).default([]),
  isBrokenKnown: z.boolean().default(false),
})

export async function signAccessReview(c: Context, services: Services): Promise<Response> {
  const wanted = await bodyAs(c, signature)
  const me = staffOf(c)
  const now = services.accounts.now()
  await signReview(services, me, wanted, now)
  return c.json(await reviewsOf(services, me, now), 201)
}

const accountFormat = z.enum(['json', 'html']).default('json')

/** Who looked at somebody's data, to give to him. */
export async function giveAccessAccount(c: Context, services: Services): Promise<Response> {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchClient()
  const wanted = queryAs(accountFormat, 'format', c.req.query('format'))
  const account = await accessAccount(services, staffOf(c), id.data, services.accounts.now())
  if (wanted === 'json') {
    c.header('Content-Disposition', `attachment; filename="inzage-${account.client.number}.json"`)
    return c.json(account)
  }
  c.header('Content-Security-Policy', ACCOUNT_POLICY)
  return c.html(accessAccountPage(account))
}
