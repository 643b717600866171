import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isBsn, maskPersonalNumbers } from '../../../server/answers/personal-numbers.ts'

const RUNS = { numRuns: 1000 }
const two = (n: number) => String(n).padStart(2, '0')
const digits = (count: number) =>
  fc.integer({ min: 0, max: 10 ** count - 1 }).map((n) => String(n).padStart(count, '0'))
const grouped = (number: string, sizes: readonly number[], gap: string) => {
  let from = 0
  return sizes.map((size) => number.slice(from, (from += size))).join(gap)
}

const mobile = fc
  .tuple(
    digits(8),
    fc.constantFrom(
      '06-',
      '06',
      '06 ',
      '06 - ',
      '06/',
      '06–',
      '06.',
      '+31 6 ',
      '+316',
      '0031 6 ',
      '+31 (0)6 ',
    ),
  )
  .map(([rest, start]) => start + rest)
  .filter((number) => !/6[ -/–]*0/u.test(number))
const mobileInGroups = digits(8).map((rest) => `06 ${grouped(rest, [2, 2, 2, 2], ' ')}`)
const landline = fc.oneof(
  fc
    .tuple(fc.constantFrom('020', '010', '072', '088'), fc.constantFrom('-', ' ', ''), digits(6))
    .map(([area, gap, rest]) => `${area}${gap}5${rest}`),
  fc
    .tuple(fc.constantFrom('0513', '0118', '0527'), fc.constantFrom('-', ' ', ''), digits(5))
    .map(([area, gap, rest]) => `${area}${gap}2${rest}`),
)
const hourAndMinute = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
const times = fc
  .tuple(
    hourAndMinute,
    hourAndMinute,
    fc.constantFrom(':', '.'),
    fc.constantFrom(' - ', '-', '–', ' tot '),
    fc.boolean(),
  )
  .map(([[h, m], [h2, m2], inner, gap, padded]) => {
    const clock = (hour: number, minute: number) => `${padded ? two(hour) : hour}${inner}${two(minute)}`
    return clock(h, m) + gap + clock(h2, m2)
  })
const calendarDay = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const parts = calendarDay.map(
  (date) => [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()] as const,
)
const days = fc.oneof(
  fc
    .tuple(parts, fc.constantFrom('-', '/', '.', ' '), fc.boolean())
    .map(([[d, m, y], gap, padded]) => [padded ? two(d) : d, padded ? two(m) : m, y].join(gap)),
  parts.map(([d, m, y]) => `${two(d)}${two(m)}${y}`),
  parts.map(([d, m, y]) => `${y}${two(m)}${two(d)}`),
  parts.map(([d, m, y]) => `${y}-${two(m)}-${two(d)}`),
)
const appointments = fc
  .tuple(parts, times, fc.constantFrom('/', '-'), fc.boolean())
  .map(([[d, m, y], when, gap, hasYear]) => `${d}${gap}${m}${hasYear ? gap + y : ''} ${when}`)
const amounts = fc
  .integer({ min: 0, max: 999_999_999 })
  .map((cents) => `€ ${(cents / 100).toLocaleString('nl-NL', { minimumFractionDigits: 2 })}`)
const postalCodes = fc
  .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1000, max: 9999 }), fc.constantFrom('AB', 'KZ'))
  .map(([house, area, letters]) => `Dorpsstraat ${house}-${house + 2}, ${area} ${letters}`)
const clientNumbers = fc
  .tuple(digits(6), fc.integer({ min: 1, max: 99 }))
  .map(([number, count]) => `#${number}, ${count}`)
const orderNumbers = fc
  .tuple(fc.integer({ min: 2000, max: 2030 }), digits(5))
  .map(([year, number]) => `order ${year}-${number}`)

it.each([
  ['a mobile telephone', mobile],
  ['a mobile telephone in groups', mobileInGroups],
  ['a telephone', landline],
  ['two times', times],
  ['a day', days],
  ['an appointment', appointments],
  ['an amount', amounts],
  ['two amounts', fc.tuple(amounts, amounts).map(([one, other]) => `${one} - ${other}`)],
  ['an address', postalCodes],
  ['a client number', clientNumbers],
  ['an order number', orderNumbers],
  ['a telephone and a time', fc.tuple(mobile, times).map(([number, when]) => `${number} ${when}`)],
])('%s is never taken for a personal number', (_, written) => {
  fc.assert(
    fc.property(written, (each) => {
      expect(maskPersonalNumbers(`bel ${each} uur`)).toBe(`bel ${each} uur`)
    }),
    RUNS,
  )
})

