import { fold, wordsOf } from '../answers/words.ts'

/** What in a text may lead to a person (wlz-oco-2021 bijlage-5-art-8: at first without a name). */
export type Trail = 'name' | 'birth_date' | 'phone' | 'email'
export type Found = { at: string; what: Trail }

/** Of whom a text must not tell who he is, as far as he is known. */
export type Person = { names: string[]; birthDate: string | null }

const EMAIL = /[^\s@<>"]+@[^\s@<>"]+\.\p{L}{2,}/u
const PHONE = /(?<![\d€])(?:\+\d{2}|00\d{2}|0)(?:[\s().-]{0,3}\d){8,9}(?!\d)/u
const DATE = /(?<!\d)(\d{1,4})[\s./-]{1,3}(\d{1,2}|\p{L}{3,9})[\s./-]{1,3}(\d{4}|\d{2})(?!\d)/gu
const BORN = /\b(?:geb\.?|geboren|geboortedatum|born)\b/iu
const BORN_WITHIN = 30

const MONTHS = ['jan', 'feb', 'mrt', 'apr', 'mei', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dec']
const OTHER_MONTHS: Record<string, number> = { maa: 3, mar: 3, may: 5, oct: 10 }

/** Words of a name that stand in many a sentence too. */
const PREFIXES = new Set(
  'van de der den het te ten ter in op aan bij von la le el al ben da di du'.split(' '),
)
const SHORTEST_NAME = 3

/** What may lead to a person in each of these texts, by the name of its place. A warning: it cannot be sure. */
export function leadsToPerson(texts: Record<string, string>, person: Person | null): Found[] {
  return Object.entries(texts).flatMap(([at, text]) => trailsIn(text, person).map((what) => ({ at, what })))
}

/** The text without what in it leads to this person. */
export function withoutPerson(text: string, person: Person): string {
  const names = new Set(person.names.flatMap(nameWords))
  return text
    .replaceAll(new RegExp(EMAIL, 'gu'), HIDDEN)
    .replaceAll(new RegExp(PHONE, 'gu'), HIDDEN)
    .replaceAll(DATE, (...found) => {
      const [written, first, middle, last] = found as [string, string, string, string]
      return person.birthDate && isDay(person.birthDate, [written, first, middle, last]) ? HIDDEN : written
    })
    .replaceAll(/[\p{L}\p{M}']+/gu, (word) =>
      wordsOf(word).some(({ text: plain }) => names.has(plain)) ? HIDDEN : word,
    )
}

const HIDDEN = '•••'

function trailsIn(text: string, person: Person | null): Trail[] {
  const names = person?.names.flatMap(nameWords) ?? []
  const words = new Set(wordsOf(text.replaceAll('-', ' ')).map((word) => word.text))
  return [
    ...(names.some((name) => words.has(name)) ? (['name'] as const) : []),
    ...(tellsBirthDate(text, person) ? (['birth_date'] as const) : []),
    ...(PHONE.test(text) ? (['phone'] as const) : []),
    ...(EMAIL.test(text) ? (['email'] as const) : []),
  ]
}

function nameWords(name: string): string[] {
  return wordsOf(name.replaceAll('-', ' '))
    .map(({ text }) => text)
    .filter((word) => word.length >= SHORTEST_NAME && !PREFIXES.has(word))
}

function tellsBirthDate(text: string, person: Person | null): boolean {
  return [...text.matchAll(DATE)].some((found) => {
    if (person?.birthDate && isDay(person.birthDate, found)) return true
    return BORN.test(text.slice(Math.max(0, found.index - BORN_WITHIN), found.index))
  })
}

/** Whether what was found writes this day: 12-3-1950, 12/03/50, 12 maart 1950, 1950-03-12. */
function isDay(day: string, [, first, middle, last]: readonly string[]): boolean {
  const [year, month, date] = day.split('-').map(Number)
  const isReversed = first!.length === 4
  const [writtenYear, writtenDate] = isReversed ? [first!, last!] : [last!, first!]
  const sameYear = Number(writtenYear) === (writtenYear.length === 4 ? year : year! % 100)
  return sameYear && Number(writtenDate) === date && monthIn(middle!) === month
}

function monthIn(written: string): number {
  if (/^\d/u.test(written)) return Number(written)
  const start = fold(written).slice(0, 3)
  return OTHER_MONTHS[start] ?? MONTHS.indexOf(start) + 1
}
