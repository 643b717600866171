import { expect, it } from 'vitest'
import { dayIn, daysFrom } from '../../../server/answers/dates.ts'

/** A Sunday. */
const TODAY = '2026-11-22'

it.each([
  ['als ik op 1 maart opzeg', '2027-03-01'],
  ['de rekening is van 28 okt', '2026-10-28'],
  ['op 3-12 komt ze', '2026-12-03'],
  ['op 3/12/2027', '2027-12-03'],
  ['gisteren kreeg ik een brief', '2026-11-21'],
  ['morgen kan ik niet', '2026-11-23'],
  ['donderdag kan ik niet', '2026-11-26'],
  ['zondag ben ik weg', '2026-11-29'],
  ['29 februari 2028', '2028-02-29'],
])('"%s" names the day %s', (text, day) => {
  expect(dayIn(text, TODAY)).toBe(day)
})

it.each([
  '31-12-9999',
  '1 januari 0099',
  'binnen 30 dagen',
  'op 30 februari',
  'maandag of dinsdag',
  'mijn zoon is 17',
  '48 uur van tevoren',
  'om 9.00 uur',
  'jullie zijn 24/7 bereikbaar',
  'ik wil per 1 maart stoppen',
  'afgelopen donderdag',
])('"%s" names no single day', (text) => {
  expect(dayIn(text, TODAY)).toBeNull()
})

it('counts over months and leap days', () => {
  expect(daysFrom('2027-03-01', 30)).toBe('2027-03-31')
  expect(daysFrom('2028-02-28', 2)).toBe('2028-03-01')
  expect(daysFrom('2026-01-01', -2)).toBe('2025-12-30')
})
