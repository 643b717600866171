import { expect, it } from 'vitest'
import { leadsToPerson } from '../../../server/signals/leads-to-person.ts'

const PERSON = { names: ['Geertruida van der Heijden-Smit'], birthDate: '1943-05-12' }
const trailsIn = (text: string, person: typeof PERSON | null = PERSON) =>
  leadsToPerson({ text }, person).map(({ what }) => what)

it.each([
  ['Mevrouw Van der Heijden belt vaak', ['name']],
  ['HEIJDEN zegt dat het niet kan', ['name']],
  ['mw. Smit', ['name']],
  ['Zij is van 12-05-1943', ['birth_date']],
  ['Zij is van 12 mei 1943', ['birth_date']],
  ['12/5/43', ['birth_date']],
  ['1943-05-12', ['birth_date']],
  ['geboren op 1 februari 1950', ['birth_date']],
  ['Bel 06-12345678', ['phone']],
  ['Bel +31 6 12 34 56 78', ['phone']],
  ['Bel (0118) 123 456', ['phone']],
  ['Mail jan@voorbeeld.nl', ['email']],
] as const)('points out what may lead to a person in "%s"', (text, trails) => {
  expect(trailsIn(text)).toEqual(trails)
})

it.each([
  'Zij wacht sinds 12 mei 2024 op een plek van der Linde.',
  'Er waren 12 meldingen in 2023, in de wijk Zuid.',
  'Dat kost € 1.250,00 in 2024.',
  'De indicatie loopt tot 31-12-2026.',
  'Zij is 81 jaar en heeft zorgprofiel VV 5.',
])('leaves "%s" alone', (text) => {
  expect(trailsIn(text)).toEqual([])
})

it('without a client, a date says who somebody is when it is said to be a birth date', () => {
  expect(trailsIn('12-05-1943', null)).toEqual([])
  expect(trailsIn('geb. 12-05-1943', null)).toEqual(['birth_date'])
})
