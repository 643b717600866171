import { expect, it } from 'vitest'
import { usualDaysOff } from '../../../server/workcalendar/days-off.ts'
import { isOpen, nextOpening } from '../../../server/workcalendar/opening-hours.ts'
import { atShareOfTerm, dueAt, workingMinutesBetween } from '../../../server/workcalendar/term.ts'
import type { WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { newChance, type Chance } from '../../faults/random.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const clockFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Amsterdam',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** A minute as the clock on the wall shows it. */
type Shown = { day: string; weekday: string; clock: string }
type Stretch = { begin: number; minutes: Shown[] }

/** Around both changes of the clock, Easter, and the turn of the year. */
const stretches = ['2026-03-14', '2026-04-24', '2026-10-14', '2026-12-12'].map((first): Stretch => {
  const begin = Date.parse(`${first}T00:00Z`)
  const minutes = Array.from({ length: 40 * DAY_MINUTES }, (_, i) => shownAt(begin + i * MINUTE_MS))
  return { begin, minutes }
})

it('a walk minute by minute finds the same for calendars of every kind', () => {
  const chance = newChance()
  for (let i = 0; i < 60; i++) compare(chance, stretches[i % stretches.length]!, randomCalendar(chance))
})

function compare(chance: Chance, { begin, minutes }: Stretch, calendar: WorkCalendar) {
  const open = minutes.map((shown) => isOpenAt(shown, calendar))
  const moment = (minute: number) => new Date(begin + minute * MINUTE_MS)
  const openBetween = (from: number, to: number) => open.slice(from, to).filter(Boolean).length
  for (let i = 0; i < 12; i++) {
    const asked = chance.below(15 * DAY_MINUTES)
    const other = asked + chance.below(20 * DAY_MINUTES)
    const seen = `seed ${chance.seed}, ${moment(asked).toISOString()}, ${JSON.stringify(calendar)}`
    const working = openBetween(asked, other)
    expect(isOpen(moment(asked), calendar), seen).toBe(open[asked])
    expect(workingMinutesBetween(moment(asked), moment(other), calendar), seen).toBe(working)
    expect(workingMinutesBetween(moment(other), moment(asked), calendar) + working, seen).toBe(0)

    const share = chance.next()
    const then = atShareOfTerm(moment(asked), moment(other), share, calendar)
    const passed = openBetween(asked, Math.round((then.getTime() - begin) / MINUTE_MS))
    expect(Math.abs(passed - working * share), seen).toBeLessThanOrEqual(working === 0 ? 0 : 1)

    const opening = open.indexOf(true, asked)
    if (opening === -1) continue
    expect(nextOpening(moment(asked), calendar), seen).toEqual(moment(opening))
    const due = walkToDue(minutes, open, opening)
    if (due !== null) expect(dueAt(moment(asked), calendar), seen).toEqual(moment(due))
  }
}

/** Null when the stretch ends before, or when the night in which the clock changes lacks or doubles that time. */
function walkToDue(minutes: Shown[], open: boolean[], opening: number): number | null {
  const { day: firstDay, clock } = minutes[opening]!
  if (clock.startsWith('02')) return null
  const days = new Set<string>()
  for (let minute = opening; minute < minutes.length; minute++) {
    const { day } = minutes[minute]!
    if (open[minute] && day !== firstDay) days.add(day)
    if (days.size === 2) {
      const same = minutes.findIndex((shown) => shown.day === day && shown.clock === clock)
      const serves = open[same] || (open[same - 1] && minutes[same - 1]!.day === day)
      const due = serves ? same : open.indexOf(true, same)
      return due === -1 ? null : due
    }
  }
  return null
}

function isOpenAt({ day, weekday, clock }: Shown, calendar: WorkCalendar): boolean {
  const usual = usualDaysOff(Number(day.slice(0, 4))).has(day) && !calendar.daysOffDropped.includes(day)
  if (usual || calendar.daysOffAdded.includes(day)) return false
  const periods = calendar.hours[String(WEEKDAYS.indexOf(weekday) + 1) as '1'] ?? []
  return periods.some(([from, to]) => from <= clock && clock < to)
}

function shownAt(moment: number): Shown {
  const parts = Object.fromEntries(clockFormat.formatToParts(moment).map(({ type, value }) => [type, value]))
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    weekday: parts.weekday!,
    clock: `${parts.hour}:${parts.minute}`,
  }
}

/** Nobody opens or closes between two and three at night, when the clock changes. */
function randomCalendar(chance: Chance): WorkCalendar {
  const day = () => {
    if (chance.below(12) === 0) return [['00:00', '24:00']] as [string, string][]
    const quarters = new Set(Array.from({ length: 2 * chance.below(4) }, () => chance.below(97)))
    const times = [...quarters].filter((quarter) => quarter < 8 || quarter > 11).toSorted((a, b) => a - b)
    return Array.from({ length: Math.floor(times.length / 2) }, (_, i): [string, string] => [
      written(times[2 * i]!),
      written(times[2 * i + 1]!),
    ])
  }
  const days = chance.below(2) === 0 ? ['1', '2', '3', '4', '5'] : ['1', '3', '4', '6', '7']
  return {
    hours: Object.fromEntries(days.map((each) => [each, day()])),
    daysOffAdded: ['2026-03-30', '2026-05-08', '2026-10-26', '2026-12-24'].slice(chance.below(5)),
    daysOffDropped: ['2026-04-06', '2026-05-05', '2026-12-26', '2027-01-01'].slice(chance.below(5)),
  }
}

const written = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`
