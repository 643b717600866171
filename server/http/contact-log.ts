import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { contactLog, contactLogPlaces } from '../reports/log/contact-log.ts'
import { logChoices } from '../reports/log/choices.ts'
import { logColumns } from '../reports/log/columns.ts'
import { logSheets } from '../reports/log/download.ts'
import type { LogFilters } from '../reports/log/filters.ts'
import { logTotals } from '../reports/log/totals.ts'
import { logWords } from '../reports/log/words.ts'
import { keepView, noSuchView, removeView, renameView, savedViewsOf } from '../reports/log/saved-views.ts'
import { locales, type Locale } from '../texts.ts'
import { bodyAs, wholeQueryAs } from './body.ts'
import { asDownload, format } from './downloads.ts'
import { logCursor, logFilters, writtenPlace } from './log-query.ts'
import { staffOf } from './permissions.ts'

export async function showLog(c: Context, services: Services): Promise<Response> {
  const { cursor, ...filters } = wholeQueryAs(c, { ...logFilters, cursor: logCursor })
  const page = await contactLog(services, staffOf(c), filters, cursor)
  return c.json({ ...page, cursor: page.cursor && writtenPlace(page.cursor) })
}

/** Where its pages begin, but for the first. */
export async function showLogPlaces(c: Context, services: Services): Promise<Response> {
  const places = await contactLogPlaces(services, staffOf(c), wholeQueryAs(c, logFilters))
  return c.json({ cursors: places.map(writtenPlace) })
}

export async function showLogTotals(c: Context, services: Services): Promise<Response> {
  return c.json(await logTotals(services, staffOf(c), wholeQueryAs(c, logFilters)))
}

export async function showLogChoices(c: Context, services: Services): Promise<Response> {
  return c.json(await logChoices(services, staffOf(c), services.assistant.engine()))
}

const columns = z
  .string()
  .max(400)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(logColumns)).min(1).max(logColumns.length))
  .default([...logColumns])

export async function downloadLog(c: Context, services: Services): Promise<Response> {
  const asked = wholeQueryAs(c, { ...logFilters, columns, format, locale: z.enum(locales).default('nl') })
  const { columns: chosen, format: wanted, locale, ...filters } = asked
  const sheets = await logSheets(services, staffOf(c), { filters, columns: chosen, locale })
  return asDownload(c, sheets, wanted, fileName(filters, locale))
}

/** What it is, and of which period. */
function fileName({ from, to, month, reported }: LogFilters, locale: Locale): string {
  const period = month ?? reported?.period.slice(0, 7) ?? [from, to].filter(Boolean).join('-')
  return `${logWords(locale)('title')}-${period || todayInAmsterdam(new Date())}`.toLowerCase()
}

const name = z.string().trim().min(1).max(60)
const query = z
  .string()
  .max(2000)
  .regex(/^[\w=&%.,:+~*-]*$/u)
const viewId = (c: Context) => {
  const id = z.uuid().safeParse(c.req.param('id'))
  if (!id.success) throw noSuchView()
  return id.data
}

export async function listViews(c: Context, services: Services): Promise<Response> {
  return c.json({ views: await savedViewsOf(services, staffOf(c)) })
}

export async function createView(c: Context, services: Services): Promise<Response> {
  return c.json(await keepView(services, staffOf(c), await bodyAs(c, z.strictObject({ name, query }))), 201)
}

export async function updateView(c: Context, services: Services): Promise<Response> {
  const written = await bodyAs(c, z.strictObject({ name }))
  return c.json(await renameView(services, staffOf(c), viewId(c), written.name))
}

export async function deleteView(c: Context, services: Services): Promise<Response> {
  await removeView(services, staffOf(c), viewId(c))
  return c.body(null, 204)
}
