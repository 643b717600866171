import type { Span } from './personal-numbers.ts'
import { TELEPHONE } from './telephone.ts'

/** The end of another number, of which noughts after it may be a part. */
const BEHIND_DIGITS = /\d[ ./-]$/u

const HOUR = String.raw`(?:[01]?\d|2[0-4])`
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`
const MONTH = String.raw`(?:0?[1-9]|1[0-2])`
const YEAR = String.raw`(?:19|20)\d{2}`
/** What begins or ends in a longer chain of digits is read with all of that chain. */
const ALONE = String.raw`(?<!\d[.:/-]?)`
const WHOLE = String.raw`(?![.:/-]?\d)`
const BETWEEN = String.raw`\D{1,3}`
/** Unlike what stands within a time or a day, so that a chain of equal groups is none. */
const FROM_TO = String.raw`(?:\s{1,2}|\s?[-–—/,+&]\s?)`

const CLOCK = String.raw`${HOUR}(?::[0-5]\d){1,2}`
const DOTTED = String.raw`${HOUR}\.[0-5]\d`
const SHORT_DAY = String.raw`${DAY}(?:/${MONTH}|-${MONTH})`
const AMOUNT = String.raw`(?:\d{1,3}\.\d{3}|\d{1,2}(?:\.\d{3}){2}|\d{1,7})(?:,(?:\d{2}|-))?`

/** Ways of writing that say of digits that they are something else than a personal number. */
const READINGS = [
  `${ALONE}${CLOCK}${WHOLE}`,
  String.raw`${ALONE}${CLOCK}\s?[-–—/]\s?${CLOCK}${WHOLE}`,
  `${ALONE}${DOTTED}${FROM_TO}${DOTTED}${WHOLE}`,
  // A day, with the time on it or another day behind it.
  String.raw`${ALONE}${DAY}([-/.])${MONTH}\1\d{2}${WHOLE}`,
  `${ALONE}${DAY}${BETWEEN}${MONTH}${BETWEEN}${YEAR}(?!\\d)`,
  `${ALONE}${YEAR}${BETWEEN}${MONTH}${BETWEEN}${DAY}(?!\\d)`,
  String.raw`${ALONE}${SHORT_DAY}${FROM_TO}(?:${CLOCK}|${DOTTED})(?:\s?[-–—/]\s?(?:${CLOCK}|${DOTTED}))?${WHOLE}`,
  String.raw`${ALONE}${DAY}/${MONTH}(?:\s{1,2}|\s?[-–—,+&]\s?)${DAY}/${MONTH}${WHOLE}`,
  String.raw`${ALONE}${DAY}-${MONTH}(?:\s{1,2}|\s?[/,+&]\s?|\s-\s)${DAY}-${MONTH}${WHOLE}`,
  `${ALONE}${YEAR}${BETWEEN}${YEAR}${WHOLE}`,
  `${ALONE}${YEAR}[-/](?:0[1-9]|1[0-2])${WHOLE}`,
  // Numbers that an administration hands out are named as such, or begin with their year.
  String.raw`#\d{5,7}(?!\d)`,
  String.raw`(?<![\d.:/-])${YEAR}[-/]\d{4,6}${WHOLE}`,
  String.raw`€\s?${AMOUNT}(?:\s?[-–—/]\s?${AMOUNT})?(?![.,]?\d)`,
  String.raw`(?<!\d[.,]?)\d{1,3}(?:\.\d{3}){0,2},\d{2}(?![.,]?\d)`,
  String.raw`(?<!\d[.,]?)${AMOUNT}(?:\s?[-–—/]\s?${AMOUNT})?\s?(?:euro|eur)(?!\p{L})`,
  String.raw`(?<!\d[^\p{L}\p{N},]{0,3})[1-9]\d{3}\s?[A-Z]{2}(?![\p{L}\d])`,
].map((each) => new RegExp(each, 'gu'))

/** Where telephone numbers, times, days, amounts and the like stand. */
export function otherNumbersIn(text: string): Span[] {
  const telephones = spansOf(TELEPHONE, text).filter(
    ({ from }) =>
      !text.startsWith('00', from) || !BEHIND_DIGITS.test(text.slice(Math.max(0, from - 2), from)),
  )
  return [...telephones, ...READINGS.flatMap((reading) => spansOf(reading, text))].toSorted(
    (one, other) => one.from - other.from,
  )
}

const spansOf = (reading: RegExp, text: string) =>
  Array.from(text.matchAll(reading), ({ 0: found, index }): Span => ({
    from: index,
    to: index + found.length,
  }))

/** Whether eight digits read as a real day of our time: ddmmjjjj or jjjjmmdd. */
export function readsAsDay(digits: string): boolean {
  const [, day, month, year] = /^(\d{2})(\d{2})(\d{4})$/u.exec(digits) ?? []
  const [, otherYear, otherMonth, otherDay] = /^(\d{4})(\d{2})(\d{2})$/u.exec(digits) ?? []
  return (
    isDay(Number(year), Number(month), Number(day)) ||
    isDay(Number(otherYear), Number(otherMonth), Number(otherDay))
  )
}

function isDay(year: number, month: number, day: number): boolean {
  if (!(year >= 1900 && year <= 2100)) return false
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
