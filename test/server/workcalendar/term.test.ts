import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { isOpen, nextOpening } from '../../../server/workcalendar/opening-hours.ts'
import { atShareOfTerm, dueAt, workingMinutesBetween } from '../../../server/workcalendar/term.ts'
import { usualCalendar, type WorkCalendar } from '../../../server/workcalendar/work-calendar.ts'

const withLunch: WorkCalendar = {
  ...usualCalendar,
  hours: {
    1: [
      ['08:30', '12:30'],
      ['13:00', '17:00'],
    ],
    2: [['08:30', '17:00']],
    3: [['08:30', '12:30']],
    4: [
      ['08:30', '12:30'],
      ['13:00', '17:00'],
    ],
    5: [['10:00', '15:00']],
  },
}
const never: WorkCalendar = { hours: {}, daysOffAdded: [], daysOffDropped: [] }
const always: WorkCalendar = {
  hours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [['00:00', '24:00']]])),
  daysOffAdded: [],
  daysOffDropped: [],
}

/** "2026-11-20 16:00" on the clock in Amsterdam, in winter unless said otherwise. */
const at = (clock: string, ahead = '+01:00') => new Date(`${clock.replace(' ', 'T')}:00${ahead}`)
const summer = (clock: string) => at(clock, '+02:00')

it.each([
  ['on Friday afternoon', '2026-11-20 16:00', '2026-11-24 16:00'],
  ['at the moment of opening', '2026-11-23 09:00', '2026-11-25 09:00'],
  ['a minute before closing', '2026-11-23 16:59', '2026-11-25 16:59'],
  ['at the moment of closing', '2026-11-23 17:00', '2026-11-26 09:00'],
  ['on Saturday', '2026-11-21 11:00', '2026-11-25 09:00'],
  ['in the night', '2026-11-24 03:10', '2026-11-26 09:00'],
  ['before Christmas', '2026-12-24 10:30', '2026-12-29 10:30'],
  ['at Christmas', '2026-12-25 10:30', '2026-12-30 09:00'],
  ['before the New Year', '2026-12-31 14:00', '2027-01-05 14:00'],
])('what is asked %s is due two working days later', (_, asked, due) => {
  expect(dueAt(at(asked), usualCalendar)).toEqual(at(due))
})

it('days off do not count: Good Friday, Easter Monday, King’s Day, 5 May, Ascension and the day after', () => {
  expect(dueAt(summer('2026-04-02 15:00'), usualCalendar)).toEqual(summer('2026-04-08 15:00'))
  expect(dueAt(summer('2026-04-24 15:00'), usualCalendar)).toEqual(summer('2026-04-29 15:00'))
  expect(dueAt(summer('2026-05-04 15:00'), usualCalendar)).toEqual(summer('2026-05-07 15:00'))
  expect(dueAt(summer('2026-05-13 15:00'), usualCalendar)).toEqual(summer('2026-05-19 15:00'))
})

it('over a change of the clock the clock time stays the same', () => {
  expect(dueAt(at('2026-03-27 16:00'), usualCalendar)).toEqual(summer('2026-03-31 16:00'))
  expect(dueAt(summer('2026-10-23 16:00'), usualCalendar)).toEqual(at('2026-10-27 16:00'))
  expect(dueAt(at('2026-03-28 23:30'), always)).toEqual(summer('2026-03-30 23:30'))
})

it('on the days on which the clock changes it is open for an hour less or more', () => {
  expect(workingMinutesBetween(at('2026-03-29 00:00'), summer('2026-03-30 00:00'), always)).toBe(23 * 60)
  expect(workingMinutesBetween(summer('2026-10-25 00:00'), at('2026-10-26 00:00'), always)).toBe(25 * 60)
})

it('the due moment holds whole minutes, as it is told in words', () => {
  expect(dueAt(new Date('2026-11-20T15:00:42.5Z'), usualCalendar)).toEqual(at('2026-11-24 16:00'))
})

it.each([
  ['in a break', '2026-11-24 12:45', '2026-11-26 13:00'],
  ['after the closing of a shorter day', '2026-11-23 14:00', '2026-11-26 08:30'],
  ['before a later opening', '2026-11-25 09:00', '2026-11-27 10:00'],
])('a clock time %s is due at the next opening', (_, asked, due) => {
  expect(dueAt(at(asked), withLunch)).toEqual(at(due))
})

