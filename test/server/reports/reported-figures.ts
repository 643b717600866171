import { rowsOf, type Rows } from '../../../dashboard/pages/reports/months/log-links.ts'
import type { Cell, MonthContent } from '../../../server/reports/months/content.ts'
import type { MonthReport } from '../../../server/reports/months/month-reports.ts'
import { cellName, TOTAL } from '../../../server/reports/small-numbers/hidden-cells.ts'
import type { Listed } from '../../../server/signals/list.ts'
import type { PublishedTable } from '../../../server/signals/published-table.ts'
import type { QuarterContent, TableName } from '../../../server/signals/quarter-content.ts'
import { many, sum, type Figure, type LogLine, type RowsBehind } from '../../support/rows-behind.ts'

const FEWEST = 5
const isFew = (people: number) => people > 0 && people < FEWEST
/** What has to stand for so many people where their number is hidden. */
const markOf = (people: number) => (isFew(people) ? '<5' : 'x')
const isMark = (shown: unknown) => shown === '<5' || shown === 'x'

const queryIn = (href: string) => Object.fromEntries(new URL(href, 'http://desk').searchParams)

/** The figures of a cell of the monthly report, each with the rows that its link opens; a hidden one opens them as well. */
function cellFigures(at: string, cell: Cell, rows: LogLine[], opens: string): Figure[] {
  const clients = many(rows, ({ clientId }) => clientId)
  if (typeof cell === 'string') return [{ at, opens, comesTo: markOf(clients) }]
  return Object.entries({
    clients,
    contacts: rows.length,
    minutes: sum(rows, ({ declarableMinutes }) => declarableMinutes),
  }).map(([name, comesTo]) => ({ at: `${at}.${name}`, opens, comesTo }))
}

export type About = { open: RowsBehind; rateCents: number | undefined; questions: QuestionsOf }
/** How many support questions began or ended in a month, and of how many clients. */
export type QuestionsOf = (
  month: string,
  which: 'started' | 'ended',
) => Promise<{ questions: number; clients: number }>

/** Every number of what a monthly report says, by the links of its page; `version` null: as it would be sent now. */
export async function monthFigures(
  { open, rateCents, questions }: About,
  content: MonthContent,
  version: number | null,
  at: string,
): Promise<Figure[]> {
  const figures: Figure[] = []
  const hasLate = (await open.log({ month: content.month, reason: 'month_frozen' })).length > 0
  const behind = async (rows: Rows) => {
    const href = rowsOf(content, version, rows)
    const declared = await open.log(queryIn(href))
    // What came after a month was sent is in its correction.
    const late =
      version === null && hasLate ? await open.log({ ...queryIn(href), reason: 'month_frozen' }) : []
    return { href, rows: [...declared, ...late] }
  }
  for (const [r, region] of [...content.regions, null].entries())
    for (const [s, service] of [...content.services, null].entries()) {
      const { href, rows } = await behind({ region, service })
      figures.push(
        ...cellFigures(
          `${at}.production.${r}.${s}`,
          content.production[r]![s]!,
          await counted(open, rows),
          href,
        ),
      )
    }
  for (const [i, { channel, cell }] of content.channels.entries()) {
    const { href, rows } = await behind({ channel })
    figures.push(...cellFigures(`${at}.channels.${i}.cell`, cell, await counted(open, rows), href))
  }
  for (const [i, { agreementId, service, average }] of content.advice.entries()) {
    const { href, rows } = await behind({ service: { agreementId, service } })
    const known = await counted(open, rows)
    const clients = many(known, ({ clientId }) => clientId)
    const minutes = sum(known, ({ declarableMinutes }) => declarableMinutes)
    const shown = clients === 0 ? null : Math.round((minutes / clients) * 10) / 10
    figures.push({
      at: `${at}.advice.${i}.average`,
      opens: href,
      comesTo: isMark(average) ? markOf(clients) : shown,
    })
  }
  const { href, rows } = await behind({})
  const all = await counted(open, rows)
  const minutes = sum(all, ({ declarableMinutes }) => declarableMinutes)
  const cents = rateCents === undefined ? null : Math.round((minutes * rateCents) / 60)
  const mark = isMark(content.amount.cents) && markOf(many(all, ({ clientId }) => clientId))
  figures.push({ at: `${at}.amount.cents`, opens: href, comesTo: mark || cents })
  for (const which of ['started', 'ended'] as const) {
    const found = await questions(content.month, which)
    figures.push({
      at: `${at}.supportQuestions.${which}`,
      opens: which,
      comesTo: hiddenOr(found.questions, found.clients, content.supportQuestions[which]),
    })
  }
  return figures
}

/** Minutes that could be claimed once the report is a correction: those that the ledger gives. */
async function counted(open: RowsBehind, rows: LogLine[]): Promise<LogLine[]> {
  if (!rows.some(({ reason }) => reason === 'month_frozen')) return rows
  return Promise.all(
    rows.map(async (row) => {
      if (row.reason !== 'month_frozen') return row
      const { contact } = await open.get<{ contact: { declarableMinutes: number } }>(`contacts/${row.id}`)
      return { ...row, declarableMinutes: contact.declarableMinutes }
    }),
  )
}

