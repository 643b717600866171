import type { Cell, Shown } from '../../../server/reports/months/content.ts'
import type { Difference } from '../../../server/reports/months/differences.ts'
import { euros, whole } from '../../amounts.ts'
import { locale } from '../../strings.svelte.ts'
import { l, serviceName } from '../contacts/log/words.ts'
import { r } from './words.ts'

const language = () => (locale() === 'nl' ? 'nl-NL' : 'en-GB')

/** "oktober 2026" for 2026-10 */
export function monthName(month: string): string {
  const parts = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language(), parts).format(Date.parse(`${month}-01`))
}

/** "14 november 2026" for 2026-11-14 */
export function dayName(day: string): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day))
}

export function moment(at: string): string {
  const parts = { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Amsterdam' } as const
  return new Intl.DateTimeFormat(language(), parts).format(Date.parse(at))
}

/** Minutes as hours in hundredths, as in the workbook. */
export function hours(minutes: number): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  return new Intl.NumberFormat(language(), digits).format(minutes / 60)
}

export const percent = (share: number) =>
  new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 0 }).format(share)

/** A number as the report shows it: what is hidden stays as it is. */
export const shown = (value: Shown, write: (value: number) => string = whole) =>
  typeof value === 'number' ? write(value) : value

export function cellInWords(cell: Cell): string {
  if (typeof cell === 'string') return cell
  const { clients, contacts, minutes } = cell
  return r('cell', { clients: whole(clients), contacts: whole(contacts), minutes: whole(minutes) })
}

function valueInWords(value: Cell | Shown | null, of: Difference['of']): string {
  if (value === null) return r('none')
  if (typeof value === 'object') return cellInWords(value)
  return shown(value, of === 'amount' ? euros : of === 'share' ? percent : whole)
}

function placeInWords(place: Difference): string {
  if (place.of === 'channel') return l(`channel.${place.channel}`)
  if (place.of !== 'production') return r(`place.${place.of}`)
  const { region, service } = place
  if (!region && !service) return r('place.whole')
  return [
    region ? (region.region ?? r('unknown')) : r('place.all-regions'),
    service ? serviceName(service.agreementId, service.service) : r('place.all-services'),
  ].join(', ')
}

export const differenceInWords = (difference: Difference) =>
  r('difference', {
    place: placeInWords(difference),
    from: valueInWords(difference.from, difference.of),
    to: valueInWords(difference.to, difference.of),
  })
