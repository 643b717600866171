const DIGIT_RUN = /(?<![\dA-Z])\d(?:[ .-]?\d){7,18}(?!\d)/giu
const SHORTEST_IBAN = 15
const IBAN = /(?<![A-Z\d])[A-Z]{2}\d{2}(?:[ .-]?[A-Z\d]){11,30}(?![A-Z\d])/giu

/** What stands in the place of a number that nobody but its owner should have. */
export const MASK = '•••'

/**
 * Hides citizen service numbers (BSN), bank accounts (IBAN) and payment card numbers. Only numbers that pass
 * their own check digits are hidden, so that dates, phone numbers and invoice numbers stay readable.
 */
export function maskPersonalNumbers(text: string): string {
  return maskIbans(text).replace(DIGIT_RUN, (found) => {
    const digits = found.replace(/\D/gu, '')
    return isBsn(digits) || isCardNumber(digits) ? MASK : found
  })
}

/** What looks like an account number may run on into the words after it, where another may begin. */
function maskIbans(text: string): string {
  const masked = text.replace(IBAN, (found) => {
    for (let end = found.length; end >= SHORTEST_IBAN; end--) {
      const endsWord = end === found.length || /[ .-]/u.test(found[end]!)
      if (endsWord && isIban(found.slice(0, end).replaceAll(/[ .-]/gu, ''))) return MASK + found.slice(end)
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