/** What an earlier version hid stays hidden. */
const hiddenOr = (value: unknown, people: number, shown: unknown) =>
  isFew(people) || isMark(shown) ? markOf(people) : value

/** What a month's requests come to in its report: few are hidden. */
export async function requestFigures(open: RowsBehind, content: MonthContent, at: string): Promise<Figure[]> {
  const [year, ofYear] = content.month.split('-').map(Number)
  const to = new Date(Date.UTC(year!, ofYear!, 0)).toISOString().slice(0, 10)
  const rows = await open.requests({ from: `${content.month}-01`, to })
  const judged = rows.filter(({ state }) => state !== 'waiting' && state !== 'withdrawn')
  const share =
    judged.length === 0
      ? null
      : Math.round((100 * judged.filter(({ state }) => state === 'in_time').length) / judged.length) / 100
  const { count, shareInTime } = content.requests
  return [
    {
      at: `${at}.requests.count`,
      opens: 'requests',
      comesTo: hiddenOr(
        rows.length,
        many(rows, ({ conversationId }) => conversationId),
        count,
      ),
    },
    {
      at: `${at}.requests.shareInTime`,
      opens: 'requests',
      comesTo: hiddenOr(share, judged.length, shareInTime),
    },
  ]
}

/** What has changed since a month was sent, and what is not in it. */
export async function besideFigures(open: RowsBehind, report: MonthReport): Promise<Figure[]> {
  const { changes, leftOut, month } = report
  const figures: Figure[] = []
  for (const [i, { reason }] of leftOut.entries()) {
    const rows = await open.log({ month, reason })
    figures.push(
      { at: `leftOut.${i}.contacts`, opens: reason, comesTo: rows.length },
      { at: `leftOut.${i}.minutes`, opens: reason, comesTo: sum(rows, ({ minutes }) => minutes) },
    )
  }
  if (!changes) return figures
  const { rows } = changes
  const minutes = sum(rows, ({ sent, now }) => (now?.declarableMinutes ?? 0) - (sent?.declarableMinutes ?? 0))
  return [
    ...figures,
    { at: 'changes.added', opens: 'its rows', comesTo: rows.filter(({ sent }) => !sent).length },
    { at: 'changes.removed', opens: 'its rows', comesTo: rows.filter(({ now }) => !now).length },
    { at: 'changes.changed', opens: 'its rows', comesTo: rows.filter(({ sent, now }) => sent && now).length },
    { at: 'changes.minutes', opens: 'its rows', comesTo: minutes },
  ]
}

/** Every number of a quarterly report; a mark where it is hidden. */
export async function quarterFigures(
  open: RowsBehind,
  content: QuarterContent,
  { from, to }: { from: string; to: string },
): Promise<Figure[]> {
  const figures: Figure[] = []
  const { tables } = content
  const add = async (name: TableName, count: (row: string, column: string) => Promise<number>) => {
    for (const [place, row, column] of placesOf(tables[name])) {
      const value = tables[name].cells[place]
      const comesTo = isMark(value) ? value : await count(row, column)
      figures.push({ at: `tables.${name}.cells.${place}`, opens: `${row} ${column}`, comesTo })
    }
  }
  const inQuarter = { from, to }
  const where = (row: string, column: string) => ({
    ...inQuarter,
    ...(row !== TOTAL && { category: row }),
    ...(column !== TOTAL && column !== 'all' && { region: column }),
  })
  await add(
    'signals',
    async (row, column) => (await open.signals({ ...where(row, column), kind: 'signal' })).length,
  )
  await add(
    'complaints',
    async (row, column) => (await open.signals({ ...where(row, column), kind: 'complaint' })).length,
  )
  const acute = await open.signals({ ...inQuarter, acute: 1, kind: 'signal' })
  await add('acute', async (row) => acute.filter((each) => row === TOTAL || stateOf(each) === row).length)
  await add('clients', async (row) =>
    many(await open.log({ ...inQuarter, ...(row !== TOTAL && { region: row }) }), ({ clientId }) => clientId),
  )
  const ratings = await open.ratings(from)
  await add(
    'ratings',
    async (row) => ratings.filter(({ score }) => row === TOTAL || String(score) === row).length,
  )
  const average = Math.round((10 * sum(ratings, ({ score }) => score)) / ratings.length) / 10
  const isRated = Number(tables.ratings.cells[cellName(TOTAL, TOTAL)]) > 0
  figures.push({ at: 'averageRating', opens: 'ratings', comesTo: isRated ? average : null })
  return figures
}

function stateOf({ acute }: Listed): string {
  if (!acute?.passedOnAt) return 'waiting'
  return acute.isLate ? 'late' : 'in_time'
}

function* placesOf({
  rows,
  columns,
}: PublishedTable): Generator<[place: string, row: string, column: string]> {
  for (const row of [...rows.map(({ id }) => id), TOTAL])
    for (const column of [...columns.map(({ id }) => id), TOTAL]) yield [cellName(row, column), row, column]
}
