import { AMSTERDAM } from '../../workcalendar/amsterdam.ts'
import { logWords } from '../log/words.ts'
import { isHidden } from '../small-numbers/marks.ts'
import type { Cell, MonthContent, Shown } from './content.ts'
import type { Difference } from './differences.ts'
import type { Row } from './layout.ts'
import { hoursOf, regionInWords, serviceInWords } from './names.ts'
import type { Version } from './month-reports.ts'
import { reportWords } from '../report-words.ts'

const words = reportWords('nl')

const day = (written: string) => written.split('-').toReversed().join('-')
const monthName = new Intl.DateTimeFormat('nl-NL', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat('nl-NL', {
  timeZone: AMSTERDAM,
  dateStyle: 'long',
  timeStyle: 'short',
})
const euros = new Intl.NumberFormat('nl-NL', { style: 'currency', currency: 'EUR' })

/** What the report is of, who made it when, what its figures mean, and what changed since the version before it. */
export function explanationRows(sent: Version, organisation: string): Row[] {
  const { content, version, sentAt, sentBy } = sent
  const madeBy = sentBy ?? words('former')
  return [
    row('explain.organisation', organisation),
    row('explain.month', monthName.format(Date.parse(`${content.month}-01`))),
    row('explain.version', words(version === 1 ? 'explain.first' : 'explain.correction', { version })),
    row('explain.made', words('explain.made-value', { at: moment.format(Date.parse(sentAt)), by: madeBy })),
    ...content.agreements.map(({ title }) => row('explain.agreement', title)),
    ...content.lapsed.map(({ title, endedOn }) =>
      row('explain.lapsed', words('lapsed', { title, day: day(endedOn) })),
    ),
    row('amount', amountInWords(content.amount)),
    row('explain.few', words('few-means')),
    row('explain.left-out', words('left-out-means')),
    row('clients', words('clients-means')),
    row('minutes', words('minutes-means')),
    row('hours', words('hours-means')),
    row('requests.share', words('share-means')),
    ...sent.differences.map((difference) => row('explain.difference', inWords(difference))),
  ]
}

const row = (key: Parameters<typeof words>[0], meaning: string): Row => ({ what: words(key), meaning })

function amountInWords({ cents, hourlyRateCents }: MonthContent['amount']): string {
  if (hourlyRateCents === null || cents === null) return words('amount.no-rate')
  if (isHidden(cents)) return cents
  return words('amount.value', {
    amount: euros.format(cents / 100),
    rate: euros.format(hourlyRateCents / 100),
  })
}

function inWords(difference: Difference): string {
  const { from, to, of } = difference
  return words('difference', {
    place: placeInWords(difference),
    from: valueInWords(from, of),
    to: valueInWords(to, of),
  })
}

function placeInWords(place: Difference): string {
  if (place.of === 'channel') return logWords('nl')(`channel.${place.channel}`)
  if (place.of !== 'production') return words(`place.${place.of}`)
  const { region, service } = place
  if (!region && !service) return words('place.whole')
  return [
    region ? regionInWords(region) : words('place.all-regions'),
    service ? serviceInWords(service) : words('place.all-services'),
  ].join(', ')
}

function valueInWords(value: Cell | Shown | null, of: Difference['of']): string {
  if (value === null) return words('none')
  if (isHidden(value)) return value
  if (typeof value === 'object')
    return words('difference.cell', { ...value, hours: String(hoursOf(value.minutes)).replace('.', ',') })
  if (of === 'amount') return euros.format(value / 100)
  return of === 'share' ? `${Math.round(value * 100)} %` : String(value)
}
