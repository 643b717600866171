import type { Context } from 'hono'
import { z } from 'zod'
import { csvOf, workbookOf, type Sheet } from '../reports/workbook/workbook.ts'

export const format = z.enum(['xlsx', 'csv'])
export type Format = z.infer<typeof format>

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The sheets as a workbook, or the first of them as CSV, to be kept under this name. */
export async function asDownload(
  c: Context,
  sheets: [Sheet, ...Sheet[]],
  wanted: Format,
  name: string,
): Promise<Response> {
  const headers = {
    'content-type': wanted === 'xlsx' ? XLSX : 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.${wanted}"`,
  }
  if (wanted === 'csv') return c.body(csvOf(sheets[0]), 200, headers)
  const workbook = await workbookOf(sheets)
  return c.body(new Uint8Array(workbook).buffer, 200, headers)
}
