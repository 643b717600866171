import { TZDate } from '@date-fns/tz'

const ZONE = 'Europe/Amsterdam'
const OPENING_HOUR = 9
const HOUR_MS = 3_600_000
const MONDAY = 1

/** The moments that are mostly meant by "later", soonest first; none is there twice. */
export function presetsFrom(now: Date) {
  const hour = new Date(now.getTime() + HOUR_MS)
  const workday = opening(now, 1)
  while (workday.getDay() === 0 || workday.getDay() === 6) workday.setDate(workday.getDate() + 1)
  const week = opening(now, (MONDAY + 7 - new TZDate(now, ZONE).getDay()) % 7 || 7)
  return { hour, workday, ...(week.getTime() !== workday.getTime() && { week }) }
}

function opening(from: Date, daysLater: number): TZDate {
  const at = new TZDate(from, ZONE)
  at.setDate(at.getDate() + daysLater)
  at.setHours(OPENING_HOUR, 0, 0, 0)
  return at
}

/** As a field for a day and time wants it, in the time of the office. */
export function fieldValue(at: Date): string {
  return new TZDate(at, ZONE).toISOString().slice(0, 16)
}

/** The moment that stands in such a field; null when it is not whole. */
export function momentIn(value: string): Date | null {
  const [year, month, day, hour, minute] = value.split(/\D/u).map(Number)
  if (minute === undefined) return null
  return new Date(new TZDate(year!, month! - 1, day!, hour!, minute, ZONE).getTime())
}
