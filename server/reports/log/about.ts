import type { StaffMember } from '../../staff/staff-member.ts'
import type { Locale } from '../../texts.ts'
import { AMSTERDAM } from '../../workcalendar/amsterdam.ts'
import { topicName, type LogColumn } from './columns.ts'
import type { Names } from './download.ts'
import type { LogFilters } from './filters.ts'
import type { LogTotals } from './totals.ts'
import { wordOr, type LogKey, type LogWords } from './words.ts'
import type { Sheet } from '../workbook/sheet.ts'

type Made = {
  filters: LogFilters
  columns: readonly LogColumn[]
  locale: Locale
  me: StaffMember
  now: Date
  totals: LogTotals
  words: LogWords
  names: Names
}

/** Says of a download of the log what is in it: whose, which filters, when, by whom, and what its figures mean. */
export function aboutSheet({ filters, columns, locale, me, now, totals, words, names }: Made): Sheet {
  const at = new Intl.DateTimeFormat(locale === 'nl' ? 'nl-NL' : 'en-GB', {
    timeZone: AMSTERDAM,
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(now)
  const chosen = filtersInWords(filters, names, words)
  const own = me.role === 'supporter' ? [words('about.own', { by: me.firstName })] : []
  const lines: [LogKey, string | number][] = [
    ['about.organisation', names.organisation],
    ['about.made', words('about.made-value', { at, by: me.firstName })],
    ['about.filters', [...own, ...chosen].join('; ') || words('about.no-filters')],
    ['about.columns', columns.map((column) => words(`column.${column}`)).join(', ')],
    ['about.rows', totals.contacts],
    ['total.clients', words('total.clients-define')],
    ['about.declarable', words('total.declarable-define')],
    ['about.amount', amountInWords(totals, locale, words)],
    ['about.times', words('about.times-value')],
    ...totals.lapsed.map(({ title, endedOn }): [LogKey, string] => [
      'about.agreement',
      words('lapsed', { title, day: dutchDay(endedOn) }),
    ]),
  ]
  return {
    name: words('sheet.about'),
    columns: [
      { title: words('about.what'), kind: 'text', width: 20 },
      { title: words('about.meaning'), kind: 'text', width: 110 },
    ],
    rows: lines.map(([key, value]) => [words(key), value]),
  }
}

const dutchDay = (day: string) => day.split('-').toReversed().join('-')

function amountInWords(
  { amountCents, yearsWithoutRate }: LogTotals,
  locale: Locale,
  words: LogWords,
): string {
  if (amountCents === null) return words('total.no-rate', { years: yearsWithoutRate.join(', ') })
  const euros = new Intl.NumberFormat(locale === 'nl' ? 'nl-NL' : 'en-GB', {
    style: 'currency',
    currency: 'EUR',
  }).format(amountCents / 100)
  return `${euros}. ${words('total.amount-define')}`
}

export function filtersInWords(filters: LogFilters, names: Names, words: LogWords): string[] {
  const { from, to, month, channel, topic, reason, client, reported } = filters
  const said: [LogKey, string | undefined | false][] = [
    ['filter.from', from && dutchDay(from)],
    ['filter.to', to && dutchDay(to)],
    ['filter.month', month],
    ['filter.region', orNone(filters.region, words)],
    ['filter.municipality', orNone(filters.municipality, words)],
    ['filter.service', filters.service && wordOr(words, `service.${filters.service}`, filters.service)],
    ['filter.channel', channel && words(`channel.${channel}`)],
    ['filter.supporter', supporterInWords(filters.supporter, names, words)],
    ['filter.topic', topic === 'none' ? words('filter.none') : topic && topicName(topic, words)],
    ['filter.reason', reason && words(`reason.${reason}`)],
    ['filter.client', client && words('filter.client-value', { number: names.clientNumber ?? '?' })],
    ['filter.excess', filters.excess && words('filter.on')],
    ['filter.draft', filters.draft && words('filter.on')],
    ['filter.ledger', filters.ledger && words('filter.on')],
    [
      'filter.reported',
      reported &&
        words('filter.reported-value', { month: reported.period.slice(0, 7), version: reported.version }),
    ],
  ]
  return said.flatMap(([key, value]) => (value ? [`${words(key)}: ${value}`] : []))
}

const orNone = (value: string | undefined, words: LogWords) =>
  value === 'none' ? words('filter.none') : value

function supporterInWords(supporter: string | undefined, { supporter: name }: Names, words: LogWords) {
  if (supporter === undefined) return undefined
  if (supporter === 'assistant') return words('filter.assistant')
  return supporter === 'none' ? words('filter.none') : (name ?? words('former'))
}
