import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpen, nextOpening } from '../../../server/workcalendar/opening-hours.ts'
import { atShareOfTerm, dueAt, workingMinutesBetween } from '../../../server/workcalendar/term.ts'
import type { WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

const clockOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Up to three periods with breaks between them; they may touch, and may last until midnight. */
const hoursOfDay = fc
  .uniqueArray(fc.integer({ min: 0, max: DAY_MINUTES }), { maxLength: 6 })
  .map((minutes) => minutes.toSorted((a, b) => a - b))
  .map((minutes) =>
    Array.from({ length: Math.floor(minutes.length / 2) }, (_, i): [string, string] => [
      clockOf(minutes[2 * i]!),
      clockOf(minutes[2 * i + 1]!),
    ]),
  )

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const

/** Around both changes of the clock, Easter, and the turn of the year. */
const NEAR = `2026-03-27 2026-03-29 2026-03-30 2026-04-03 2026-04-06 2026-05-05 2026-10-23 2026-10-25 2026-10-26
  2026-12-24 2026-12-25 2026-12-28 2027-01-01 2027-01-04`
const day = fc.constantFrom(...NEAR.split(/\s+/u))
const days = fc.uniqueArray(day, { maxLength: 5 })

const calendars: fc.Arbitrary<WorkCalendar> = fc
  .record({
    hours: fc.record(Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, hoursOfDay])), {
      requiredKeys: [],
    }),
    daysOffAdded: days,
    daysOffDropped: days,
  })
  .filter(({ hours }) => Object.values(hours).some((periods) => periods!.length > 0))

/** To the millisecond, within days of what makes days differ. */
const moments = fc
  .tuple(day, fc.integer({ min: -5 * DAY_MINUTES * MINUTE_MS, max: 5 * DAY_MINUTES * MINUTE_MS }))
  .map(([near, away]) => new Date(Date.parse(`${near}T12:00Z`) + away))

const inOrder = (...all: Date[]) => all.toSorted((a, b) => a.getTime() - b.getTime())
const earliest = (all: Date[]) => inOrder(...all)[0]!

const SHARES = [0, 0.25, 0.5, 0.8, 0.95, 1]

describe('working time, whatever the hours and the days off', () => {
  it('adds up over any moment in between, and never runs backwards', () => {
    fc.assert(
      fc.property(calendars, moments, moments, moments, (calendar, ...any) => {
        const [first, between, last] = inOrder(...any) as [Date, Date, Date]
        const whole = workingMinutesBetween(first, last, calendar)
        const parts =
          workingMinutesBetween(first, between, calendar) + workingMinutesBetween(between, last, calendar)
        expect(parts).toBeCloseTo(whole, 6)
        expect(workingMinutesBetween(first, between, calendar)).toBeLessThanOrEqual(whole + 1e-9)
        expect(workingMinutesBetween(last, first, calendar)).toBeCloseTo(-whole, 6)
      }),
    )
  })

  it('is never more than the time that passed, and none at all while it is closed', () => {
    fc.assert(
      fc.property(calendars, moments, moments, (calendar, ...any) => {
        const [from, to] = inOrder(...any) as [Date, Date]
        const passed = (to.getTime() - from.getTime()) / MINUTE_MS
        expect(workingMinutesBetween(from, to, calendar)).toBeGreaterThanOrEqual(0)
        expect(workingMinutesBetween(from, to, calendar)).toBeLessThanOrEqual(passed + 1e-9)
        const opening = nextOpening(from, calendar)!
        expect(workingMinutesBetween(from, earliest([opening, to]), calendar)).toBe(0)
        if (isOpen(from, calendar) && passed > 0)
          expect(workingMinutesBetween(from, to, calendar)).toBeGreaterThan(0)
      }),
    )
  })
})

