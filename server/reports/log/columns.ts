import type { LogRow } from './contact-log.ts'
import { wordOr, type LogWords } from './words.ts'
import type { LogTotals } from './totals.ts'
import type { Cell, Column, ColumnKind } from '../workbook/sheet.ts'

export const logColumns = [
  'day',
  'start',
  'client',
  'region',
  'zorgkantoor',
  'municipality',
  'service',
  'channel',
  'supporter',
  'topic',
  'minutes',
  'declarable',
  'excess',
  'reason',
  'result',
  'support_question',
  'agreement',
  'recorded',
] as const
export type LogColumn = (typeof logColumns)[number]

type Written = { kind: ColumnKind; width?: number; cell: (row: LogRow, words: LogWords) => Cell }

const name = (row: LogRow, words: LogWords) =>
  row.handledBy === 'assistant' ? words('assistant') : (row.supporter ?? words('former'))

const WRITTEN: Record<LogColumn, Written> = {
  day: { kind: 'day', width: 12, cell: ({ day }) => day },
  start: { kind: 'moment', width: 17, cell: ({ startedAt }) => startedAt },
  client: {
    kind: 'number',
    width: 9,
    cell: ({ clientNumber }, words) => clientNumber ?? words('anonymous'),
  },
  region: { kind: 'text', width: 24, cell: ({ region }) => region },
  zorgkantoor: { kind: 'text', width: 18, cell: ({ zorgkantoor }) => zorgkantoor },
  municipality: { kind: 'text', width: 20, cell: ({ municipality }) => municipality },
  service: { kind: 'text', width: 40, cell: serviceName },
  channel: { kind: 'text', cell: ({ channel }, words) => words(`channel.${channel}`) },
  supporter: { kind: 'text', cell: name },
  topic: { kind: 'text', width: 22, cell: ({ topic }, words) => topic && topicName(topic, words) },
  minutes: { kind: 'minutes', width: 10, cell: ({ minutes }) => minutes },
  declarable: { kind: 'minutes', width: 12, cell: ({ declarableMinutes }) => declarableMinutes },
  excess: { kind: 'minutes', width: 12, cell: ({ excessMinutes }) => excessMinutes },
  reason: {
    kind: 'text',
    width: 30,
    cell: ({ reason }, words) => words(`reason.${reason ?? 'declarable'}`),
  },
  result: { kind: 'text', cell: ({ result }, words) => result && words(`result.${result}`) },
  support_question: {
    kind: 'day',
    width: 20,
    cell: ({ supportQuestionStartedOn }) => supportQuestionStartedOn,
  },
  agreement: { kind: 'text', cell: ({ agreementId }) => agreementId },
  recorded: { kind: 'moment', width: 17, cell: ({ recordedAt }) => recordedAt },
}

export function serviceName({ agreementId, service }: LogRow, words: LogWords): string {
  return service === null
    ? words('service.none')
    : wordOr(words, `service.${agreementId}:${service}`, service)
}

export const topicName = (topic: string, words: LogWords) => wordOr(words, `topic.${topic}`, topic)

export function sheetColumns(chosen: readonly LogColumn[], words: LogWords): Column[] {
  return chosen.map((column) => {
    const { kind, width } = WRITTEN[column]
    return { title: words(`column.${column}`), kind, ...(width && { width }) }
  })
}

export const sheetRow = (row: LogRow, chosen: readonly LogColumn[], words: LogWords): Cell[] =>
  chosen.map((column) => WRITTEN[column].cell(row, words))

/** The line of totals: in the first column that it is the total, and the sums under what was summed. */
export function totalsRow(totals: LogTotals, chosen: readonly LogColumn[], words: LogWords): Cell[] {
  const sums: Partial<Record<LogColumn, Cell>> = {
    client: totals.uniqueClients,
    minutes: totals.minutes,
    declarable: totals.declarableMinutes,
    excess: totals.excessMinutes,
  }
  return chosen.map((column, at) => sums[column] ?? (at === 0 ? words('total') : null))
}