const bsn = fc.integer({ min: 1_000_000, max: 99_999_999 }).map((n) => {
  for (let last = 0; ; last++) {
    const number = String(n).padStart(8, '0') + last
    if (last > 9) return '123456782'
    if (isBsn(number)) return number
  }
})
const notation = fc.constantFrom([9], [4, 2, 3], [3, 2, 2, 2], [2, 2, 2, 3], [3, 3, 3], [2, 3, 2, 2])
const gap = fc.constantFrom(' ', '.', '-', '/', '_', '\u200b', '\u00ad', '\u00a0', ' - ')
const script = fc.constantFrom(0x30, 0xff10, 0x660, 0x6f0, 0x966, 0x1d7ce)
const around = fc.constantFrom(
  ['bsn ', ''],
  ['BSN', 'x'],
  ['mijn nummer is ', ' dank u'],
  ['geboren 12-3-1950 ', ', tel 06-12345678'],
  ['', ''],
)

it('every service number is hidden, in every notation and script, with words, days or letters around it', () => {
  fc.assert(
    fc.property(bsn, notation, gap, script, around, (number, sizes, between, zero, [before, after]) => {
      const written = grouped(number, sizes, between).replaceAll(/\d/gu, (digit) =>
        String.fromCodePoint(zero + Number(digit)),
      )
      expect(maskPersonalNumbers(`${before}${written}${after}`)).toBe(`${before}•••${after}`)
    }),
    { numRuns: 4000 },
  )
})

/** With the check digits of its country. */
const dutchAccount = (account: string) => {
  const whole = `${account}NL00`.replaceAll(/[A-Z]/gu, (letter) => String(Number.parseInt(letter, 36)))
  return `NL${two(98 - Number(BigInt(whole) % 97n))}${account}`
}
const cardOf = (start: string) =>
  [...'0123456789']
    .map((last) => start + last)
    .find(
      (card) =>
        [...card]
          .toReversed()
          .map((each, i) => Number(each) * (1 + (i % 2)))
          .reduce((sum, each) => sum + (each > 9 ? each - 9 : each), 0) %
          10 ===
        0,
    )!

it('hides every account and card, whatever stands between its groups', () => {
  const between = fc.constantFrom('', ' ', '.', '-', '_', '/', '\u200b', ' - ')
  fc.assert(
    fc.property(digits(10), between, (number, gapped) => {
      const account = grouped(dutchAccount(`RABO${number}`), [4, 4, 4, 4, 2], gapped)
      expect(maskPersonalNumbers(`naar ${account} graag`)).toBe('naar ••• graag')
      const card = cardOf(`41${number}555`)
      expect(maskPersonalNumbers(`kaart ${grouped(card, [4, 4, 4, 4], gapped)} graag`)).toBe(
        'kaart ••• graag',
      )
    }),
    RUNS,
  )
})

it('takes eight digits that read as a day for a day, unless words say that they are a service number', () => {
  expect(isBsn('12021933')).toBe(true)
  expect(maskPersonalNumbers('mijn moeder is van 12021933')).toBe('mijn moeder is van 12021933')
  expect(maskPersonalNumbers('mijn bsn is 12021933')).toBe('mijn bsn is •••')
  expect(maskPersonalNumbers('12021933 is mijn burgerservicenummer')).toBe('••• is mijn burgerservicenummer')
})

it('hides nothing more the second time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(bsn, times, mobile, digits(3), fc.constantFrom(' ', '-', 'x', '•••')), {
        maxLength: 8,
      }),
      (said) => {
        const once = maskPersonalNumbers(said.join(' '))
        expect(maskPersonalNumbers(once)).toBe(once)
      },
    ),
    RUNS,
  )
})

it.each([
  '1',
  '1 ',
  '12 34 ',
  'NL91 ',
  'NL91ABNA',
  '06-',
  '10:30 ',
  '1.',
  '€ 1.234,56 ',
  '1     ',
  ' ',
  '\u200b',
  '１',
  'bsn ',
  '2026-',
  '+31',
  '123456782 ',
])('needs for a hundred thousand characters of "%s" some eight times as long as for an eighth', (piece) => {
  const duration = (length: number) => {
    const text = piece.repeat(Math.ceil(length / piece.length))
    return Math.min(
      ...[1, 2, 3].map(() => {
        const start = performance.now()
        maskPersonalNumbers(text)
        return performance.now() - start
      }),
    )
  }
  duration(12_500)
  // Eight when linear, sixty-four when quadratic; with room for a busy machine and for what starts late.
  expect(duration(100_000)).toBeLessThan(24 * Math.max(duration(12_500), 4))
})
