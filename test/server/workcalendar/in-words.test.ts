import { expect, it } from 'vitest'
import { clockInWords, dayInWords, inWords } from '../../../server/workcalendar/in-words.ts'

const NOW = new Date('2026-11-22T11:00:00Z')

it.each([
  ['2026-11-24T15:00:00Z', 'uiterlijk dinsdag 24 november om 16.00 uur', 'by Tuesday 24 November, 4 pm'],
  ['2026-11-25T08:05:00Z', 'uiterlijk woensdag 25 november om 9.05 uur', 'by Wednesday 25 November, 9:05 am'],
  ['2026-06-15T10:00:00Z', 'uiterlijk maandag 15 juni om 12.00 uur', 'by Monday 15 June, 12 noon'],
  [
    '2027-01-05T13:30:00Z',
    'uiterlijk dinsdag 5 januari 2027 om 14.30 uur',
    'by Tuesday 5 January 2027, 2:30 pm',
  ],
])('%s is told in words', (at, dutch, english) => {
  expect(inWords(new Date(at), NOW, 'nl')).toBe(dutch)
  expect(inWords(new Date(at), NOW, 'en')).toBe(english)
})

it('the year of Amsterdam decides whether it is named', () => {
  const newYear = new Date('2026-12-31T23:30:00Z')
  expect(dayInWords(newYear, NOW, 'nl')).toBe('vrijdag 1 januari 2027')
  expect(dayInWords(newYear, newYear, 'nl')).toBe('vrijdag 1 januari')
  expect(clockInWords(newYear, 'nl')).toBe('0.30 uur')
})
