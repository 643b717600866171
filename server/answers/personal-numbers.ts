import { TELEPHONE } from './telephone.ts'

/** Digits in groups, as people write long numbers: with spaces, dots, hyphens or slashes in between. */
const DIGIT_RUN = /\d(?:[^\p{L}\p{N}]{0,3}\d){7,}/gu
const DATE = /^(?:0?[1-9]|[12]\d|3[01])\D{1,3}(?:0?[1-9]|1[0-2])\D{1,3}(?:19|20)\d{2}$/u
const ISO_DAY = /^(?:19|20)\d{2}\D{1,3}(?:0[1-9]|1[0-2])\D{1,3}(?:0[1-9]|[12]\d|3[01])$/u
const YEARS = /^(?:19|20)\d{2}\D{1,3}(?:19|20)\d{2}$/u
/** The longest card number. */
const MOST_DIGITS = 19
const SHORTEST_IBAN = 15
const IBAN = /(?<![A-Z\d])[A-Z]{2}\d{2}(?:[\s.-]?[A-Z\d]){11,30}(?![A-Z\d])/giu

/** What stands in the place of a number that nobody but its owner should have. */
export const MASK = '•••'

/**
 * Hides citizen service numbers (BSN), bank accounts (IBAN) and payment card numbers. Only numbers that pass
 * their own check digits are hidden, so that dates and most phone and invoice numbers stay readable.
 */
export function maskPersonalNumbers(text: string): string {
  return maskIbans(text).replace(DIGIT_RUN, maskWithin)
}

/** The same, of words that say how to reach somebody: telephone numbers stay whole, though some pass the same check. */
export function maskAllButTelephones(text: string): string {
  let masked = ''
  let from = 0
  const words = maskIbans(text)
  for (const { 0: telephone, index } of words.matchAll(TELEPHONE)) {
    masked += words.slice(from, index).replace(DIGIT_RUN, maskWithin) + telephone
    from = index + telephone.length
  }
  return masked + words.slice(from).replace(DIGIT_RUN, maskWithin)
}

type Group = { from: number; to: number }

/** Hides the longest numbers with check digits that begin and end with a group of the run; dates stay. */
function maskWithin(run: string): string {
  const groups = Array.from(run.matchAll(/\d+/gu), ({ 0: digits, index }): Group => ({
    from: index,
    to: index + digits.length,
  }))
  let masked = ''
  let kept = 0
  for (let first = 0; first < groups.length; first++) {
    const last = endOfNumber(run, groups, first)
    if (last === null) continue
    masked += run.slice(kept, groups[first]!.from) + MASK
    kept = groups[last]!.to
    first = last
  }
  return masked + run.slice(kept)
}

/** The last group of the longest personal number that begins with this group, or null when none does. */
function endOfNumber(run: string, groups: readonly Group[], first: number): number | null {
  let digits = ''
  let end: number | null = null
  for (let last = first; last < groups.length; last++) {
    const { from, to } = groups[last]!
    digits += run.slice(from, to)
    if (digits.length > MOST_DIGITS) break
    const written = run.slice(groups[first]!.from, to)
    const isDay = DATE.test(written) || ISO_DAY.test(written) || YEARS.test(written)
    if (!isDay && (isBsn(digits) || isCardNumber(digits))) end = last
  }
  return end
}

/** What looks like an account number may run on into the words after it, where another may begin. */
function maskIbans(text: string): string {
  const masked = text.replace(IBAN, (found) => {
    for (let end = found.length; end >= SHORTEST_IBAN; end--) {
      const endsWord = end === found.length || /[\s.-]/u.test(found[end]!)
      if (endsWord && isIban(found.slice(0, end).replaceAll(/[\s.-]/gu, ''))) return MASK + found.slice(end)
    }
    return found
  })
  return masked === text ? text : maskIbans(masked)
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

/** ISO 13616: the first four characters to the end, letters as numbers, remainder 1 by 97. */
function isIban(iban: string): boolean {
  if (iban.length < SHORTEST_IBAN || iban.length > 34) return false
  let remainder = 0
  for (const character of iban.toUpperCase().slice(4) + iban.toUpperCase().slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}

/** The Luhn check of payment cards, 13 to 19 digits. */
function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, i) => {
      const value = Number(digit) * (i % 2 === 1 ? 2 : 1)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0
}
