import type { Due } from '../server/http/desk-shapes.ts'
import { locale, t } from './strings.svelte.ts'

/** A working day of the agreements: 9.00-17.00 (wlz-oco-2024 art-11). */
const WORKDAY_MINUTES = 8 * 60
const ZONE = 'Europe/Amsterdam'

type Parts = Intl.DateTimeFormatOptions

const written = (at: Date | number, parts: Parts) =>
  new Intl.DateTimeFormat(locale() === 'nl' ? 'nl-NL' : 'en-GB', { timeZone: ZONE, ...parts }).format(at)

const amount = (value: number, unit: 'minute' | 'hour' | 'day') =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value)

export function clockTime(at: string): string {
  const time = written(Date.parse(at), { hour: 'numeric', minute: '2-digit', hour12: false })
  return locale() === 'nl' ? time.replace(':', '.') : time
}

const dayOf = (at: number) => written(at, { year: 'numeric', month: '2-digit', day: '2-digit' })

/** The day as people say it: today, tomorrow, "di 24 nov". */
export function dayName(at: string, now: number): string {
  const moment = Date.parse(at)
  const day = dayOf(moment)
  if (day === dayOf(now)) return t('day.today')
  if (day === dayOf(now + 86_400_000)) return t('day.tomorrow')
  if (day === dayOf(now - 86_400_000)) return t('day.yesterday')
  const isNear = Math.abs(moment - now) < 300 * 86_400_000
  return written(moment, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(isNear ? {} : { year: 'numeric' }),
  })
}

/** "vandaag 16.00 uur" */
export function dayAndTime(at: string, now: number): string {
  return t('day.at', { day: dayName(at, now), time: clockTime(at) })
}

/** A short moment for a list: the time today, else the day. */
export function shortMoment(at: string, now: number): string {
  return dayOf(Date.parse(at)) === dayOf(now) ? clockTime(at) : dayName(at, now)
}

/** The name of a day of the week, Monday being 1. */
export function weekdayName(day: string): string {
  return written(Date.UTC(2024, 0, Number(day), 12), { weekday: 'long' })
}

/** "do 24 december 2026" for 2026-12-24 */
export function fullDay(day: string): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const
  return written(Date.parse(`${day}T12:00Z`), parts)
}

/** A time of the office hours, such as 09:00, as people read it. */
export function timeOfDay(time: string): string {
  return locale() === 'nl' ? time.replace(/^0/u, '').replace(':', '.') : time
}

/** How much of the working time is left, or by how much it is late. */
export function timeLeft(minutes: number): string {
  const size = Math.abs(minutes)
  const words =
    size < 60
      ? amount(Math.max(1, Math.floor(size)), 'minute')
      : size < WORKDAY_MINUTES
        ? amount(Math.floor(size / 60), 'hour')
        : amount(Math.floor(size / WORKDAY_MINUTES), 'day')
  if (minutes < 0) return t('due.late', { words })
  return size < WORKDAY_MINUTES ? t('due.left-hours', { words }) : t('due.left-days', { words })
}

/** The working minutes left now, of a line that was read a while ago. */
export function minutesLeft(due: Due, readAt: number, now: number, isOfficeOpen: boolean): number {
  return due.workingMinutesLeft - (isOfficeOpen ? Math.max(0, now - readAt) / 60_000 : 0)
}

const two = (value: number) => String(value).padStart(2, '0')

/** A running clock: "4:32", "1:04:09". */
export function elapsed(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000))
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
