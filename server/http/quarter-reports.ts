import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { quarterOf } from '../signals/quarter.ts'
import { quarterRatings, quarterReport, sendQuarter, sentQuarters } from '../signals/quarter-report.ts'
import { quarterWorkbook } from '../signals/quarter-workbook.ts'
import { bodyAs, queryAs, wholeQueryAs } from './body.ts'
import { day } from './day.ts'
import { asDownload } from './downloads.ts'
import { staffOf } from './permissions.ts'

const periodOf = (c: Context) => queryAs(day, 'period', c.req.param('period'))

export async function listQuarters(c: Context, services: Services): Promise<Response> {
  const sent = await sentQuarters(services, staffOf(c))
  return c.json({ current: quarterOf(todayInAmsterdam(new Date())), sent })
}

export async function showQuarter(c: Context, services: Services): Promise<Response> {
  const engine = services.assistant.engine()
  return c.json(await quarterReport(services, staffOf(c), engine, periodOf(c)))
}

const sending = z.strictObject({
  seenVersion: z.int().min(0).max(10_000),
  remarks: z.string().trim().max(5000),
  annexIds: z.array(z.uuid()).max(200),
  isChecked: z.boolean().default(false),
})

export async function sendQuarterReport(c: Context, services: Services): Promise<Response> {
  const period = periodOf(c)
  const engine = services.assistant.engine()
  await sendQuarter(services, staffOf(c), engine, period, await bodyAs(c, sending))
  return c.json(await quarterReport(services, staffOf(c), engine, period), 201)
}

export async function listQuarterRatings(c: Context, services: Services): Promise<Response> {
  return c.json({ ratings: await quarterRatings(services, staffOf(c), periodOf(c)) })
}

const download = {
  format: z.literal('xlsx').optional(),
  version: z.coerce.number().int().min(1).max(10_000).optional(),
  locale: z.enum(['nl', 'en']).default('nl'),
}

export async function downloadQuarter(c: Context, services: Services): Promise<Response> {
  const { version = null, locale } = wholeQueryAs(c, download)
  const period = periodOf(c)
  const wanted = { period, version, locale }
  const sheets = await quarterWorkbook(services, staffOf(c), services.assistant.engine(), wanted)
  const name = locale === 'nl' ? 'kwartaalrapportage' : 'quarterly-report'
  const suffix = version ? `-v${version}` : ''
  return asDownload(c, sheets, 'xlsx', `${name}-${quarterIn(period)}${suffix}`)
}

/** 2026-10-01 is of 2026-Q4. */
const quarterIn = (period: string) => `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5, 7)) / 3)}`
