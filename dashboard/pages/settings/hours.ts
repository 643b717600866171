import type { WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'

type Hours = WorkCalendar['hours']

export const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const
export const WORKING_DAYS = WEEKDAYS.slice(0, 5)
/** What the server takes of one day. */
export const MOST_PERIODS = 6

export type Weekday = (typeof WEEKDAYS)[number]
export type Period = { from: string; to: string }
export type Week = Record<Weekday, Period[]>

/** The end of a day is 24:00, which a field for a time cannot say. */
const inField = (time: string) => (time === '24:00' ? '00:00' : time)
const asEnd = (time: string) => (time === '00:00' ? '24:00' : time)

/** The hours as they are filled in. */
export function weekOf(hours: Hours): Week {
  const days = WEEKDAYS.map((day) => [
    day,
    (hours[day] ?? []).map(([from, to]) => ({ from, to: inField(to) })),
  ])
  return Object.fromEntries(days) as Week
}

/** What was filled in as the server wants it, each day in order. */
export function hoursOf(week: Week): Hours {
  const days = WEEKDAYS.map((day) => [
    day,
    week[day]
      .map(({ from, to }): [string, string] => [from, asEnd(to)])
      .toSorted(([a], [b]) => a.localeCompare(b)),
  ])
  return Object.fromEntries(days)
}

/** The days with a period that misses a time, ends before it begins or overlaps another. */
export function wrongDays(hours: Hours): Weekday[] {
  return WEEKDAYS.filter((day) =>
    (hours[day] ?? []).some(([from, to], i, periods) => {
      const endBefore = periods[i - 1]?.[1] ?? ''
      return from === '' || to <= from || from < endBefore
    }),
  )
}
