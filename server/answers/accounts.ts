import type { Span } from './personal-numbers.ts'

/** ISO 13616: how long an account number is, by its country. */
const LENGTHS: Record<string, readonly string[]> = {
  15: ['NO'],
  16: ['BE'],
  18: ['DK', 'FK', 'FO', 'FI', 'GL', 'NL', 'SD'],
  19: ['MK', 'SI'],
  20: ['AT', 'BA', 'EE', 'KZ', 'LT', 'LU', 'MN', 'XK'],
  21: ['CH', 'HR', 'LI', 'LV'],
  22: ['BG', 'BH', 'CR', 'DE', 'GB', 'GE', 'IE', 'ME', 'RS', 'VA'],
  23: ['AE', 'GI', 'IL', 'IQ', 'OM', 'SO', 'TL'],
  24: ['AD', 'CZ', 'ES', 'MD', 'PK', 'RO', 'SA', 'SE', 'SK', 'TN', 'VG'],
  25: ['LY', 'PT', 'ST'],
  26: ['IS', 'TR'],
  27: ['BI', 'DJ', 'FR', 'GR', 'IT', 'MC', 'MR', 'SM'],
  28: ['AL', 'AZ', 'BY', 'CY', 'DO', 'GT', 'HU', 'LB', 'NI', 'PL', 'SV'],
  29: ['BR', 'EG', 'PS', 'QA', 'UA'],
  30: ['JO', 'KW', 'MU', 'YE'],
  31: ['MT', 'SC'],
  32: ['LC'],
  33: ['RU'],
}
const LENGTH = new Map(
  Object.entries(LENGTHS).flatMap(([length, countries]) => countries.map((each) => [each, Number(length)])),
)
const START = /([A-Z])[^\p{L}\p{N}•]{0,2}([A-Z])[^\p{L}\p{N}•]{0,2}\d[^\p{L}\p{N}•]{0,2}\d/giu
const MOST_BETWEEN = 3
/** Words of a sentence have none; of every country's numbers at least half are digits. */
const FEWEST_DIGITS = 8

/** Where account numbers (IBAN) stand, whatever stands between their characters. */
export function accountsIn(text: string): Span[] {
  const found: Span[] = []
  START.lastIndex = 0
  for (let start = START.exec(text); start; start = START.exec(text)) {
    const length = LENGTH.get((start[1]! + start[2]!).toUpperCase())
    const end = length === undefined ? null : endOfAccount(text, start.index, length)
    if (end !== null) found.push({ from: start.index, to: end })
    START.lastIndex = end ?? start.index + 1
  }
  return found
}

function endOfAccount(text: string, from: number, length: number): number | null {
  let account = ''
  let between = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at]!
    if (/[A-Z\d]/iu.test(character)) {
      account += character.toUpperCase()
      between = 0
    } else if (/[\p{L}\p{N}•]/u.test(character) || ++between > MOST_BETWEEN) return null
    if (account.length === length) return isIban(account) ? at + 1 : null
  }
  return null
}

/** The first four characters to the end, letters as numbers, remainder 1 by 97. */
function isIban(iban: string): boolean {
  if (iban.startsWith('NL') && !/^NL\d{2}[A-Z]{4}\d{10}$/u.test(iban)) return false
  if (iban.replaceAll(/\D/gu, '').length < FEWEST_DIGITS) return false
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
