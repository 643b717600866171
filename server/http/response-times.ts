import type { Context } from 'hono'
import { z } from 'zod'
import { AppError } from '../app-error.ts'
import type { Services } from '../app.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { orders, requestPage } from '../reports/response-times/rows.ts'
import { NOBODY, states, type Selection } from '../reports/response-times/requests.ts'
import { auditOf } from '../reports/response-times/sheets.ts'
import { responseTimes } from '../reports/response-times/response-times.ts'
import { csvOf, workbookOf } from '../reports/workbook/workbook.ts'
import { locales, type Locale } from '../texts.ts'
import { wholeQueryAs } from './body.ts'
import { day } from './day.ts'
import { staffOf } from './permissions.ts'

const LARGEST_PAGE = 100_000
const whole = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/u)
    .transform(Number)
    .pipe(z.int().min(from).max(to))

const selection = {
  from: day.optional(),
  to: day.optional(),
  channel: z.enum(['widget', 'telegram']).optional(),
  supporter: z.union([z.uuid(), z.literal(NOBODY)]).optional(),
  topic: z
    .string()
    .regex(/^[\p{L}\p{N}._-]{1,80}$/u)
    .optional(),
}
const part = {
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(states)).max(states.length))
    .optional(),
  weekday: whole(1, 7).optional(),
  hour: whole(0, 23).optional(),
}
const rows = {
  ...selection,
  ...part,
  order: z.enum(orders).default('newest'),
  page: whole(1, LARGEST_PAGE).default(1),
}
const download = {
  ...selection,
  ...part,
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  locale: z.enum(locales).default('nl'),
}

type Asked = z.infer<z.ZodObject<typeof selection>>

const DAY_MS = 86_400_000
/** Ten years, as there is a figure for each week. */
const MOST_DAYS = 3_660

const outOfReach = (code: string) => new AppError('request.invalid', { errors: [{ at: 'to', code }] })

/** What is left out of the period is of this month. */
function selectionOf({ from, to, channel, supporter, topic }: Asked): Selection {
  const today = todayInAmsterdam(new Date())
  const period = { from: from ?? `${(to ?? today).slice(0, 7)}-01`, to: to ?? today }
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS
  if (days < 0) throw outOfReach('too_small')
  if (days > MOST_DAYS) throw outOfReach('too_big')
  return { ...period, channel, supporter, topic }
}

export async function showResponseTimes(c: Context, services: Services): Promise<Response> {
  const asked = wholeQueryAs(c, selection)
  return c.json(await responseTimes(services, staffOf(c), selectionOf(asked)))
}

export async function listRequests(c: Context, services: Services): Promise<Response> {
  const { state, weekday, hour, order, page, ...asked } = wholeQueryAs(c, rows)
  const wanted = { selection: selectionOf(asked), part: { states: state, weekday, hour }, order, page }
  return c.json(await requestPage(services, staffOf(c), wanted))
}

export async function downloadRequests(c: Context, services: Services): Promise<Response> {
  const { state, weekday, hour, format, locale, ...asked } = wholeQueryAs(c, download)
  const chosen = selectionOf(asked)
  const wanted = { selection: chosen, part: { states: state, weekday, hour }, locale }
  const sheets = await auditOf(services, staffOf(c), wanted)
  const body = format === 'csv' ? csvOf(sheets[0]!) : new Uint8Array(await workbookOf(sheets))
  return c.body(body, 200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${fileName(chosen, locale)}.${format}"`,
  })
}

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
}

function fileName({ from, to }: Selection, locale: Locale): string {
  return `${locale === 'nl' ? 'reactietijden' : 'response-times'}-${from}-${to}`
}
