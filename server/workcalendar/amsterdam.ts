import { TZDate } from '@date-fns/tz'

export const AMSTERDAM = 'Europe/Amsterdam'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A day in Amsterdam, as the number of days since 1-1-1970. */
export type DayNumber = number

const midnights = new Map<DayNumber, number>()

/** The day in Amsterdam at a moment. */
export function dayAt(moment: number): DayNumber {
  const day = Math.floor((moment + HOUR_MS) / DAY_MS)
  // In summer Amsterdam is a second hour ahead.
  return moment < midnight(day + 1) ? day : day + 1
}

/** As 2026-11-22. */
export const written = (day: DayNumber) => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** From 1 (Monday) to 7 (Sunday); 1-1-1970 was a Thursday. */
export const weekdayOf = (day: DayNumber) => ((((day + 3) % 7) + 7) % 7) + 1

/** The moment at which the clock in Amsterdam shows so many milliseconds since midnight. */
export function momentAt(day: DayNumber, clock: number): number {
  return isWhole(day) ? midnight(day) + clock : onChangingClock(day, clock)
}

/** What the clock in Amsterdam shows at a moment of that day, in milliseconds since midnight. */
export function clockAt(day: DayNumber, moment: number): number {
  if (isWhole(day)) return moment - midnight(day)
  const shown = new TZDate(moment, AMSTERDAM)
  return shown.getHours() * HOUR_MS + (moment % HOUR_MS)
}

/** A day of 24 hours: all but the two in a year on which the clock changes. */
const isWhole = (day: DayNumber) => midnight(day + 1) - midnight(day) === DAY_MS

function midnight(day: DayNumber): number {
  const known = midnights.get(day)
  if (known !== undefined) return known
  const moment = onChangingClock(day, 0)
  midnights.set(day, moment)
  return moment
}

function onChangingClock(day: DayNumber, clock: number): number {
  const date = new Date(day * DAY_MS)
  const [year, month, ofMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  const hour = Math.floor(clock / HOUR_MS)
  return new TZDate(year, month, ofMonth, hour, 0, 0, AMSTERDAM).getTime() + (clock % HOUR_MS)
}
