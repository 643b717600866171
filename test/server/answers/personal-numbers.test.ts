import { expect, it } from 'vitest'
import { isBsn, maskPersonalNumbers } from '../../../server/answers/personal-numbers.ts'
import { isTelephone } from '../../../server/answers/telephone.ts'

it('a number that passes the elfproef is a citizen service number', () => {
  expect(['123456782', '111222333'].map(isBsn)).toEqual([true, true])
  expect(['123456789', '000000000', '12345'].map(isBsn)).toEqual([false, false, false])
})

it('hides service numbers, bank accounts and cards, however they are grouped', () => {
  expect(maskPersonalNumbers('bsn 123456782 en 1234.56.782')).toBe('bsn ••• en •••')
  expect(maskPersonalNumbers('bsn 123/456/782, 123–456–782 en 123_456_782')).toBe('bsn •••, ••• en •••')
  expect(maskPersonalNumbers('iban NL91ABNA0417164300 of nl91 abna 0417 1643 00')).toBe('iban ••• of •••')
  expect(maskPersonalNumbers('kaart 4111 1111 1111 1111')).toBe('kaart •••')
})

it('finds a number among other digits', () => {
  expect(maskPersonalNumbers('BSN123456782')).toBe('BSN•••')
  expect(maskPersonalNumbers('geboren 12-3-1950 123456782')).toBe('geboren 12-3-1950 •••')
  expect(maskPersonalNumbers('kamer 3 4111111111111111')).toBe('kamer 3 •••')
  expect(maskPersonalNumbers('op 24-01-2026 en 01-04-2026')).toBe('op 24-01-2026 en 01-04-2026')
})

it('takes no longer for a long row of digits than for a short one, each for itself', () => {
  const row = '1 '.repeat(10_000)
  expect(maskPersonalNumbers(`${row}en bsn 123456782`)).toContain('bsn •••')
})

it('leaves dates, phone numbers, amounts and invoice numbers readable', () => {
  const text =
    'schooljaar 2024/2025 of 2024-2025: op 12-03-2026 belde ik 06 12345678 over factuur 20260012 van € 1.234,56'
  expect(maskPersonalNumbers(text)).toBe(text)
})

it.each([
  ['bsn 123456782, tel 0612345678', 'bsn •••, tel 0612345678'],
  ['0612345678 123456782', '0612345678 •••'],
  ['+31 (0)6 12345678 of 111222333', '+31 (0)6 12345678 of •••'],
  ['bsn 012345672 06-12345678', 'bsn ••• 06-12345678'],
  ['(0118) 12 34 56 en 0900 1234', '(0118) 12 34 56 en 0900 1234'],
  ['+32 475 12 34 56', '+32 475 12 34 56'],
  ['NL91 ABNA 0417 1643 00', '•••'],
  ['+123456782', '+•••'],
])('"%s" is kept as "%s"', (said, kept) => {
  expect(maskPersonalNumbers(said)).toBe(kept)
})

it.each([
  ['0118 123 456', true],
  ['+31 6 12345678', true],
  ['0800-0400', true],
  ['123456782', false],
  ['06 1234567', false],
  ['0612345678, na vijven', false],
  ['--------', false],
])('"%s" is a telephone number: %s', (said, is) => {
  expect(isTelephone(said)).toBe(is)
})
