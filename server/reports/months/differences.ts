import { isDeepStrictEqual } from 'node:util'
import {
  regionName,
  serviceName,
  type Cell,
  type MonthContent,
  type Region,
  type ServiceName,
  type Shown,
} from './content.ts'

/** Where in a report a number stands; without a region or a service it is the total. */
export type Place =
  | { of: 'production'; region: Region | null; service: ServiceName | null }
  | { of: 'channel'; channel: MonthContent['channels'][number]['channel'] }
  | { of: 'started' | 'ended' | 'requests' | 'share' | 'amount' }

/** A number that two versions of a report show differently. */
export type Difference = Place & { from: Cell | Shown | null; to: Cell | Shown | null }

const NOTHING: Cell = { clients: 0, contacts: 0, minutes: 0 }

/** What changed from one version of a report to the next: of what both show, so that it tells nothing more. */
export function differences(from: MonthContent, to: MonthContent): Difference[] {
  const all = [...production(from, to), ...channels(from, to), ...singles(from, to)]
  // The database keeps the parts of a number in an order of its own.
  return all.filter(({ from: before, to: after }) => !isDeepStrictEqual(before, after))
}

function production(from: MonthContent, to: MonthContent): Difference[] {
  const regions = [...byName([...from.regions, ...to.regions], regionName), null]
  const services = [...byName([...from.services, ...to.services], serviceName), null]
  return regions.flatMap((region) =>
    services.map((service): Difference => ({
      of: 'production',
      region,
      service,
      from: cellOf(from, region, service),
      to: cellOf(to, region, service),
    })),
  )
}

const byName = <T>(items: T[], name: (item: T) => string) => [
  ...new Map(items.map((item) => [name(item), item])).values(),
]

/** The number of a region and a service, or of all of them. */
export function cellOf(content: MonthContent, region: Region | null, service: ServiceName | null): Cell {
  const { regions, services, production: cells } = content
  const row = region ? regions.findIndex((each) => regionName(each) === regionName(region)) : regions.length
  const column = service
    ? services.findIndex((each) => serviceName(each) === serviceName(service))
    : services.length
  return cells[row]?.[column] ?? NOTHING
}

function channels(from: MonthContent, to: MonthContent): Difference[] {
  return to.channels.map(({ channel, cell }) => ({
    of: 'channel',
    channel,
    from: from.channels.find((each) => each.channel === channel)?.cell ?? NOTHING,
    to: cell,
  }))
}

function singles(from: MonthContent, to: MonthContent): Difference[] {
  const pick = (of: Difference['of'], value: (content: MonthContent) => Shown | null) =>
    ({ of, from: value(from), to: value(to) }) as Difference
  return [
    pick('started', ({ supportQuestions }) => supportQuestions.started),
    pick('ended', ({ supportQuestions }) => supportQuestions.ended),
    pick('requests', ({ requests }) => requests.count),
    pick('share', ({ requests }) => requests.shareInTime),
    pick('amount', ({ amount }) => amount.cents),
  ]
}
