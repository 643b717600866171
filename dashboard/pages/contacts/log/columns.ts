import type { LogColumn } from '../../../../server/reports/log/columns.ts'
import { clockTime } from '../../../moments.ts'
import { locale } from '../../../strings.svelte.ts'
import type { LogRow } from './api.ts'
import { l, serviceName, topicName } from './words.ts'

export type { LogColumn }

/** In the order in which they stand; the width in rem. */
const WIDTHS: Record<LogColumn, number> = {
  day: 7,
  start: 4.5,
  client: 5.5,
  region: 11,
  zorgkantoor: 9,
  municipality: 9,
  service: 13,
  channel: 7,
  supporter: 7.5,
  topic: 10,
  minutes: 6.5,
  declarable: 7.5,
  excess: 10.5,
  reason: 11.5,
  result: 8,
  support_question: 12,
  agreement: 9,
  recorded: 9.5,
}

export const COLUMNS = Object.keys(WIDTHS) as LogColumn[]
export const widthOf = (column: LogColumn) => WIDTHS[column]

const USUAL: readonly LogColumn[] = [
  'day',
  'start',
  'client',
  'region',
  'service',
  'channel',
  'supporter',
  'minutes',
  'declarable',
  'reason',
]

/** The columns that the address names, or the usual ones. */
export function columnsIn(query: URLSearchParams): LogColumn[] {
  const named = query.get('columns')?.split(',') ?? []
  const known = COLUMNS.filter((column) => named.includes(column))
  return known.length > 0 ? known : [...USUAL]
}

export const isUsual = (columns: LogColumn[]) => columns.join() === USUAL.join()

export const isNumber = (column: LogColumn) =>
  column === 'minutes' || column === 'declarable' || column === 'excess' || column === 'client'

const formats = new Map<string, Intl.DateTimeFormat>()

/** "03-02-2026", as short as a table wants it. */
export function shortDay(day: string): string {
  const language = locale() === 'nl' ? 'nl-NL' : 'en-GB'
  const format =
    formats.get(language) ??
    new Intl.DateTimeFormat(language, { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' })
  formats.set(language, format)
  return format.format(Date.parse(day))
}

const amsterdamDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' })

export function cellOf(row: LogRow, column: LogColumn): string {
  switch (column) {
    case 'day':
      return shortDay(row.day)
    case 'start':
      return clockTime(row.startedAt)
    case 'client':
      return row.clientNumber === null ? l('anonymous') : String(row.clientNumber)
    case 'service':
      return serviceName(row.agreementId, row.service)
    case 'channel':
      return l(`channel.${row.channel}`)
    case 'supporter':
      return row.handledBy === 'assistant' ? l('assistant') : (row.supporter ?? l('former'))
    case 'topic':
      return row.topic === null ? '' : topicName(row.topic)
    case 'minutes':
      return String(row.minutes)
    case 'declarable':
      return String(row.declarableMinutes)
    case 'excess':
      return String(row.excessMinutes)
    case 'reason':
      return row.reason === null ? l('declarable') : l(`reason.${row.reason}`)
    case 'result':
      return row.result === null ? '' : l(`result.${row.result}`)
    case 'support_question':
      return row.supportQuestionStartedOn === null
        ? ''
        : l('since', { day: shortDay(row.supportQuestionStartedOn) })
    case 'agreement':
      return row.agreementId ?? ''
    case 'recorded':
      return `${shortDay(amsterdamDay.format(Date.parse(row.recordedAt)))} ${clockTime(row.recordedAt)}`
    case 'region':
    case 'zorgkantoor':
    case 'municipality':
      return row[column] ?? ''
  }
}
