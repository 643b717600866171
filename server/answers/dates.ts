import { fold } from './words.ts'

const MONTHS =
  'januari februari maart april mei juni juli augustus september oktober november december'.split(' ')
const WEEKDAYS = 'zondag maandag dinsdag woensdag donderdag vrijdag zaterdag'.split(' ')
const DAY_MS = 86_400_000

const MONTH_NAMES = MONTHS.map((month) =>
  month === 'maart' ? 'maart|mrt' : `${month}|${month.slice(0, 3)}`,
).join('|')
const WRITTEN = new RegExp(
  `(?<!per )\\b(\\d{1,2})(?:e|de|ste)?\\s+(${MONTH_NAMES})\\b\\.?(?:\\s+(\\d{4})\\b)?`,
  'u',
)
/** "24/7" is no date: with a slash the year must be there. */
const IN_DIGITS = /(?<!per )\b(\d{1,2})(?:-(\d{1,2})(?:-(\d{4}|\d{2}))?|\/(\d{1,2})\/(\d{4}|\d{2}))\b/u
const NAMED_DAYS: Record<string, number> = {
  eergisteren: -2,
  gisteren: -1,
  gister: -1,
  vandaag: 0,
  morgen: 1,
  overmorgen: 2,
}

/** A day as 2026-11-22. */
export type Day = string

/**
 * The one day that a Dutch message names: "1 maart", "1-3-2027", "morgen", "donderdag" (the coming one), or null
 * when it names none or more.
 * Without a year the day nearest to today is meant. "Per 1 maart" names an end, not a day to count from.
 */
export function dayIn(text: string, today: Day): Day | null {
  const folded = fold(text)
  const found = new Set([...datesIn(folded, today), ...namedDaysIn(folded, today)])
  const [day] = found
  return found.size === 1 && day !== undefined ? day : null
}

/** The day so many days later, or earlier when the number is negative. */
export function daysFrom(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

function datesIn(folded: string, today: Day): Day[] {
  const days: Day[] = []
  for (const match of folded.matchAll(new RegExp(WRITTEN, 'gu'))) {
    const month = MONTHS.findIndex((name) => name.startsWith(match[2]!.slice(0, 3).replace('mrt', 'maa'))) + 1
    days.push(...dayOf(Number(match[1]), month, match[3], today))
  }
  for (const match of folded.matchAll(new RegExp(IN_DIGITS, 'gu'))) {
    days.push(...dayOf(Number(match[1]), Number(match[2] ?? match[4]), match[3] ?? match[5], today))
  }
  return days
}

/** Nobody counts from a day before he can have been born, nor from one that no clock here reaches. */
const FIRST_YEAR = 1900
const LAST_YEAR = 2200

/** Nothing for a day that does not exist, such as 30 February. */
function dayOf(day: number, month: number, year: string | undefined, today: Day): Day[] {
  const thisYear = Number(today.slice(0, 4))
  const years = year ? [Number(year.padStart(4, '20'))] : [thisYear - 1, thisYear, thisYear + 1]
  return years
    .filter((each) => each >= FIRST_YEAR && each <= LAST_YEAR)
    .map((each) => new Date(Date.UTC(each, month - 1, day)))
    .filter((date) => date.getUTCMonth() === month - 1 && date.getUTCDate() === day)
    .toSorted((a, b) => distance(a, today) - distance(b, today))
    .slice(0, 1)
    .map((date) => date.toISOString().slice(0, 10))
}

const distance = (date: Date, today: Day) => Math.abs(date.getTime() - Date.parse(today))

function namedDaysIn(folded: string, today: Day): Day[] {
  const weekday = new Date(Date.parse(today)).getUTCDay()
  if (/\b(?:afgelopen|vorige|volgende)\b/u.test(folded)) return []
  return folded.split(/[^\p{L}]+/u).flatMap((word) => {
    const offset = NAMED_DAYS[word]
    if (offset !== undefined) return [daysFrom(today, offset)]
    const named = WEEKDAYS.indexOf(word)
    return named === -1 ? [] : [daysFrom(today, ((named - weekday + 6) % 7) + 1)]
  })
}

const inWords = new Intl.DateTimeFormat('nl-NL', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** A day as people say it: "dinsdag 24 november 2026". */
export function dayInWords(day: Day): string {
  return inWords.format(new Date(day))
}
