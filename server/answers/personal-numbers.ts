import { accountsIn } from './accounts.ts'
import { otherNumbersIn, readsAsDay } from './other-numbers.ts'
import { plainly } from './plain-digits.ts'

/** A part of a text: from its first character to behind its last. */
export type Span = { from: number; to: number }
type Group = Span & { digits: string }

/** The longest card number. */
const MOST_DIGITS = 19
/** What may stand between the groups of a number: nothing that is read, and not our own mask. */
const GAP = /^\s*(?:[^\p{L}\p{N}\s•]\s*){0,3}$/u
const WIDEST_GAP = 9
/** How people group the digits of a service number, and those of a card. */
const NOTATION = /^(?:9|3 3 3|4 2 3|3 2 2 2|2 3 2 2|2 2 3 2|2 2 2 3|1(?: 1){8})$/u
const CARD_NOTATION = /^(?:1[3-9]|4 4 4 4(?: 3)?|4 6 [45])$/u
const NAMES_BSN = /bsn|sofi|burger\s?service/iu
const NEAR = 30

/** What stands in the place of a number that nobody but its owner should have. */
export const MASK = '•••'

/**
 * Hides citizen service numbers (BSN), bank accounts (IBAN) and payment card numbers, in whatever notation or script.
 * Only numbers that pass their own check digits are hidden; telephone numbers, times, days and amounts stay, though
 * one in eleven of them passes too.
 */
export function maskPersonalNumbers(written: string): string {
  const { text, from, to } = plainly(written)
  const accounts = accountsIn(text)
  const hidden = [...accounts, ...numbersIn(text, accounts)].toSorted((one, other) => one.from - other.from)
  const parts: string[] = []
  let kept = 0
  for (const span of hidden) {
    parts.push(written.slice(kept, from[span.from]), MASK)
    kept = to[span.to - 1]!
  }
  return parts.join('') + written.slice(kept)
}

/** Where service and card numbers stand, outside what is hidden already. */
function numbersIn(text: string, accounts: readonly Span[]): Span[] {
  const found: Span[] = []
  const groups = Array.from(text.matchAll(/\d+/gu), ({ 0: digits, index }): Group => ({
    from: index,
    to: index + digits.length,
    digits,
  }))
  const isAccount = within(accounts)
  const isOther = within(otherNumbersIn(text))
  const barred = groups.map((group) => isAccount(group))
  const other = groups.map((group) => isOther(group))
  for (let first = 0; first < groups.length; first++) {
    if (barred[first]) continue
    const chain = chainFrom(text, groups, barred, first)
    const telephone = telephoneAt(text, chain)
    if (telephone > 0) {
      first += telephone - 1
      continue
    }
    const length = other[first] ? 0 : personalNumberAt(text, chain, other.slice(first, first + chain.length))
    if (length === 0) continue
    found.push({ from: chain[0]!.from, to: chain[length - 1]!.to })
    first += length - 1
  }
  return found
}

/** Whether a group overlaps one of the spans; the groups are asked about in their order. */
function within(spans: readonly Span[]): (group: Group) => boolean {
  let next = 0
  let reach = 0
  return ({ from, to }) => {
    for (; next < spans.length && spans[next]!.from < to; next++) reach = Math.max(reach, spans[next]!.to)
    return reach > from
  }
}

/** The groups that may be one number with this one, no more of them than the longest number has digits. */
function chainFrom(
  text: string,
  groups: readonly Group[],
  barred: readonly boolean[],
  first: number,
): Group[] {
  const chain: Group[] = []
  let count = 0
  for (let at = first; at < groups.length && !barred[at]; at++) {
    const group = groups[at]!
    const before = chain.at(-1)
    count += group.digits.length
    if (count > MOST_DIGITS) break
    if (before && (group.from - before.to > WIDEST_GAP || !GAP.test(text.slice(before.to, group.from)))) break
    chain.push(group)
  }
  return chain
}

/** How many groups from here on are a Dutch telephone number, with whatever in between; its last digit stands not alone. */
function telephoneAt(text: string, chain: readonly Group[]): number {
  let digits = ''
  for (const [i, group] of chain.entries()) {
    digits += group.digits
    const isAbroad = text[chain[0]!.from - 1] === '+' ? /^310?[1-9]\d{8}$/u : /^00310?[1-9]\d{8}$/u
    // Behind a zero apart nine digits are a number of their own.
    const isHome = /^0[1-9]\d{8}$/u.test(digits) && group.digits.length > 1 && group.digits.length < 9
    if (isHome || isAbroad.test(digits) || (i === 0 && /^0[1-9]\d{8}$/u.test(digits))) return i + 1
  }
  return 0
}

/** How many groups from here on are the longest personal number; other readings give way to a usual notation alone. */
function personalNumberAt(text: string, chain: readonly Group[], other: readonly boolean[]): number {
  let digits = ''
  let length = 0
  for (const [i, group] of chain.entries()) {
    digits += group.digits
    const groups = chain.slice(0, i + 1)
    if (isBsn(digits) && isUsual(text, groups, NOTATION)) length = i + 1
    if (isCardNumber(digits) && isUsual(text, groups, CARD_NOTATION)) length = i + 1
    if (other.slice(0, i + 1).includes(true)) continue
    if (isCardNumber(digits) || (isBsn(digits) && !isDay(text, groups))) length = i + 1
  }
  return length
}

/** Groups as people write them, with the same in every gap. */
function isUsual(text: string, groups: readonly Group[], notation: RegExp): boolean {
  const gaps = groups.slice(1).map(({ from }, i) => text.slice(groups[i]!.to, from))
  return new Set(gaps).size <= 1 && notation.test(groups.map(({ digits }) => digits.length).join(' '))
}

/**
 * Whether eight digits are a day, of birth mostly. One service number in a thousand has eight digits that read as one,
 * and people write days far more often: so a day it is, unless words near it say what it is.
 */
function isDay(text: string, groups: readonly Group[]): boolean {
  const [only] = groups
  if (groups.length > 1 || !only || !readsAsDay(only.digits)) return false
  const before = text
    .slice(Math.max(0, only.from - NEAR), only.from)
    .split(/\d|geb/iu)
    .at(-1)!
  const after = text.slice(only.to, only.to + NEAR).split(/[\d.,;\n]/u)[0]!
  return !NAMES_BSN.test(before) && !NAMES_BSN.test(after)
}

/** The "elfproef": weights 9 8 7 6 5 4 3 2 -1, sum divisible by 11; old numbers lack the leading zero. */
export function isBsn(digits: string): boolean {
  if (digits.length !== 8 && digits.length !== 9) return false
  const padded = digits.padStart(9, '0')
  const sum = Array.from(padded).reduce(
    (total, digit, i) => total + Number(digit) * (i === 8 ? -1 : 9 - i),
    0,
  )
  return sum % 11 === 0 && Number(digits) > 0
}

/** The Luhn check of payment cards, 13 to 19 digits. */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > MOST_DIGITS) return false
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
