import { workingMinutesBetween } from '../workcalendar/term.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'

/** How much is left of the term in which a person has to react. */
export type Due = {
  at: string
  /** Working minutes left until then; below zero when it is late. */
  workingMinutesLeft: number
  state: 'fine' | 'half' | 'most' | 'late'
}

/** The term is two working days (wlz-oco-2024 art-11). */
const WORKING_DAYS = 2
const HALF_LEFT = 0.5
const LITTLE_LEFT = 0.2

export function dueState(dueAt: Date | null, now: Date, calendar: WorkCalendar): Due | null {
  if (!dueAt) return null
  const left = workingMinutesBetween(now, dueAt, calendar)
  const share = left / (WORKING_DAYS * minutesOfDay(calendar))
  const state = now > dueAt ? 'late' : share <= LITTLE_LEFT ? 'most' : share <= HALF_LEFT ? 'half' : 'fine'
  return { at: dueAt.toISOString(), workingMinutesLeft: Math.round(left), state }
}

/** How long people are there on a working day, on average. */
function minutesOfDay({ hours }: WorkCalendar): number {
  const days = Object.values(hours).filter((periods) => periods.length > 0)
  const minutes = days.flat().reduce((sum, [from, to]) => sum + minuteOf(to) - minuteOf(from), 0)
  return minutes / Math.max(1, days.length)
}

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return 60 * hours + minutes
}
