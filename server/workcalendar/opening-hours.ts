import type { OfficeHours } from '../../db/schema/organisations.ts'
import { AppError } from '../app-error.ts'
import { dayAt, momentAt, weekdayOf, written, type DayNumber } from './amsterdam.ts'
import { isDayOff } from './days-off.ts'
import type { WorkCalendar } from './work-calendar.ts'

/** From opening to closing, in milliseconds since 1970; at the moment of closing it is closed. */
export type Period = readonly [from: number, to: number]

/** With any hours at all an organisation opens long before; without, the search has to end. */
const MOST_DAYS_CLOSED = 3_660

const MINUTE_MS = 60_000
const kept = new WeakMap<WorkCalendar, Map<DayNumber, Period[]>>()

export const neverOpen = () => new AppError('workcalendar.never_open')

/** When people are there on that day, in order; on a day off never. */
export function periodsOn(day: DayNumber, calendar: WorkCalendar): Period[] {
  const days = kept.get(calendar) ?? new Map<DayNumber, Period[]>()
  kept.set(calendar, days)
  const known = days.get(day)
  if (known) return known
  const periods = computedPeriods(day, calendar)
  days.set(day, periods)
  return periods
}

/** Every period that ends after the moment, in order; a period that is under way is given whole. */
export function* periodsFrom(moment: number, calendar: WorkCalendar): Generator<Period> {
  const first = dayAt(moment)
  let lastOpen = first
  for (let day = first; day < lastOpen + MOST_DAYS_CLOSED; day++) {
    for (const period of periodsOn(day, calendar)) {
      lastOpen = day
      if (period[1] > moment) yield period
    }
  }
}

export function isOpen(now: Date, calendar: WorkCalendar): boolean {
  const moment = now.getTime()
  return periodsOn(dayAt(moment), calendar).some(([from, to]) => from <= moment && moment < to)
}

/** The moment itself when it is open then, else the next opening; null for hours that never open. */
export function nextOpening(now: Date, calendar: WorkCalendar): Date | null {
  for (const [from] of periodsFrom(now.getTime(), calendar)) return new Date(Math.max(from, now.getTime()))
  return null
}

function computedPeriods(day: DayNumber, calendar: WorkCalendar): Period[] {
  const periods = hoursOf(calendar.hours, weekdayOf(day))
  if (periods.length === 0 || isDayOff(written(day), calendar)) return []
  return periods
    .map(([from, to]) => [momentAt(day, clock(from)), momentAt(day, clock(to))] as const)
    .filter(([from, to]) => from < to)
    .toSorted(([a], [b]) => a - b)
}

const hoursOf = (hours: OfficeHours, weekday: number) => hours[String(weekday) as keyof OfficeHours] ?? []

/** "13:30" in milliseconds since midnight; "24:00" is the end of the day. */
function clock(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return (hour! * 60 + minute!) * MINUTE_MS
}
