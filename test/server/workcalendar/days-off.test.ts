import { expect, it } from 'vitest'
import { daysOffBetween, isDayOff, usualDaysOff } from '../../../server/workcalendar/days-off.ts'
import { usualCalendar } from '../../../server/workcalendar/work-calendar.ts'

const YEARS = Array.from({ length: 12 }, (_, i) => 2024 + i)

it.each([
  [2024, '01-01 03-29 04-01 04-27 05-05 05-09 05-20 12-25 12-26'],
  [2025, '01-01 04-18 04-21 04-26 05-05 05-29 06-09 12-25 12-26'],
  [2026, '01-01 01-02 04-03 04-06 04-27 05-05 05-14 05-15 05-25 12-25 12-26'],
  [2027, '01-01 03-26 03-29 04-27 05-05 05-06 05-07 05-17 12-25 12-26'],
  [2028, '01-01 04-14 04-17 04-27 04-28 05-05 05-25 05-26 06-05 12-25 12-26'],
])('the days off of %s are known', (year, days) => {
  expect([...usualDaysOff(year)].toSorted()).toEqual(days.split(' ').map((day) => `${year}-${day}`))
})

it.each(YEARS)('in %s the days that move with Easter fall where the church has them', (year) => {
  for (const offset of [-2, 1, 39, 50]) expect(usualDaysOff(year)).toContain(fromEaster(year, offset))
})

it.each(YEARS)('in %s King’s Day is on 27 April, or on the 26th when that is a Sunday', (year) => {
  const isSunday = new Date(`${year}-04-27`).getUTCDay() === 0
  expect(usualDaysOff(year).has(`${year}-04-26`)).toBe(isSunday)
  expect(usualDaysOff(year).has(`${year}-04-27`)).toBe(!isSunday)
})

it.each(YEARS)(
  'in %s Easter Sunday, Remembrance Day, Sinterklaas and New Year’s Eve are no days off',
  (year) => {
    const days = usualDaysOff(year)
    for (const day of ['05-04', '12-05', '12-31']) expect(days).not.toContain(`${year}-${day}`)
    expect(days).not.toContain(fromEaster(year, 0))
  },
)

it('an organisation adds days off and drops usual ones', () => {
  const own = { ...usualCalendar, daysOffAdded: ['2026-12-24'], daysOffDropped: ['2026-05-05', '2026-05-15'] }
  expect(isDayOff('2026-12-24', own)).toBe(true)
  expect(isDayOff('2026-12-24', usualCalendar)).toBe(false)
  expect(isDayOff('2026-05-05', own)).toBe(false)
  expect(isDayOff('2026-05-05', usualCalendar)).toBe(true)
  expect(isDayOff('2026-05-15', own)).toBe(false)
  expect(isDayOff('2026-05-14', own)).toBe(true)
})

it('names the days off that a term ran over', () => {
  const [from, to] = [new Date('2026-04-02T13:00:00Z'), new Date('2026-04-08T13:00:00Z')]
  expect(daysOffBetween(from, to, usualCalendar)).toEqual(['2026-04-03', '2026-04-06'])
  expect(daysOffBetween(to, from, usualCalendar)).toEqual([])
})

/** Easter by the method of the Anonymous Gregorian computus, so many days further. */
function fromEaster(year: number, days: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  const day = (h + l - 7 * m + 33 * month + 19) % 32
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10)
}
