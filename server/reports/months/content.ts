import { contactChannel } from '../../../db/schema.ts'
import { servicesOf } from '../../contacts/services.ts'
import { cellName, hiddenCells, sideName, TOTAL, type Part } from '../small-numbers/hidden-cells.ts'
import type { Lapsed } from '../lapsed.ts'
import { isFew, isHidden, markOf, type Hidden } from '../small-numbers/marks.ts'
import { centsOf } from '../money.ts'
import type { MonthRow } from './rows.ts'

export type Shown = number | Hidden

export type Figures = { clients: number; contacts: number; minutes: number }
export type Cell = Figures | Hidden
export type Region = { region: string | null; zorgkantoor: string | null }
export type ServiceName = { agreementId: string | null; service: string | null }
type Channel = (typeof contactChannel.enumValues)[number]

/** A month as it leaves the organisation: sums, and nothing that leads to a person (wlz-oco-2024 bijlage-5-art-2). */
export type MonthContent = {
  /** As 2026-10. */
  month: string
  agreements: { agreementId: string; title: string }[]
  /** Those of them that had ended by then, and count until there is a new one. */
  lapsed: Lapsed[]
  regions: Region[]
  services: ServiceName[]
  /** Of each region and each service; the last of each line and the last line are the totals. */
  production: Cell[][]
  channels: { channel: Channel; cell: Cell }[]
  supportQuestions: { started: Shown; ended: Shown }
  /** Of the services of information and advice: the minutes per unique client; null when nobody had it. */
  advice: (ServiceName & { average: Shown | null })[]
  requests: { count: Shown; shareInTime: Shown | null }
  amount: { hourlyRateCents: number | null; cents: Shown | null }
}

/** What a month holds besides its contacts. */
export type Beside = {
  agreements: MonthContent['agreements']
  lapsed: Lapsed[]
  started: { questions: number; clients: number }
  ended: { questions: number; clients: number }
  requests: { count: number; people: number; counted: number; inTime: number }
  hourlyRateCents: number | null
}

export const regionName = ({ region, zorgkantoor }: Region) => `${zorgkantoor ?? ''}|${region ?? ''}`
export const serviceName = ({ agreementId, service }: ServiceName) => `${agreementId ?? ''}:${service ?? ''}`

/** The figures of a month, with what has to stay inside left out; `before` are the versions that were sent earlier. */
export function monthContent(
  month: string,
  rows: readonly MonthRow[],
  beside: Beside,
  before: readonly MonthContent[],
): MonthContent {
  const regions = regionsIn(rows, before)
  const services = servicesIn(rows, beside, before)
  const parts = partsOf(rows)
  const none: Part = { clients: new Set(), contacts: 0, minutes: 0 }
  const at = (row: string, column: string) => parts.cells.get(cellName(row, column)) ?? none
  const sides = new Map(
    contactChannel.enumValues.map((channel) => [channel, parts.channels.get(channel) ?? none]),
  )
  const lines = [...regions.map(regionName), TOTAL]
  const columns = [...services.map(serviceName), TOTAL]
  const hiddenBefore = new Set(before.flatMap(namesHiddenIn))
  const hidden = hiddenCells(
    { rows: lines.slice(0, -1), columns: columns.slice(0, -1), at, sides },
    hiddenBefore,
  )
  const cell = (name: string, part: Part): Cell => hidden.get(name) ?? figuresOf(part)
  const production = lines.map((row) => columns.map((column) => cell(cellName(row, column), at(row, column))))
  const number = <T>(name: string, value: T, people: number): T | Hidden =>
    hiddenBefore.has(name) || isFew(people) ? markOf(people) : value
  const { started, ended, requests, hourlyRateCents } = beside
  const whole = production.at(-1)!.at(-1)!
  const share = requests.counted === 0 ? null : Math.round((requests.inTime / requests.counted) * 100) / 100
  return {
    month,
    agreements: beside.agreements,
    lapsed: beside.lapsed,
    regions,
    services,
    production,
    channels: [...sides].map(([channel, part]) => ({ channel, cell: cell(sideName(channel), part) })),
    supportQuestions: {
      started: number('questions/started', started.questions, started.clients),
      ended: number('questions/ended', ended.questions, ended.clients),
    },
    advice: services.flatMap((service, i) =>
      isAdvice(service) ? [{ ...service, average: averageOf(production.at(-1)![i]!) }] : [],
    ),
    requests: {
      count: number('requests/count', requests.count, requests.people),
      shareInTime: number('requests/share', share, requests.counted),
    },
    amount: {
      hourlyRateCents,
      cents: isHidden(whole) ? whole : hourlyRateCents && centsOf(whole.minutes, hourlyRateCents),
    },
  }
}

