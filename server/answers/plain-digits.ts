/** A text as it reads, with for every character where it stands in what was written. */
export type Plain = { text: string; from: number[]; to: number[] }

const DIGIT = /\p{Nd}/u
const INVISIBLE = /\p{Cf}/u

/**
 * The text with every digit of whichever script as 0 to 9, full-width letters as plain ones, and without characters
 * that nobody sees: a number is the same number in any of these ways of writing.
 */
export function plainly(written: string): Plain {
  const plain: Plain = { text: '', from: [], to: [] }
  const parts: string[] = []
  let at = 0
  for (const character of written) {
    const read = readAs(character)
    for (let i = 0; i < read.length; i++) {
      plain.from.push(at)
      plain.to.push(at + character.length)
    }
    parts.push(read)
    at += character.length
  }
  return { ...plain, text: parts.join('') }
}

function readAs(character: string): string {
  if (character <= '\u007F') return character
  if (INVISIBLE.test(character)) return ''
  const read = character.normalize('NFKC')
  return DIGIT.test(read) ? Array.from(read, digitOf).join('') : read
}

/** The digits of a script stand in a row, from zero on. */
function digitOf(character: string): string {
  if (character <= '\u007F' || !DIGIT.test(character)) return character
  const code = character.codePointAt(0)!
  let zero = code
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}
