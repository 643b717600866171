import type { BudgetYear } from '../../../server/reports/budget/budget.ts'
import type { ClientsOfBucket } from '../../../server/reports/minutes/clients.ts'
import type { MinutesPerClient } from '../../../server/reports/minutes/per-client.ts'
import {
  many,
  sum,
  written,
  type Figure,
  type LogLine,
  type Query,
  type RequestShown,
  type RowsBehind,
} from '../../support/rows-behind.ts'

/** Minutes at the rate of their year, each year rounded once. */
export function centsOf(rows: LogLine[], rateCents: ReadonlyMap<number, number>): number {
  const years = Map.groupBy(rows, ({ day }) => Number(day.slice(0, 4)))
  return sum([...years], ([year, own]) =>
    Math.round((sum(own, (row) => row.declarableMinutes) * rateCents.get(year)!) / 60),
  )
}

/** Rates, amounts that were agreed, days, and what is expected: these count nothing that happened. */
export const NO_COUNT_OF_BUDGET =
  /^(?:year|hourlyRateCents|maximumCents|availableCents|covered\.\w+|(?:\w+\.\d+\.)?evenCents|forecast\.\w+)$/u

export async function budgetFigures(
  open: RowsBehind,
  said: BudgetYear,
  rateCents: ReadonlyMap<number, number>,
): Promise<Figure[]> {
  const { year, today } = said
  const ofYear = await open.log({ from: `${year}-01-01`, to: `${year}-12-31`, reason: 'declarable' })
  const cents = (rows: LogLine[]) => centsOf(rows, rateCents)
  const figures = [
    ...counts('realised', ofYear),
    { at: 'realised.cents', opens: 'the year', comesTo: cents(ofYear) },
  ]
  for (const [i, { month }] of said.months.entries()) {
    const until = ofYear.filter(({ day }) => day.slice(0, 7) <= month)
    const before = ofYear.filter(({ day }) => day.slice(0, 7) < month)
    const isAhead = `${month}-01` > today
    figures.push(
      ...counts(`months.${i}`, await open.log({ month, reason: 'declarable' })),
      { at: `months.${i}.cents`, opens: month, comesTo: isAhead ? null : cents(until) - cents(before) },
      { at: `months.${i}.cumulativeCents`, opens: month, comesTo: isAhead ? null : cents(until) },
    )
  }
  for (const [i, { day }] of said.line.entries()) {
    const comesTo = day > today ? null : cents(ofYear.filter((row) => row.day <= day))
    figures.push({ at: `line.${i}.cents`, opens: day, comesTo })
  }
  return figures
}

function counts(at: string, rows: LogLine[]): Figure[] {
  return [
    { at: `${at}.contacts`, opens: 'the log', comesTo: rows.length },
    {
      at: `${at}.minutes`,
      opens: 'the log',
      comesTo: sum(rows, ({ declarableMinutes }) => declarableMinutes),
    },
  ]
}

export async function minutesFigures(open: RowsBehind, said: MinutesPerClient): Promise<Figure[]> {
  const figures: Figure[] = []
  const whole = { from: said.from, to: said.to }
  for (const [i, { agreementId, service, months, buckets }] of said.agreements.entries()) {
    const at = `agreements.${i}`
    const ledger: Query = { service: `${agreementId}:${service}`, ledger: 1 }
    const rows = await open.log({ ...ledger, ...whole })
    figures.push(...ledgerFigures(at, rows), {
      at: `${at}.average`,
      opens: 'the ledger',
      comesTo: minutesOf(rows) / clientsOf(rows),
    })
    for (const [j, { month }] of months.entries()) {
      const until = rows.filter(({ day }) => day.slice(0, 7) <= month)
      figures.push(
        ...ledgerFigures(`${at}.months.${j}`, await open.log({ ...ledger, ...daysOf(month, whole) })),
        {
          at: `${at}.months.${j}.runningAverage`,
          opens: month,
          comesTo: minutesOf(until) / clientsOf(until),
        },
      )
    }
    const parts = [...buckets.map(({ key }, j) => [key, `buckets.${j}`] as const), ['over', 'over'] as const]
    for (const [key, place] of parts) {
      const clients = await clientsIn(open, { ...whole, agreement: agreementId, bucket: key })
      figures.push(
        { at: `${at}.${place}.clients`, opens: key, comesTo: clients.length },
        {
          at: `${at}.${place}.minutes`,
          opens: key,
          comesTo: await minutesOfAll(open, clients, { ...ledger, ...whole }),
        },
      )
    }
  }
  return figures
}

