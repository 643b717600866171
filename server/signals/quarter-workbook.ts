import { eq } from 'drizzle-orm'
import { organisations } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { TOTAL } from '../reports/small-numbers/hidden-cells.ts'
import type { Cell, Sheet } from '../reports/workbook/workbook.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Locale } from '../texts.ts'
import { ONE, valueIn, type PublishedTable } from './published-table.ts'
import type { FigureChange } from './quarter-changes.ts'
import type { QuarterContent, QuarterTexts, TableName } from './quarter-content.ts'
import { noSuchReport, quarterReport } from './quarter-report.ts'
import { changeInWords, quarterName, rowName, timeInWords, wordsIn, type Words } from './quarter-words.ts'
import { asStaff } from '../staff/as-staff.ts'

type Told = QuarterContent & {
  period: string
  /** Null: as it stands now. */
  version: number | null
  madeAt: Date
  texts: QuarterTexts
  changes: FigureChange[]
}

/** The workbook of a version as it was sent, or without one of the quarter as it stands now. */
export async function quarterWorkbook(
  store: Store,
  me: StaffMember,
  engine: Engine,
  { period, version, locale }: { period: string; version: number | null; locale: Locale },
  now = new Date(),
): Promise<[Sheet, ...Sheet[]]> {
  const report = await quarterReport(store, me, engine, period, now)
  const sent = report.versions.find((each) => each.version === version)
  if (version !== null && !sent) throw noSuchReport()
  const organisation = await asStaff(store.db, me, (tx) =>
    tx.select().from(organisations).where(eq(organisations.id, me.organisationId)),
  )
  const told: Told = sent
    ? { ...sent, period, madeAt: new Date(sent.sentAt) }
    : { ...report.now, period, version, madeAt: now, texts: report.texts, changes: report.changesSinceSent }
  return sheetsOf(told, organisation[0]!.name, wordsIn(locale))
}

function sheetsOf(told: Told, organisation: string, words: Words): [Sheet, ...Sheet[]] {
  const { averageRating, medianMinutes, texts } = told
  const median = medianMinutes !== null && words('acute.median', { time: timeInWords(medianMinutes, words) })
  const average =
    averageRating !== null && words('ratings.average', { average: String(averageRating).replace('.', ',') })
  const table = (name: TableName, first: string, more: string | false = false) =>
    tableSheet(name, told.tables[name], first, words, more ? [more] : [])
  return [
    table('signals', words('column.category')),
    trendsSheet(texts, words),
    table('acute', words('column.state'), median),
    table('complaints', words('column.category')),
    table('clients', words('column.region')),
    table('ratings', words('column.score'), average),
    annexSheet(texts, words),
    explainedSheet(told, organisation, words),
  ]
}

function tableSheet(
  name: TableName,
  table: PublishedTable,
  first: string,
  words: Words,
  notes: string[],
): Sheet {
  const columns = table.columns.filter(({ id }) => id !== ONE.id)
  const value = (row: string, column: string): Cell => valueIn(table, row, column)
  const line = (row: string): Cell[] => [...columns.map(({ id }) => value(row, id)), value(row, TOTAL)]
  return {
    name: words(`table.${name}`),
    columns: [
      { title: first, kind: 'text', width: 44 },
      ...columns.map((column) => ({
        title: rowName(name, column.name, words),
        kind: 'number' as const,
        width: 24,
      })),
      {
        title: words(columns.length > 0 ? 'column.total' : 'column.count'),
        kind: 'number',
        width: 12,
      },
    ],
    rows: table.rows.map(({ id, name: called }) => [rowName(name, called, words), ...line(id)]),
    totals: [words('column.total'), ...line(TOTAL)],
    notes: [words(`about.${name}`), ...notes],
  }
}

function trendsSheet({ trends }: QuarterTexts, words: Words): Sheet {
  return {
    name: words('table.trends'),
    columns: [
      { title: words('column.category'), kind: 'text', width: 44 },
      { title: words('column.count'), kind: 'number', width: 12 },
      { title: words('column.description'), kind: 'text', width: 80 },
    ],
    rows: trends.map(({ category, count, description }) => [category, count, description]),
    notes: [words('about.trends'), ...(trends.length > 0 ? [] : [words('trends.none')])],
  }
}

const PARTS = ['client', 'indication', 'question', 'problem'] as const

function annexSheet({ annex }: QuarterTexts, words: Words): Sheet {
  const wide = { kind: 'text', width: 40 } as const
  return {
    name: words('table.annex'),
    columns: [
      { ...wide, title: words('column.category') },
      { ...wide, title: words('column.region') },
      { ...wide, title: words('column.zorgkantoor') },
      { ...wide, title: words('column.provider') },
      ...PARTS.map((part) => ({ ...wide, title: words(`column.${part}`) })),
      { ...wide, title: words('column.bottleneck') },
    ],
    rows: annex.map(({ category, region, zorgkantoor, provider, facts, bottleneck }) => [
      category,
      region ?? words('region.none'),
      zorgkantoor ?? '',
      provider,
      ...PARTS.map((part) => facts[part]),
      bottleneck,
    ]),
    notes: [words('about.annex')],
  }
}

function explainedSheet(told: Told, organisation: string, words: Words): Sheet {
  const { period, version, madeAt, agreement, texts, changes } = told
  const title = agreement?.title ?? ''
  const ended = agreement?.hasEnded && agreement.validTo
  const day = ended ? ended.split('-').toReversed().join('-') : ''
  const rows: Cell[][] = [
    [words('explained.organisation'), organisation],
    [words('explained.period'), quarterName(period, words)],
    [words('explained.version'), version === null ? words('explained.draft') : String(version)],
    [words('explained.made'), madeAt],
    [words('explained.agreement'), ended ? `${title} ${words('quarter.agreement-ended', { day })}` : title],
    [words('explained.few'), words('explained.few-text')],
    [words('explained.left-out'), words('explained.left-out-text')],
    ...(texts.remarks ? [[words('explained.remarks'), texts.remarks]] : []),
    ...changes.map((change) => [words('explained.changes'), changeInWords(change, words)]),
  ]
  return {
    name: words('table.explained'),
    columns: [
      { title: words('column.what'), kind: 'text', width: 32 },
      { title: words('column.text'), kind: 'text', width: 100 },
    ],
    rows,
  }
}
