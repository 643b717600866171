import Holidays from 'date-holidays'
import { dayAt, written } from './amsterdam.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** By rule and not by type, since the package files Good Friday and 5 May under "school". */
const RULES = [
  '01-01',
  'easter -2',
  'easter 1',
  '04-27 if sunday then previous saturday since 2014',
  '05-05',
  'easter 39',
  'easter 50',
  '12-25',
  '12-26',
]

/** Days that a royal decree made equal to a day off (article 3, second paragraph, of the Algemene termijnenwet). */
const EQUATED = ['2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26']

const dutch = new Holidays('NL')
const byYear = new Map<number, ReadonlySet<string>>()

/** The days off of a year that every organisation has, such as 2026-04-03. */
export function usualDaysOff(year: number): ReadonlySet<string> {
  const known = byYear.get(year)
  if (known) return known
  const days = new Set([
    ...dutch
      .getHolidays(year)
      .filter(({ rule }) => RULES.includes(rule))
      .map(({ date }) => date.slice(0, 10)),
    ...EQUATED.filter((day) => day.startsWith(`${year}-`)),
  ])
  if (days.size < RULES.length) throw new Error(`date-holidays no longer has all days off of ${year}`)
  byYear.set(year, days)
  return days
}

/** Whether an organisation has this day off; a day that it both added and dropped is off. */
export function isDayOff(day: string, { daysOffAdded, daysOffDropped }: WorkCalendar): boolean {
  if (daysOffAdded.includes(day)) return true
  return usualDaysOff(Number(day.slice(0, 4))).has(day) && !daysOffDropped.includes(day)
}

/** The days off from one moment to another, such as 2026-04-03: what a due date was computed with. */
export function daysOffBetween(from: Date, to: Date, calendar: WorkCalendar): string[] {
  const [first, last] = [dayAt(from.getTime()), dayAt(to.getTime())]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => written(first + i)).filter((day) =>
    isDayOff(day, calendar),
  )
}