/** The numbers that a report that was sent left out: they stay left out, or the two together would tell them. */
function namesHiddenIn(content: MonthContent): string[] {
  const lines = [...content.regions.map(regionName), TOTAL]
  const columns = [...content.services.map(serviceName), TOTAL]
  const { supportQuestions, requests } = content
  const hidden: [name: string, value: unknown][] = [
    ...lines.flatMap((row, r) =>
      columns.map((column, c): [string, unknown] => [cellName(row, column), content.production[r]![c]]),
    ),
    ...content.channels.map(({ channel, cell }): [string, unknown] => [sideName(channel), cell]),
    ['questions/started', supportQuestions.started],
    ['questions/ended', supportQuestions.ended],
    ['requests/count', requests.count],
    ['requests/share', requests.shareInTime],
  ]
  return hidden.flatMap(([name, value]) => (isHidden(value) ? [name] : []))
}

function regionsIn(rows: readonly MonthRow[], before: readonly MonthContent[]): Region[] {
  return distinct([...before.flatMap((each) => each.regions), ...rows], regionName)
    .map(({ region, zorgkantoor }) => ({ region, zorgkantoor }))
    .toSorted(byZorgkantoor)
}

function servicesIn(
  rows: readonly MonthRow[],
  { agreements }: Beside,
  before: readonly MonthContent[],
): ServiceName[] {
  const offered = agreements.flatMap(({ agreementId }) =>
    servicesOf(agreementId).map(({ key }) => ({ agreementId, service: key })),
  )
  return distinct([...offered, ...before.flatMap((each) => each.services), ...rows], serviceName).map(
    ({ agreementId, service }) => ({ agreementId, service }),
  )
}

function isAdvice({ agreementId, service }: ServiceName): boolean {
  return servicesOf(agreementId).some(({ key, isAdvice: is }) => is && key === service)
}

function averageOf(cell: Cell): Shown | null {
  if (isHidden(cell)) return cell
  return cell.clients === 0 ? null : Math.round((cell.minutes / cell.clients) * 10) / 10
}

const figuresOf = ({ clients, contacts, minutes }: Part): Figures => ({
  clients: clients.size,
  contacts,
  minutes,
})

type Growing = { clients: Set<string>; contacts: number; minutes: number }

/** Every number of the table and of the channels, in one go over the rows. */
function partsOf(rows: readonly MonthRow[]): { cells: Map<string, Part>; channels: Map<string, Part> } {
  const [cells, channels] = [new Map<string, Growing>(), new Map<string, Growing>()]
  const add = (to: Map<string, Growing>, name: string, { uniqueClientId, declarableMinutes }: MonthRow) => {
    const part = to.get(name) ?? { clients: new Set<string>(), contacts: 0, minutes: 0 }
    to.set(name, part)
    part.clients.add(uniqueClientId)
    part.contacts += 1
    part.minutes += declarableMinutes
  }
  for (const row of rows) {
    for (const line of [regionName(row), TOTAL])
      for (const column of [serviceName(row), TOTAL]) add(cells, cellName(line, column), row)
    add(channels, row.channel, row)
  }
  return { cells, channels }
}

function distinct<T>(items: readonly T[], name: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [name(item), item])).values()]
}

/** Of one zorgkantoor together; what has no region last. */
function byZorgkantoor(a: Region, b: Region): number {
  return (
    Number(a.region === null) - Number(b.region === null) ||
    (a.zorgkantoor ?? '').localeCompare(b.zorgkantoor ?? '', 'nl') ||
    (a.region ?? '').localeCompare(b.region ?? '', 'nl')
  )
}