describe('the promised moment, whatever the hours and the days off', () => {
  it('is at a time when somebody is there, or at the very moment of closing', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, asked) => {
        const due = dueAt(asked, calendar)
        const justBefore = new Date(due.getTime() - 1)
        expect(isOpen(due, calendar) || isOpen(justBefore, calendar)).toBe(true)
        expect(due.getTime() % MINUTE_MS).toBe(0)
      }),
    )
  })

  it('lies after the opening at which the term begins', () => {
    fc.assert(
      fc.property(calendars, moments, fc.integer({ min: 1, max: 4 }), (calendar, asked, workingDays) => {
        const begin = nextOpening(asked, calendar)!
        const due = dueAt(asked, calendar, workingDays)
        expect(due.getTime()).toBeGreaterThan(begin.getTime())
        expect(dueAt(begin, calendar, workingDays)).toEqual(due)
      }),
    )
  })

  it('is no earlier for who asks later, nor for a longer term', () => {
    fc.assert(
      fc.property(calendars, moments, moments, (calendar, ...any) => {
        const [first, second] = inOrder(...any) as [Date, Date]
        expect(dueAt(first, calendar).getTime()).toBeLessThanOrEqual(dueAt(second, calendar).getTime())
        expect(dueAt(first, calendar).getTime()).toBeLessThanOrEqual(dueAt(first, calendar, 3).getTime())
      }),
    )
  })

  it('is on the second day after it began on which anybody is there, unless nobody is there any more at that time', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, asked) => {
        const begin = nextOpening(asked, calendar)!
        const due = dueAt(asked, calendar)
        const openDays = daysWithWork(begin, due, calendar)
        expect(openDays).toBeGreaterThanOrEqual(2)
        if (openDays > 2) expect(nextOpening(new Date(due.getTime() - MINUTE_MS), calendar)).toEqual(due)
      }),
    )
  })

  it('no day off that is added brings it forward, and none that is dropped puts it off', () => {
    fc.assert(
      fc.property(calendars, moments, day, (calendar, asked, extra) => {
        const more = { ...calendar, daysOffAdded: [...calendar.daysOffAdded, extra] }
        const fewer = { ...calendar, daysOffDropped: [...calendar.daysOffDropped, extra] }
        const usual = dayCount(dueAt(asked, calendar))
        expect(dayCount(dueAt(asked, more))).toBeGreaterThanOrEqual(usual)
        expect(dayCount(dueAt(asked, fewer))).toBeLessThanOrEqual(usual)
      }),
    )
  })
})

describe('a share of the term, whatever the hours and the days off', () => {
  it('has passed when that share of its working time has', () => {
    fc.assert(
      fc.property(calendars, moments, fc.constantFrom(...SHARES), (calendar, asked, share) => {
        const due = dueAt(asked, calendar)
        const whole = workingMinutesBetween(asked, due, calendar)
        const at = atShareOfTerm(asked, due, share, calendar)
        // A moment holds whole milliseconds.
        expect(workingMinutesBetween(asked, at, calendar)).toBeCloseTo(whole * share, 4)
        expect(at.getTime()).toBeGreaterThanOrEqual(asked.getTime())
        expect(at.getTime()).toBeLessThanOrEqual(due.getTime())
      }),
    )
  })

  it('comes no earlier for a larger share', () => {
    fc.assert(
      fc.property(calendars, moments, (calendar, asked) => {
        const due = dueAt(asked, calendar)
        const all = SHARES.map((share) => atShareOfTerm(asked, due, share, calendar).getTime())
        expect(all).toEqual(all.toSorted((a, b) => a - b))
      }),
    )
  })
})

const amsterdam = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' })
const dayCount = (moment: Date) => Date.parse(amsterdam.format(moment)) / (DAY_MINUTES * MINUTE_MS)

/** On how many days after that of the first moment, until that of the second, anybody is there. */
function daysWithWork(from: Date, to: Date, calendar: WorkCalendar): number {
  const [first, last] = [dayCount(from), dayCount(to)]
  return Array.from({ length: last - first }, (_, i) => first + 1 + i).filter((each) => {
    const date = new Date(each * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10)
    // From well before its midnight to well after: any working time there is of this day is in it.
    const opening = nextOpening(new Date(Date.parse(`${date}T00:00Z`) - 2 * 60 * MINUTE_MS), calendar)
    return opening !== null && openingsOn(date, calendar)
  }).length
}

function openingsOn(date: string, calendar: WorkCalendar): boolean {
  for (let at = Date.parse(`${date}T00:00Z`) - 120 * MINUTE_MS; ;) {
    const opening = nextOpening(new Date(at), calendar)
    if (!opening || amsterdam.format(opening) > date) return false
    if (amsterdam.format(opening) === date) return true
    at = opening.getTime() + MINUTE_MS
  }
}
