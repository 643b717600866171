import type { LogChoices } from './api.ts'
import { shortDay } from './columns.ts'
import { l, serviceName, topicName, type LogKey } from './words.ts'

/** What the address of the log can say of its rows; the rest of it is about how they are shown. */
export const FILTERS = [
  'from',
  'to',
  'month',
  'region',
  'municipality',
  'service',
  'channel',
  'supporter',
  'topic',
  'reason',
  'client',
  'excess',
  'draft',
  'ledger',
  'reported',
] as const
export type FilterName = (typeof FILTERS)[number]

/** The filters that are chosen from a list. */
export const CHOSEN = [
  'region',
  'municipality',
  'service',
  'channel',
  'supporter',
  'topic',
  'reason',
] as const satisfies FilterName[]
export type ChosenName = (typeof CHOSEN)[number]

const REASONS = [
  'declarable',
  'draft',
  'assistant_only',
  'anonymous',
  'not_wlz',
  'wrong_service',
  'no_indication',
  'over_cap',
  'too_old',
  'month_frozen',
] as const
const CHANNELS = ['phone', 'mail', 'video', 'visit', 'widget', 'telegram'] as const

type Option = { value: string; name: string }

const plain = (values: string[]): Option[] => values.map((value) => ({ value, name: value }))
const unknown = (): Option => ({ value: 'none', name: l('filter.none') })

export function optionsOf(name: ChosenName, choices: LogChoices): Option[] {
  switch (name) {
    case 'region':
      return [...plain(choices.regions), unknown()]
    case 'municipality':
      return [...plain(choices.municipalities), unknown()]
    case 'service':
      return [...choices.services.map((value) => ({ value, name: nameOfService(value) })), unknown()]
    case 'channel':
      return CHANNELS.map((value) => ({ value, name: l(`channel.${value}`) }))
    case 'supporter':
      return [
        ...choices.supporters.map(({ id, firstName, isFormer }) => ({
          value: id,
          name: isFormer ? `${firstName} (${l('former').toLowerCase()})` : firstName,
        })),
        { value: 'assistant', name: l('filter.assistant') },
      ]
    case 'topic':
      return [...choices.topics.map((value) => ({ value, name: topicName(value) })), unknown()]
    case 'reason':
      return REASONS.map((value) => ({ value, name: l(`reason.${value}`) }))
  }
}

/** Services of two agreements can have one name; the year tells them apart. */
function nameOfService(value: string): string {
  const [agreementId = '', key = ''] = value.split(':')
  return `${serviceName(agreementId, key)} (${agreementId.slice(-4)})`
}

/** A filter in words, such as "Regio: Kennemerland". */
export function inWords(
  name: FilterName,
  value: string,
  choices: LogChoices | null,
  number: number | null,
): string {
  const said = valueInWords(name, value, choices, number)
  const label = l(`filter.${name}` satisfies LogKey)
  return said ? `${label}: ${said}` : label
}

function valueInWords(
  name: FilterName,
  value: string,
  choices: LogChoices | null,
  number: number | null,
): string {
  switch (name) {
    case 'from':
    case 'to':
      return shortDay(value)
    case 'month':
    case 'excess':
    case 'draft':
    case 'ledger':
      return name === 'month' ? value : ''
    case 'client':
      return number === null ? '' : l('filter.client-value', { number })
    case 'reported': {
      const [period = '', version = ''] = value.split(':')
      return l('filter.reported-value', { month: period.slice(0, 7), version })
    }
    default:
      return choices ? (optionsOf(name, choices).find((each) => each.value === value)?.name ?? value) : '…'
  }
}

/** The part of the address that says which rows, as the server takes it. */
export function filterQuery(query: URLSearchParams): string {
  const kept = FILTERS.flatMap((name) => {
    const value = query.get(name)
    return value ? [[name, value]] : []
  })
  return new URLSearchParams(kept).toString()
}

const yearOf = (which: number) => ({ from: `${which}-01-01`, to: `${which}-12-31` })

/** The periods that people ask for most, as filters. */
export function periods(now: number): { name: LogKey; from: string; to: string }[] {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(now)
  const [year, month] = today.split('-').map(Number) as [number, number]
  const monthOf = (back: number) => {
    const first = new Date(Date.UTC(year, month - 1 - back, 1))
    const last = new Date(Date.UTC(year, month - back, 0))
    return { from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) }
  }
  return [
    { name: 'period.this-month', ...monthOf(0) },
    { name: 'period.last-month', ...monthOf(1) },
    { name: 'period.this-year', ...yearOf(year) },
    { name: 'period.last-year', ...yearOf(year - 1) },
  ]
}
