import { parentPort, workerData } from 'node:worker_threads'
import writeExcelFile, { type SheetData } from 'write-excel-file/node'
import { clockAt, dayAt } from '../../workcalendar/amsterdam.ts'
import type { Cell, ColumnKind, Sheet } from './sheet.ts'

const DAY_MS = 86_400_000
const USUAL_WIDTH = 14
/** What a cell, and the name of a sheet, can hold at most. */
const LONGEST_TEXT = 32_767
const LONGEST_NAME = 31

const DAY_FORMAT = 'dd-mm-yyyy'
const FORMATS: Partial<Record<ColumnKind, string>> = {
  euro: '€ #,##0.00',
  percent: '0.0%',
  moment: `${DAY_FORMAT} hh:mm`,
}

type Written = SheetData[number][number]

/** A spreadsheet knows no time zones: the moment as if the clock in Amsterdam were the one in Greenwich. */
function onTheClock(moment: Date): Date {
  const day = dayAt(moment.getTime())
  return new Date(day * DAY_MS + clockAt(day, moment.getTime()))
}

/** The library keeps its texts in an object, in which the names of what every object has are taken. */
const textOf = (text: string) => (text in {} ? `${text} ` : text.slice(0, LONGEST_TEXT))

// Bare values where that will do: objects cost the library as much time again.
function written(cell: Cell, kind: ColumnKind, isStrong: boolean): Written {
  if (cell === null) return null
  const value = valueOf(cell, kind)
  if (!isStrong && !FORMATS[kind]) return value
  const format =
    typeof value === 'string' ? undefined : (FORMATS[kind] ?? (kind === 'day' ? DAY_FORMAT : undefined))
  return {
    value,
    ...(format && { format }),
    ...(isStrong && { fontWeight: 'bold', topBorderStyle: 'thin' }),
  } as Written
}

function valueOf(cell: string | number | Date, kind: ColumnKind): string | number | Date {
  if (cell instanceof Date)
    return kind === 'day' ? new Date(dayAt(cell.getTime()) * DAY_MS) : onTheClock(cell)
  if (kind === 'day' && typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/u.test(cell)) return new Date(cell)
  return typeof cell === 'string' ? textOf(cell) : cell
}

function sheetData({ columns, rows, totals, notes = [] }: Sheet): SheetData {
  const line = (row: Cell[], isStrong: boolean) =>
    columns.map(({ kind }, at) => written(row[at] ?? null, kind, isStrong))
  return [
    columns.map(({ title }) => ({ value: textOf(title), fontWeight: 'bold', wrap: true }) as Written),
    ...rows.map((row) => line(row, false)),
    ...(totals ? [[], line(totals, true)] : []),
    ...(notes.length > 0 ? [[]] : []),
    ...notes.map((note) => [textOf(note)]),
  ]
}

/** Names that a workbook takes: without some signs, not too long, and none twice. */
function namesOf(sheets: Sheet[]): string[] {
  const taken = new Set<string>()
  return sheets.map(({ name }, at) => {
    const allowed =
      name
        .replaceAll(/[[\]/\\:*?]/gu, ' ')
        .trim()
        .slice(0, LONGEST_NAME) || String(at + 1)
    const free = taken.has(allowed.toLowerCase())
      ? `${allowed.slice(0, LONGEST_NAME - 4)} (${at + 1})`
      : allowed
    taken.add(free.toLowerCase())
    return free
  })
}

const sheets = workerData as Sheet[]
const names = namesOf(sheets)
const buffer = await writeExcelFile(
  sheets.map((sheet, at) => ({
    data: sheetData(sheet),
    sheet: names[at]!,
    columns: sheet.columns.map(({ width }) => ({ width: width ?? USUAL_WIDTH })),
    stickyRowsCount: 1,
    dateFormat: DAY_FORMAT,
  })),
).toBuffer()
const bytes = new Uint8Array(buffer)
parentPort!.postMessage(bytes, [bytes.buffer])
