import { stemmer } from '@orama/stemmers/dutch'

const SEPARABLE =
  /^(aan|achter|af|bij|dicht|door|in|mee|na|om|onder|op|over|terug|tegen|toe|uit|vast|voor|weg|samen|thuis)ge(.{3,})$/u
const PARTICIPLE = /^ge(.{3,}?)(?:d|t|en)$/u

const known = new Map<string, string>()
/** So that a flood of nonsense words cannot grow the memory without end. */
const MOST_KNOWN = 100_000

/**
 * The stem under which the forms of a Dutch word meet: Snowball's stem, with participles brought back to their
 * verb (afgezegd, afzeggen -> afzeg) and spelling that only follows the syllable undone (jaar, jaren -> jar).
 */
export function stemOf(word: string): string {
  const found = known.get(word)
  if (found !== undefined) return found
  const stem = evenOut(stemmer(withoutParticiple(word)) as string)
  if (known.size < MOST_KNOWN) known.set(word, stem)
  return stem
}

function withoutParticiple(word: string): string {
  const separable = SEPARABLE.exec(word)
  if (separable) return separable[1]! + separable[2]!.replace(/(?:d|t|en)$/u, 'en')
  const participle = PARTICIPLE.exec(word)
  return participle ? `${participle[1]}en` : word
}

function evenOut(stem: string): string {
  return stem
    .replace(/([aeou])\1/gu, '$1')
    .replace(/([bcdfgklmnprst])\1$/u, '$1')
    .replace(/v$/u, 'f')
    .replace(/z$/u, 's')
}
