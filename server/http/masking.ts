import { maskPersonalNumbers } from '../answers/personal-numbers.ts'

/** What is no words of anybody, whatever stands in it: secrets, and names that something else goes by. */
const NOT_WORDS =
  /^(?:password|currentPassword|newPassword|token|code|clientMessageId|choice|fingerprint|email|organisation|agreement|agreementId|shortcut)$/u
/** Its thousandths of a second may pass a check by accident, as may the digits of an id. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/u
const UUID = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/giu

/**
 * The body with every service number (BSN), bank account and card number hidden, wherever words can stand in it, and
 * where that was. It is done here, for every door at once, before anything is done with the words.
 */
export function withoutPersonalNumbers(body: unknown): { left: unknown; masked: string[] } {
  const masked: string[] = []
  function walk(value: unknown, name: string, at: string): unknown {
    if (typeof value === 'string') {
      const kept = NOT_WORDS.test(name) ? value : maskedWords(value)
      if (kept !== value) masked.push(at)
      return kept
    }
    // An item of a list goes by the name of its list.
    if (Array.isArray(value)) return value.map((item) => walk(item, name, at))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([inner, each]) => [inner, walk(each, inner, at ? `${at}.${inner}` : inner)]),
    )
  }
  return { left: walk(body, '', ''), masked: [...new Set(masked)] }
}

function maskedWords(words: string): string {
  if (MOMENT.test(words)) return words
  return words
    .split(UUID)
    .map((part, i) => (i % 2 === 1 ? part : maskPersonalNumbers(part)))
    .join('')
}