const minutesOf = (rows: LogLine[]) => sum(rows, ({ minutes }) => minutes)
const clientsOf = (rows: LogLine[]) => many(rows, ({ clientId }) => clientId)

function ledgerFigures(at: string, rows: LogLine[]): Figure[] {
  return [
    { at: `${at}.clients`, opens: 'the ledger', comesTo: clientsOf(rows) },
    { at: `${at}.minutes`, opens: 'the ledger', comesTo: minutesOf(rows) },
    {
      at: `${at}.excessMinutes`,
      opens: 'the ledger',
      comesTo: sum(rows, ({ excessMinutes }) => excessMinutes),
    },
  ]
}

async function clientsIn(open: RowsBehind, query: Query) {
  const rows: ClientsOfBucket['rows'] = []
  for (let page = 0, total = 1; rows.length < total; page++) {
    const found = await open.get<ClientsOfBucket>(`figures/minutes/clients?${written({ ...query, page })}`)
    total = found.total
    if (found.rows.length === 0) break
    rows.push(...found.rows)
  }
  return rows
}

/** By the contacts that each client opens, which have to come to what stands beside him. */
async function minutesOfAll(
  open: RowsBehind,
  clients: ClientsOfBucket['rows'],
  query: Query,
): Promise<number> {
  let total = 0
  for (const { clientId, number, ...beside } of clients) {
    const own = await open.log({ ...query, client: clientId })
    const found = {
      contacts: own.length,
      minutes: minutesOf(own),
      excessMinutes: sum(own, (row) => row.excessMinutes),
    }
    if (JSON.stringify(found) !== JSON.stringify(beside))
      throw new Error(`client ${number} opens ${JSON.stringify(found)}, and has ${JSON.stringify(beside)}`)
    total += found.minutes
  }
  return total
}

/** What is counted of requests, but for their states. */
export function timesOf(at: string, rows: RequestShown[]): Figure[] {
  const having = (...wanted: string[]) => rows.filter(({ state }) => wanted.includes(state)).length
  const inShare = having('in_time', 'late', 'overdue', 'closed_unanswered')
  const minutes = rows.flatMap((row) => row.minutes ?? []).toSorted((a, b) => a - b)
  const rank = (share: number) => minutes[Math.ceil(share * minutes.length) - 1] ?? null
  return Object.entries({
    requests: rows.length,
    counted: inShare,
    share: inShare === 0 ? null : having('in_time') / inShare,
    median: rank(0.5),
    ninetieth: rank(0.9),
  }).map(([name, comesTo]) => ({ at: `${at}.${name}`, opens: at, comesTo }))
}

const DAY_MS = 86_400_000
const later = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

type Days = { from: string; to: string }

const within = (days: Days, { from, to }: Days): Days => ({
  from: days.from < from ? from : days.from,
  to: days.to > to ? to : days.to,
})

export const weekWithin = (monday: string, whole: Days) =>
  within({ from: monday, to: later(monday, 6) }, whole)

export function lastDayOf(month: string): string {
  const [year, ofYear] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, ofYear!, 0)).toISOString().slice(0, 10)
}

const daysOf = (month: string, whole: Days) => within({ from: `${month}-01`, to: lastDayOf(month) }, whole)
