import type { Language } from '../knowledge/knowledge.ts'
import { PIECES, type FeatureCounts } from './features.ts'
import { compilePatterns, matchPatterns, type PatternIndex } from './patterns.ts'
import { indexSpelling, repair, type SpellingIndex } from './spelling.ts'
import { stemOf } from './stems.ts'
import { wordsOf } from './words.ts'

/** What is needed to read a message: the words we know, how they are misspelt, and what they mean here. */
export type Reader = {
  expansions: Map<string, string[]>
  spelling: SpellingIndex
  /** Every Dutch word of the dictionary, so that a real word is never "repaired" into another. */
  dictionary: ReadonlySet<string>
  concepts: PatternIndex
  aspects: PatternIndex
  /** The pieces of words that were met before. */
  pieces: Map<string, readonly string[]>
}

export type Reading = {
  /** The words as they were typed, folded. */
  typed: string[]
  /** The words after spelling repair and expansion of abbreviations. */
  words: string[]
  stems: string[]
  concepts: string[]
  aspects: string[]
}

/** An endless message is understood by its first words; danger is looked for in all of it. */
const MOST_WORDS = 400
const LEAST_COMPOUND = 8
const MOST_WORDS_IN_PIECES = 20_000
const LEAST_COMPOUND_PART = 4

export function compileReader(
  language: Language,
  texts: Iterable<string>,
  dictionary: ReadonlySet<string>,
): Reader {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const { text: word } of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  // What only one writer typed once may itself be a slip: no word to repair towards, unless the dictionary has it.
  const trusted = new Map([...counts].filter(([word, count]) => count > 2 || dictionary.has(word)))
  const expansions = Object.entries(language.spelling).map(([typed, words]): [string, string[]] => [
    typed,
    words.split(/\s+/u),
  ])
  return {
    expansions: new Map(expansions),
    spelling: indexSpelling(trusted),
    dictionary,
    concepts: compilePatterns(language.concepts),
    aspects: compilePatterns(language.aspects),
    pieces: new Map(),
  }
}

export function read(reader: Reader, text: string): Reading {
  const typed = wordsOf(text)
    .slice(0, MOST_WORDS)
    .map((word) => word.text)
  const words = typed.flatMap((word) => meant(reader, word))
  const joined = joinedCompounds(reader, words)
  const both = joined.length > 0 ? [...words, '|', ...joined] : words
  return {
    typed,
    words: both.filter((word) => word !== '|'),
    stems: words.map(stemOf),
    concepts: [...matchPatterns(reader.concepts, both).keys()],
    aspects: [...matchPatterns(reader.aspects, both).keys()],
  }
}

function meant(reader: Reader, word: string): string[] {
  const expansion = reader.expansions.get(word)
  if (expansion) return expansion
  if (reader.dictionary.has(word)) return [word]
  return [repair(reader.spelling, word) ?? word]
}

/** "onder steunings plan" also stands for ondersteuningsplan. */
function joinedCompounds({ spelling }: Reader, words: readonly string[]): string[] {
  const joined: string[] = []
  for (let at = 0; at + 1 < words.length; at++) {
    for (const parts of [2, 3]) {
      const pieces = words.slice(at, at + parts)
      const whole = pieces.join('')
      if (pieces.length === parts && whole.length >= LEAST_COMPOUND && spelling.counts.has(whole))
        joined.push(whole)
    }
  }
  return joined
}

/** "opzegtermijn" also speaks of a termijn: the known words that a compound is made of. */
function compoundParts({ spelling }: Reader, word: string): string[] {
  if (word.length < LEAST_COMPOUND) return []
  for (let at = word.length - LEAST_COMPOUND_PART; at >= LEAST_COMPOUND_PART; at--) {
    const last = word.slice(at)
    const first = [word.slice(0, at), word.slice(0, at).replace(/(?:s|e|en)$/u, '')].find((part) =>
      spelling.counts.has(part),
    )
    if (first && spelling.counts.has(last)) return [first, last]
  }
  return []
}

/** The pieces of three to five letters that a word is made of, its beginning and end marked. */
function piecesOf({ pieces }: Reader, word: string): readonly string[] {
  const known = pieces.get(word)
  if (known) return known
  const padded = `<${word}>`
  const found: string[] = []
  for (let length = 3; length <= 5; length++) {
    for (let i = 0; i + length <= padded.length; i++) found.push(`${PIECES}:${padded.slice(i, i + length)}`)
  }
  if (pieces.size < MOST_WORDS_IN_PIECES) pieces.set(word, found)
  return found
}

/** The features by which the classifier and the neighbours tell messages apart. */
export function featuresOf(
  reader: Reader,
  { typed, words, stems, concepts, aspects }: Reading,
): FeatureCounts {
  const features: FeatureCounts = new Map()
  const add = (name: string) => features.set(name, (features.get(name) ?? 0) + 1)

  for (const stem of stems) add(`word:${stem}`)
  for (let i = 0; i + 1 < stems.length; i++) add(`pair:${stems[i]} ${stems[i + 1]}`)
  for (const word of words.slice(stems.length)) add(`word:${stemOf(word)}`)
  for (const word of words) for (const part of compoundParts(reader, word)) add(`part:${stemOf(part)}`)
  for (const word of typed) for (const piece of piecesOf(reader, word)) add(piece)
  for (const concept of concepts) add(`concept:${concept}`)
  for (const aspect of aspects) add(`aspect:${aspect}`)
  for (const [i, concept] of concepts.entries()) {
    for (const other of concepts.slice(i + 1)) add(`concepts:${[concept, other].toSorted().join(' ')}`)
    for (const aspect of aspects) add(`asked:${aspect} ${concept}`)
  }
  return features
}
