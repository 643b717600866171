/** Digits in groups, as people write long numbers: with spaces, dots or hyphens in between. */
const DIGIT_RUN = /\d(?:[\s.-]{0,3}\d){7,}/gu
const DATE = /^(?:0?[1-9]|[12]\d|3[01])[\s.-]{1,3}(?:0?[1-9]|1[0-2])[\s.-]{1,3}(?:19|20)\d{2}$/u
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

/** Hides the longest numbers with check digits that begin and end with a group of the run; dates stay. */
function maskWithin(run: string): string {
  const groups = [...run.matchAll(/\d+/gu)].map(({ 0: digits, index }) => ({
    from: index,
    to: index + digits.length,
  }))
  for (const [i, { from }] of groups.entries()) {
    for (const { to } of groups.slice(i).toReversed()) {
      const written = run.slice(from, to)
      const digits = written.replaceAll(/\D/gu, '')
      if (DATE.test(written) || !(isBsn(digits) || isCardNumber(digits))) continue
      return run.slice(0, from) + MASK + run.slice(to).replace(DIGIT_RUN, maskWithin)
    }
  }
  return run
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
