import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BudgetYear } from '../../../server/reports/budget/budget.ts'
import type { LogTotals } from '../../../server/reports/log/totals.ts'
import type { MinutesPerClient } from '../../../server/reports/minutes/per-client.ts'
import type { MonthContent } from '../../../server/reports/months/content.ts'
import type { QuestionsOfMonth } from '../../../server/reports/months/support-questions.ts'
import type { MonthReport } from '../../../server/reports/months/month-reports.ts'
import { states } from '../../../server/reports/response-times/requests.ts'
import type { ResponseTimes } from '../../../server/reports/response-times/response-times.ts'
import type { Gap } from '../../../server/knowledge/gaps.ts'
import type { QuarterCount } from '../../../server/signals/list.ts'
import type { QuarterReport } from '../../../server/signals/quarter-report.ts'
import type { Trend } from '../../../server/signals/trends.ts'
import { demonstrated, HALF_YEARS, type Demonstrated } from '../../support/demonstration.ts'
import {
  expectEveryFigure,
  many,
  rowsBehind,
  sum,
  written,
  type Figure,
  type LogLine,
  type Query,
  type RowsBehind,
} from '../../support/rows-behind.ts'
import {
  budgetFigures,
  centsOf,
  lastDayOf,
  minutesFigures,
  NO_COUNT_OF_BUDGET,
  timesOf,
  weekWithin,
} from './counted-figures.ts'
import { besideFigures, monthFigures, quarterFigures, requestFigures } from './reported-figures.ts'

