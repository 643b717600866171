import { clockAt, dayAt, momentAt } from './amsterdam.ts'
import { neverOpen, nextOpening, periodsFrom, periodsOn } from './opening-hours.ts'
import type { WorkCalendar } from './work-calendar.ts'

const MINUTE_MS = 60_000

/**
 * When a person has to have reacted: at the same clock time so many working days later, counted from the next
 * opening when it is asked outside office hours (wlz-oco-2024 art-11). In whole minutes, as it is told in words.
 * When nobody is there at that clock time, for a break or a shorter day, it is the next opening after it.
 */
export function dueAt(requestedAt: Date, calendar: WorkCalendar, workingDays = 2): Date {
  const begin = nextOpening(requestedAt, calendar)
  if (!begin) throw neverOpen()
  const beginDay = dayAt(begin.getTime())
  const clock = clockAt(beginDay, begin.getTime())
  let day = beginDay
  for (let counted = 0; counted < workingDays;) {
    day += 1
    if (periodsOn(day, calendar).length > 0) counted += 1
  }
  const due = Math.floor(momentAt(day, clock) / MINUTE_MS) * MINUTE_MS
  // The very moment of closing still serves.
  if (periodsOn(day, calendar).some(([, to]) => to === due)) return new Date(due)
  return nextOpening(new Date(due), calendar)!
}

/** Minutes in which people are there, with fractions; below zero when `to` is the earlier. */
export function workingMinutesBetween(from: Date, to: Date, calendar: WorkCalendar): number {
  if (to < from) return -workingMinutesBetween(to, from, calendar)
  return workingMsBetween(from.getTime(), to.getTime(), calendar) / MINUTE_MS
}

/** The moment at which that share, from 0 to 1, of the working time between the two has passed. */
export function atShareOfTerm(requestedAt: Date, due: Date, share: number, calendar: WorkCalendar): Date {
  const [begin, end] = [requestedAt.getTime(), due.getTime()]
  let left = workingMsBetween(begin, end, calendar) * share
  for (const [opens, closes] of periodsFrom(begin, calendar)) {
    const [from, to] = [Math.max(opens, begin), Math.min(closes, end)]
    if (from >= to) break
    if (left <= to - from) return new Date(from + Math.round(left))
    left -= to - from
  }
  return due
}

function workingMsBetween(from: number, to: number, calendar: WorkCalendar): number {
  let sum = 0
  const last = dayAt(to)
  for (let day = dayAt(from); day <= last; day++) {
    for (const [opens, closes] of periodsOn(day, calendar)) {
      sum += Math.max(0, Math.min(closes, to) - Math.max(opens, from))
    }
  }
  return sum
}
