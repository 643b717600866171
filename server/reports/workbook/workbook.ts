import { Worker } from 'node:worker_threads'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { AMSTERDAM } from '../../workcalendar/amsterdam.ts'
import type { Cell, ColumnKind, Sheet } from './sheet.ts'

export type { Cell, Column, ColumnKind, Sheet } from './sheet.ts'

const writing = new URL('writing.ts', import.meta.url)

/**
 * An XLSX with these sheets: numbers as numbers, days and moments (on the clock in Amsterdam) as dates, text as text
 * whatever it begins with. Written in a thread of its own, as 100,000 rows would keep clients waiting for seconds.
 */
export function workbookOf(sheets: Sheet[]): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(writing, { workerData: sheets })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the workbook was not written')))
  })
}

const BYTE_ORDER_MARK = '\uFEFF'

/** The columns and rows of a sheet as Dutch spreadsheets read them: semicolons, decimal commas, UTF-8 with its mark. */
export function csvOf({ columns, rows }: Sheet): string {
  const lines = rows.map((row) => columns.map(({ kind }, at) => field(row[at] ?? null, kind)).join(';'))
  const titles = columns.map(({ title }) => quoted(harmless(title))).join(';')
  return `${BYTE_ORDER_MARK}${[titles, ...lines].join('\r\n')}\r\n`
}

function field(cell: Cell, kind: ColumnKind): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return inDutch(cell, kind)
  if (kind === 'moment' && cell instanceof Date) return shownMoment(cell)
  if (kind === 'day') return dutchDay(cell)
  return quoted(harmless(String(cell)))
}

function inDutch(value: number, kind: ColumnKind): string {
  if (kind === 'euro') return value.toFixed(2).replace('.', ',')
  if (kind === 'percent') return `${String(Math.round(value * 1000) / 10).replace('.', ',')}%`
  return String(value).replace('.', ',')
}

function dutchDay(cell: string | Date): string {
  const day = typeof cell === 'string' ? cell : todayInAmsterdam(cell)
  return day.split('-').toReversed().join('-')
}

const clock = new Intl.DateTimeFormat('nl-NL', { timeZone: AMSTERDAM, hour: '2-digit', minute: '2-digit' })
const shownMoment = (moment: Date) => `${dutchDay(moment)} ${clock.format(moment)}`

/** A spreadsheet takes these beginnings for a formula, and whoever typed the text could then do things in it. */
const harmless = (text: string) => (/^[=+\-@\t\r]/u.test(text) ? `'${text}` : text)

const quoted = (text: string) => (/[;"\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
