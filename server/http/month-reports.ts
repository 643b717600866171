import type { Context } from 'hono'
import { z } from 'zod'
import type { Services } from '../app.ts'
import { dueReport, listMonths } from '../reports/months/list.ts'
import { setLayout, SHEETS, showLayout, type ColumnName, type SheetKind } from '../reports/months/layout.ts'
import { noSuchReport, sendMonth, sentMonth, showMonth } from '../reports/months/month-reports.ts'
import { questionsOfMonth } from '../reports/months/support-questions.ts'
import { monthSheets } from '../reports/months/workbook.ts'
import { csvOf, workbookOf } from '../reports/workbook/workbook.ts'
import { bodyAs, wholeQueryAs } from './body.ts'
import { staffOf } from './permissions.ts'

const whole = z
  .string()
  .regex(/^[1-9]\d{0,3}$/u)
  .transform(Number)

const monthSchema = z.string().regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/u)

function monthOf(c: Context): string {
  const month = monthSchema.safeParse(c.req.param('month'))
  if (!month.success) throw noSuchReport()
  return month.data
}

function versionOf(c: Context): number {
  const version = whole.safeParse(c.req.param('version'))
  if (!version.success) throw noSuchReport()
  return version.data
}

export async function listMonthReports(c: Context, services: Services): Promise<Response> {
  const { year } = wholeQueryAs(c, { year: whole.optional() })
  return c.json(await listMonths(services, staffOf(c), year))
}

/** Which report is to be sent, for the reminder on every page; null when none is. */
export async function showDueReport(c: Context, services: Services): Promise<Response> {
  return c.json({ due: await dueReport(services, staffOf(c)) })
}

export async function showMonthReport(c: Context, services: Services): Promise<Response> {
  return c.json(await showMonth(services, staffOf(c), monthOf(c)))
}

export async function showSentMonth(c: Context, services: Services): Promise<Response> {
  return c.json(await sentMonth(services, staffOf(c), monthOf(c), versionOf(c)))
}

/** Who has the support questions that a month counts, as they now stand. */
export async function listQuestionsOfMonth(c: Context, services: Services): Promise<Response> {
  return c.json(await questionsOfMonth(services, staffOf(c), monthOf(c)))
}

const sending = z.strictObject({ after: z.int().min(0), fingerprint: z.string().max(64) })

export async function sendMonthReport(c: Context, services: Services): Promise<Response> {
  return c.json(await sendMonth(services, staffOf(c), monthOf(c), await bodyAs(c, sending)), 201)
}

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
}

/** The workbook of a version as it was sent; the CSV holds the production alone. */
export async function downloadMonthReport(c: Context, services: Services): Promise<Response> {
  const { format } = wholeQueryAs(c, { format: z.enum(['xlsx', 'csv']).default('xlsx') })
  const [month, version] = [monthOf(c), versionOf(c)]
  const { sheets, production } = await monthSheets(services, staffOf(c), month, version)
  const body = format === 'csv' ? csvOf(production) : new Uint8Array(await workbookOf(sheets))
  return c.body(body, 200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="maandrapport-${month}-versie-${version}.${format}"`,
  })
}

const name = z.string().trim().min(1).max(60)
const kinds = Object.keys(SHEETS) as [SheetKind, ...SheetKind[]]
const columns = [...new Set(Object.values(SHEETS).flat())] as [ColumnName, ...ColumnName[]]
const layout = z.strictObject({
  sheets: z
    .array(
      z.strictObject({
        sheet: z.enum(kinds),
        name,
        columns: z.array(z.strictObject({ column: z.enum(columns), title: name })).max(columns.length),
      }),
    )
    .max(kinds.length),
})

export async function getMonthLayout(c: Context, services: Services): Promise<Response> {
  return c.json(await showLayout(services, staffOf(c)))
}

export async function putMonthLayout(c: Context, services: Services): Promise<Response> {
  return c.json(await setLayout(services, staffOf(c), await bodyAs(c, layout)))
}