it('a clock time at which it closes still serves', () => {
  expect(dueAt(at('2026-11-20 12:30'), withLunch)).toEqual(at('2026-11-24 12:30'))
  expect(dueAt(at('2026-11-23 12:29'), withLunch)).toEqual(at('2026-11-25 12:29'))
})

it('working time leaves out nights, breaks, weekends and days off', () => {
  expect(workingMinutesBetween(at('2026-11-20 16:00'), at('2026-11-24 16:00'), usualCalendar)).toBe(16 * 60)
  expect(workingMinutesBetween(at('2026-11-23 12:00'), at('2026-11-23 13:30'), withLunch)).toBe(60)
  expect(workingMinutesBetween(at('2026-11-24 16:00'), at('2026-11-20 16:00'), usualCalendar)).toBe(-16 * 60)
  expect(workingMinutesBetween(at('2026-12-25 00:00'), at('2026-12-28 09:30'), usualCalendar)).toBe(30)
})

it('half of the term has passed after half of its working time', () => {
  const [asked, due] = [at('2026-11-20 16:00'), at('2026-11-24 16:00')]
  expect(atShareOfTerm(asked, due, 0.5, usualCalendar)).toEqual(at('2026-11-23 16:00'))
  expect(atShareOfTerm(asked, due, 0.8, usualCalendar)).toEqual(at('2026-11-24 12:48'))
  expect(atShareOfTerm(asked, due, 0, usualCalendar)).toEqual(asked)
  expect(atShareOfTerm(asked, due, 1, usualCalendar)).toEqual(due)
})

it('tells whether people are there, and when they are next', () => {
  expect(isOpen(at('2026-11-23 12:29'), withLunch)).toBe(true)
  expect(isOpen(at('2026-11-23 12:30'), withLunch)).toBe(false)
  expect(nextOpening(at('2026-11-23 12:30'), withLunch)).toEqual(at('2026-11-23 13:00'))
  expect(nextOpening(at('2026-11-23 12:00'), withLunch)).toEqual(at('2026-11-23 12:00'))
  expect(nextOpening(at('2026-12-24 17:00'), withLunch)).toEqual(at('2026-12-28 08:30'))
})

it('hours that never open promise nothing, and end', () => {
  const now = at('2026-11-23 12:00')
  expect(isOpen(now, never)).toBe(false)
  expect(nextOpening(now, never)).toBeNull()
  expect(() => dueAt(now, never)).toThrow('workcalendar.never_open')
  expect(workingMinutesBetween(now, at('2027-11-23 12:00'), never)).toBe(0)
  expect(atShareOfTerm(now, at('2026-11-24 12:00'), 0.5, never)).toEqual(at('2026-11-24 12:00'))
})

it('fifty lines of an inbox take under a millisecond and a half together', () => {
  const now = at('2026-11-23 12:00')
  const lines = Array.from({ length: 50 }, (_, i) => new Date(now.getTime() + (i - 25) * 7_777_000))
  const remaining = () => lines.map((due) => workingMinutesBetween(now, due, withLunch))
  remaining()
  const rounds = Array.from({ length: 20 }, () => {
    const began = performance.now()
    remaining()
    return performance.now() - began
  })
  expect(rounds.toSorted((a, b) => a - b)[10]).toBeLessThan(1.5)
})

it.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
  'the clock of a server in %s does not matter',
  (TZ) => {
    const folder = new URL('../../../server/workcalendar/', import.meta.url)
    const script = `
    import { dueAt } from '${new URL('term.ts', folder)}'
    import { inWords } from '${new URL('in-words.ts', folder)}'
    import { usualCalendar } from '${new URL('work-calendar.ts', folder)}'
    for (const asked of ['2026-03-27T15:00Z', '2026-10-24T10:00Z', '2026-12-31T22:59Z']) {
      const due = dueAt(new Date(asked), usualCalendar)
      console.log(due.toISOString(), inWords(due, new Date(asked), 'nl'))
    }`
    const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      env: { ...process.env, TZ, NODE_OPTIONS: '' },
    })
    expect(told.trim().split('\n')).toEqual([
      '2026-03-31T14:00:00.000Z uiterlijk dinsdag 31 maart om 16.00 uur',
      '2026-10-28T08:00:00.000Z uiterlijk woensdag 28 oktober om 9.00 uur',
      '2027-01-06T08:00:00.000Z uiterlijk woensdag 6 januari 2027 om 9.00 uur',
    ])
  },
)