describe.each(HALF_YEARS)('on the demonstration $name', { timeout: 120_000 }, (wanted) => {
  const { now } = wanted
  let shown: Demonstrated
  let open: RowsBehind
  let all: LogLine[]
  let whole: { from: string; to: string }
  let rateCents: Map<number, number>

  beforeAll(async () => {
    shown = await demonstrated(wanted)
    open = rowsBehind(shown.coordinator)
    all = await open.log({})
    const days = all.map(({ day }) => day).toSorted()
    whole = { from: days[0]!, to: days.at(-1)! }
    const { budgets } = await open.get<{ budgets: { year: number; hourlyRateCents: number }[] }>('budgets')
    rateCents = new Map(budgets.map(({ year, hourlyRateCents }) => [year, hourlyRateCents]))
  }, 300_000)
  afterAll(() => shown.close())

  const totalsOf = (rows: LogLine[]) => ({
    contacts: rows.length,
    uniqueClients: many(rows, ({ clientId }) => clientId),
    minutes: sum(rows, ({ minutes }) => minutes),
    declarableMinutes: sum(rows, ({ declarableMinutes }) => declarableMinutes),
    excessMinutes: sum(rows, ({ excessMinutes }) => excessMinutes),
    amountCents: centsOf(rows, rateCents),
  })

  it('the totals of the log are those of its rows, and its parts make up the whole', async () => {
    for (const parts of ways(all)) {
      const found: LogLine[] = []
      for (const [part, query] of [['all', {}] as [string, Query], ...parts]) {
        const rows = await open.log(query)
        const totals = await open.get<LogTotals>(`contacts/totals?${written(query)}`)
        expect(totals, part).toMatchObject(totalsOf(rows))
        if (part !== 'all') found.push(...rows)
      }
      expect(found.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
    }
  })

  it('the log by person, by client, by what is over the 30 minutes, and by draft', async () => {
    const { supporters } = await open.get<{ supporters: { id: string; name: string }[] }>('contacts/choices')
    const found: LogLine[] = []
    for (const id of [...supporters.map((each) => each.id), 'assistant', 'none']) {
      const rows = await open.log({ supporter: id })
      expect(await open.get(`contacts/totals?supporter=${id}`)).toMatchObject(totalsOf(rows))
      found.push(...rows)
    }
    expect(found).toHaveLength(all.length)
    const over = await open.log({ excess: 1 })
    expect(over.map(({ id }) => id)).toEqual(all.filter((row) => row.excessMinutes > 0).map(({ id }) => id))
    const drafts = await open.log({ draft: 1 })
    expect(drafts.map(({ id }) => id)).toEqual(all.filter((row) => row.isDraft).map(({ id }) => id))
    expect(drafts.length).toBeGreaterThan(0)
    const client = all.find(({ clientId, topic }) => clientId && topic)!.clientId!
    const own = await open.log({ client })
    expect(own.map(({ id }) => id)).toEqual(
      all.filter(({ clientId }) => clientId === client).map(({ id }) => id),
    )
  })

  it('the log downloads the rows that it shows, in XLSX and CSV, with the same totals', async () => {
    const columns = 'day,client,region,channel,minutes,declarable,excess'
    const month = all[Math.floor(all.length / 2)]!.day.slice(0, 7)
    const queries: Query[] = [
      {},
      { month },
      { reason: 'declarable' },
      { reason: 'no_indication' },
      { excess: 1 },
      { channel: 'visit' },
    ]
    for (const query of queries) {
      const rows = await open.log(query)
      const path = `contacts/download?${written({ ...query, columns })}`
      const inCsv = await open.csv(`${path}&format=csv`)
      expect(inCsv, path).toEqual(
        rows.map(({ day, clientNumber, region, minutes, declarableMinutes, excessMinutes }, i) => [
          day.split('-').toReversed().join('-'),
          clientNumber === null ? 'anoniem' : String(clientNumber),
          region ?? '',
          inCsv[i]![3],
          ...[minutes, declarableMinutes, excessMinutes].map(String),
        ]),
      )
      const [[, sheet]] = [...(await open.workbook(`${path}&format=xlsx`))] as [[string, unknown[][]]]
      const lines = sheet.slice(1, rows.length + 1)
      expect(
        lines.map((line) => line.slice(4, 7)),
        path,
      ).toEqual(rows.map((row) => [row.minutes, row.declarableMinutes, row.excessMinutes]))
      expect(lines.map(([day]) => (day as Date).toISOString().slice(0, 10))).toEqual(
        rows.map(({ day }) => day),
      )
      const totals = totalsOf(rows)
      expect(sheet.at(rows.length + 2)!.slice(4, 7)).toEqual([
        totals.minutes,
        totals.declarableMinutes,
        totals.excessMinutes,
      ])
    }
  })

  it('every number of the budget opens the contacts that can be declared', async () => {
    for (const year of rateCents.keys()) {
      const said = await open.get<BudgetYear>(`figures/budget?year=${year}`)
      expectEveryFigure(said, await budgetFigures(open, said, rateCents), NO_COUNT_OF_BUDGET)
      expect(sum(said.months, ({ cents }) => cents ?? 0)).toBe(said.realised.cents)
    }
  })

  it('every number of the 30 minutes opens its clients and their contacts', async () => {
    const said = await open.get<MinutesPerClient>(`figures/minutes?${written(whole)}`)
    expect(said.agreements.length).toBeGreaterThan(0)
    expectEveryFigure(said, await minutesFigures(open, said), /^$/u)
  })

  it('every number of the response times opens its requests', async () => {
    const said = await open.get<ResponseTimes>(`figures/response-times?${written(asked())}`)
    const figures: Figure[] = []
    const group = async (at: string, query: Query) => {
      figures.push(...timesOf(at, await open.requests(query)))
      for (const state of states) {
        // Where the rows have none of a state there is nothing to open.
        const has = (await open.requests(query)).some((row) => row.state === state)
        const comesTo = has ? (await open.requests({ ...query, state })).length : 0
        figures.push({ at: `${at}.${state}`, opens: `${written(query)} ${state}`, comesTo })
      }
    }
    await group('total', asked())
    for (const [i, { key }] of said.weeks.entries()) await group(`weeks.${i}`, weekWithin(key, asked()))
    for (const [i, { key }] of said.channels.entries())
      await group(`channels.${i}`, { ...asked(), channel: key })
    for (const [i, { key }] of said.supporters.entries())
      await group(`supporters.${i}`, { ...asked(), supporter: key })
    for (const [i, { key }] of said.topics.entries()) await group(`topics.${i}`, { ...asked(), topic: key })
    for (const [i, { key }] of said.hours.entries()) {
      const [weekday, hour] = key.split('-')
      await group(`hours.${i}`, { ...asked(), weekday, hour })
    }
    const { month, overdueFrom } = said.alerts
    await group('alerts.month.figures', { from: month.from, to: month.to })
    const overdue = overdueFrom
      ? await open.requests({ from: overdueFrom, to: month.to, state: 'overdue' })
      : []
    figures.push({ at: 'alerts.overdue', opens: 'overdue', comesTo: overdue.length })
    expectEveryFigure(said, figures, /^$/u)
    expect(said.total.requests).toBeGreaterThan(20)
  })

  const asked = () => ({
    from: whole.from,
    to: new Date(Math.max(now.getTime(), Date.parse(whole.to))).toISOString().slice(0, 10),
  })

  it('the audit sheet of the response times holds every request', async () => {
    const rows = await open.requests(asked())
    const path = `figures/response-times/download?${written(asked())}`
    const [[, sheet]] = [...(await open.workbook(`${path}&format=xlsx`))] as [[string, unknown[][]]]
    expect(references(sheet.slice(1))).toEqual(rows.map(({ conversationId }) => conversationId))
    expect(sheet.slice(1).map((line) => line[5])).toEqual(rows.map(({ minutes }) => minutes))
    const lines = await open.csv(`${path}&format=csv`)
    expect(references(lines)).toEqual(rows.map(({ conversationId }) => conversationId))
    expect(lines.map((line) => line[5])).toEqual(
      rows.map(({ minutes }) => (minutes === null ? '' : String(minutes))),
    )
  })

  const monthsOf = async () => {
    const listed = await open.get<{ years: number[] }>('reports/months')
    const years = await Promise.all(
      listed.years.map((year) =>
        open.get<{ months: { month: string; version: number | null }[] }>(`reports/months?year=${year}`),
      ),
    )
    return years.flatMap(({ months }) => months)
  }

  it('every number of a month opens its contacts, as it would be sent and as it was', async () => {
    const months = await monthsOf()
    for (const { month } of months) {
      const said = await open.get<MonthReport>(`reports/months/${month}`)
      const about = { open, rateCents: rateCents.get(Number(month.slice(0, 4))), questions: questionsIn }
      const figures = await besideFigures(open, said)
      if (said.draft) {
        figures.push(...(await monthFigures(about, said.draft.content, null, 'draft.content')))
        figures.push(...(await requestFigures(open, said.draft.content, 'draft.content')))
      }
      for (const [i, { version, content }] of said.versions.entries()) {
        // Requests and support questions may have moved on since then; what was sent has not.
        figures.push(
          ...(await monthFigures(about, content, version, `versions.${i}.content`)).filter(isOfContacts),
        )
      }
      const set =
        /(?:^|\.)(?:version|hourlyRateCents)$|\.differences\.|^changes\.rows\.|^versions\.\d+\.content\.(?:supportQuestions|requests)\./u
      expectEveryFigure(said, figures, set)
    }
    expect(months.filter(({ version }) => version !== null).length).toBeGreaterThan(3)
  })

  /** As the page of the month lists them. */
  async function questionsIn(month: string, which: 'started' | 'ended') {
    const counted = await open.get<QuestionsOfMonth>(`reports/months/${month}/support-questions`)
    const found = counted[which]
    return { questions: found.length, clients: many(found, ({ clientId }) => clientId) }
  }

  it('the workbook and the CSV of a month hold what was sent', async () => {
    for (const { month, version } of await monthsOf()) {
      if (version === null) continue
      const { content } = await open.get<{ content: MonthContent }>(
        `reports/months/${month}/versions/${version}`,
      )
      const path = `reports/months/${month}/versions/${version}/download`
      const production = [...(await open.workbook(path)).values()][0]!.slice(1)
      // Zorgkantoor, region and service stand before clients, contacts, hours and minutes.
      const cells = content.production.flatMap((line, r) =>
        line.filter(
          (cell, s) =>
            r === content.regions.length ||
            s === content.services.length ||
            typeof cell === 'string' ||
            cell.contacts > 0,
        ),
      )
      const cellsShown = cells.map((cell) =>
        typeof cell === 'string'
          ? Array(4).fill(cell)
          : [cell.clients, cell.contacts, Math.round((cell.minutes / 60) * 100) / 100, cell.minutes],
      )
      expect(
        production.map((line) => line.slice(3, 7)),
        path,
      ).toEqual(cellsShown)
      const lines = await open.csv(`${path}?format=csv`)
      expect(lines.map((line) => line.slice(3, 7))).toEqual(
        cellsShown.map((line) => line.map((value) => String(value).replace('.', ','))),
      )
    }
  })

  it('every number of a quarter opens its signals, clients or ratings, and its workbook says the same', async () => {
    const { sent } = await open.get<{ sent: { period: string; version: number }[] }>('reports/quarters')
    expect(sent.length).toBeGreaterThan(0)
    for (const { period } of sent) {
      const said = await open.get<QuarterReport>(`reports/quarters/${period}`)
      expectEveryFigure(said.now, await quarterFigures(open, said.now, said), /medianMinutes$/u)
      const [sheet] = [...(await open.workbook(`reports/quarters/${period}/download`)).values()]
      const { rows, cells } = said.now.tables.signals
      expect(sheet!.slice(1, rows.length + 1).map((line) => line.at(-1))).toEqual(
        rows.map(({ id }) => cells[`cell/${id}/`]),
      )
    }
  })

  it('every count of signals opens them, and every trend names its own', async () => {
    const { counts } = await open.get<{ counts: QuarterCount[] }>('signals/counts')
    for (const { quarter, categoryId, kind, count } of counts) {
      const to = lastDayOf(
        `${quarter.slice(0, 5)}${String(Number(quarter.slice(5, 7)) + 2).padStart(2, '0')}`,
      )
      expect(await open.signals({ from: quarter, to, category: categoryId, kind })).toHaveLength(count)
    }
    for (const quarter of new Set(counts.map((each) => each.quarter))) {
      const { trends } = await open.get<{ trends: Trend[] }>(`signals/trends?quarter=${quarter}`)
      const to = lastDayOf(
        `${quarter.slice(0, 5)}${String(Number(quarter.slice(5, 7)) + 2).padStart(2, '0')}`,
      )
      for (const { category, signals, clients, providers, regions } of trends) {
        const listed = await open.signals({ from: quarter, to, category: category.id, kind: 'signal' })
        expect(signals.map(({ id }) => id).toSorted()).toEqual(listed.map(({ id }) => id).toSorted())
        expect(clients.unknown).toBe(listed.filter(({ clientId }) => clientId === null).length)
        expect(clients.known).toBe(many(listed, ({ uniqueClientId }) => uniqueClientId))
        for (const { name, count } of providers)
          expect(listed.filter(({ provider }) => provider === name)).toHaveLength(count)
        for (const { name, count } of regions)
          expect(listed.filter(({ region }) => region === name)).toHaveLength(count)
      }
    }
  })

  it('every count of questions without an answer opens its conversations', async () => {
    const { gaps, messages } = await open.get<{ gaps: Gap[]; messages: number }>(
      `knowledge/gaps?${written(asked())}`,
    )
    expect(sum(gaps, ({ count }) => count)).toBe(messages)
    for (const { count, reasons, conversations } of gaps) {
      expect(conversations).toHaveLength(count)
      expect(sum(Object.values(reasons), (each) => each)).toBe(count)
      for (const { id } of conversations) await open.get(`conversations/${id}`)
    }
  })
})

/** The log, divided in each of the ways in which it can be filtered. */
function ways(rows: LogLine[]): [part: string, query: Query][][] {
  const by = (name: string, of: (row: LogLine) => string | null) =>
    [...new Set(rows.map(of))].map((value): [string, Query] => [
      `${name} ${value}`,
      { [name]: value ?? 'none' },
    ])
  return [
    by('region', ({ region }) => region),
    by('municipality', ({ municipality }) => municipality),
    by('service', ({ agreementId, service }) => service && `${agreementId}:${service}`),
    by('channel', ({ channel }) => channel),
    by('topic', ({ topic }) => topic),
    by('month', ({ day }) => day.slice(0, 7)),
    by('reason', ({ reason }) => reason ?? 'declarable'),
  ]
}

/** The last column tells which conversation a request was made in. */
const references = (lines: unknown[][]) => lines.map((line) => line.at(-1))

const isOfContacts = ({ at }: Figure) => !at.includes('.supportQuestions.')
