import type { Handoff } from '../handoff/hand-off.ts'
import { calendarOfRequest } from '../handoff/reaction.ts'
import { dayAt } from '../workcalendar/amsterdam.ts'
import { daysOffBetween, usualDaysOff } from '../workcalendar/days-off.ts'
import { nextOpening, periodsOn } from '../workcalendar/opening-hours.ts'
import { dueAt } from '../workcalendar/term.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'
import type { OfficeHours } from '../../db/schema/organisations.ts'
import type { Locale } from '../texts.ts'

type Asked = Pick<Handoff, 'requestedAt' | 'dueAt' | 'calendar'>

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const

/** The hours of a calendar in one line, such as "ma–vr 9.00–17.00". */
function hoursInWords(hours: OfficeHours, locale: Locale): string {
  const days = WEEKDAYS.map((day) => ({ day, text: periodsInWords(hours[day] ?? [], locale) }))
  const runs: { first: string; last: string; text: string }[] = []
  for (const { day, text } of days) {
    const run = runs.at(-1)
    if (run?.text === text) run.last = day
    else runs.push({ first: day, last: day, text })
  }
  return runs
    .filter(({ text }) => text !== '')
    .map(({ first, last, text }) => `${daysInWords(first, last, locale)} ${text}`)
    .join('; ')
}

const periodsInWords = (periods: [string, string][], locale: Locale) =>
  periods.map((period) => period.map((time) => clock(time, locale)).join('–')).join(', ')

const clock = (time: string, locale: Locale) =>
  locale === 'nl' ? time.replace(/^0/u, '').replace(':', '.') : time.replace(/^0/u, '')

function daysInWords(first: string, last: string, locale: Locale): string {
  const name = new Intl.DateTimeFormat(locale === 'nl' ? 'nl-NL' : 'en-GB', {
    weekday: 'short',
    timeZone: 'UTC',
  })
  // 1 January 2024 was a Monday.
  const named = (day: string) => name.format(Date.UTC(2024, 0, Number(day)))
  return first === last ? named(first) : `${named(first)}–${named(last)}`
}

/** The days off in a stretch of time; `worked` are usual ones on which people of this organisation were there. */
type DaysOff = { all: string[]; added: string[]; worked: string[] }

/** What a due date and the working time since a request were computed with. */
export type Computed = { hours: string; termDays: number; daysOff: DaysOff }

/** Tells of many requests what they were computed with; what requests have in common is looked up once. */
export function calendarsInWords(locale: Locale): (asked: Asked, until: Date) => Computed {
  const calendars = new Map<string, WorkCalendar>()
  const hours = new Map<WorkCalendar, string>()
  const daysOff = new Map<string, DaysOff>()
  return (asked, until) => {
    const text = JSON.stringify(asked.calendar)
    const calendar = kept(calendars, text, () => calendarOfRequest(asked))
    const stretch = `${dayAt(asked.requestedAt.getTime())} ${dayAt(until.getTime())} ${text}`
    return {
      hours: kept(hours, calendar, () => hoursInWords(calendar.hours, locale)),
      termDays: workingDaysOfTerm(asked, calendar),
      daysOff: kept(daysOff, stretch, () => daysOffIn(asked.requestedAt, until, calendar)),
    }
  }
}

function kept<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}

function daysOffIn(from: Date, until: Date, calendar: WorkCalendar): DaysOff {
  const all = daysOffBetween(from, until, calendar)
  const usual = daysOffBetween(from, until, { ...calendar, daysOffAdded: [], daysOffDropped: [] })
  return {
    all,
    added: all.filter((day) => !usualDaysOff(Number(day.slice(0, 4))).has(day)),
    worked: usual.filter((day) => !all.includes(day)),
  }
}

const USUAL_TERM = 2

/** Two (wlz-oco-2024 art-11), or fewer where somebody who waited already kept the date that he was promised. */
function workingDaysOfTerm({ requestedAt, dueAt: due }: Asked, calendar: WorkCalendar): number {
  if (dueAt(requestedAt, calendar, USUAL_TERM).getTime() === due.getTime()) return USUAL_TERM
  const begin = nextOpening(requestedAt, calendar)
  const first = dayAt((begin ?? requestedAt).getTime()) + 1
  const days = Math.max(0, dayAt(due.getTime()) - first + 1)
  const open = Array.from({ length: days }, (_, i) => periodsOn(first + i, calendar))
  return open.filter(({ length }) => length > 0).length
}
