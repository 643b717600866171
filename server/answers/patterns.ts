/**
 * Patterns over the words of a message, as written in concepts.yaml: words in a row, `word*`, `*word` and
 * `*word*` for parts of a word, and a lone `*` for up to three words in between.
 */
export type PatternIndex = {
  exact: Map<string, number>
  /** `word*` and `*word` by the part that is given. */
  beginnings: Map<string, number>
  endings: Map<string, number>
  /** `*word*`: few, and each has to be tried. */
  middles: [part: string, element: number][]
  /** Patterns by the element they begin with. */
  byFirst: Map<number, { rest: number[]; name: string }[]>
  seen: Map<string, number[]>
}

const GAP = -1
const MOST_SEEN = 50_000

export function compilePatterns(groups: Record<string, readonly string[]>): PatternIndex {
  const index: PatternIndex = {
    exact: new Map(),
    beginnings: new Map(),
    endings: new Map(),
    middles: [],
    byFirst: new Map(),
    seen: new Map(),
  }
  const numbers = new Map<string, number>()
  for (const [name, patterns] of Object.entries(groups)) {
    for (const pattern of new Set(patterns)) {
      const [first, ...rest] = pattern.split(/\s+/u).map((part) => elementOf(index, numbers, part))
      if (first === undefined || first === GAP)
        throw new Error(`pattern "${pattern}" of ${name} begins with nothing`)
      const starting = index.byFirst.get(first) ?? []
      starting.push({ rest, name })
      index.byFirst.set(first, starting)
    }
  }
  return index
}

function elementOf(index: PatternIndex, numbers: Map<string, number>, part: string): number {
  if (part === '*') return GAP
  const found = numbers.get(part)
  if (found !== undefined) return found
  const number = numbers.size
  numbers.set(part, number)
  const core = part.replaceAll('*', '')
  const [openStart, openEnd] = [part.startsWith('*'), part.endsWith('*')]
  if (openStart && openEnd) index.middles.push([core, number])
  else if (openStart) index.endings.set(core, number)
  else if (openEnd) index.beginnings.set(core, number)
  else index.exact.set(core, number)
  return number
}

/** The names of the groups of which a pattern stands in the words, each with the place where it first begins. */
export function matchPatterns(index: PatternIndex, words: readonly string[]): Map<string, number> {
  const elements = words.map((word) => elementsIn(index, word))
  const matched = new Map<string, number>()
  for (const [at, here] of elements.entries()) {
    for (const element of here) {
      for (const { rest, name } of index.byFirst.get(element) ?? []) {
        if (!matched.has(name) && follows(elements, at + 1, rest, 0)) matched.set(name, at)
      }
    }
  }
  return matched
}

function follows(elements: readonly number[][], at: number, rest: readonly number[], next: number): boolean {
  const element = rest[next]
  if (element === undefined) return true
  if (element !== GAP)
    return (elements[at]?.includes(element) ?? false) && follows(elements, at + 1, rest, next + 1)
  for (let skipped = 0; skipped <= 3; skipped++) {
    if (follows(elements, at + skipped, rest, next + 1)) return true
  }
  return false
}

function elementsIn({ exact, beginnings, endings, middles, seen }: PatternIndex, word: string): number[] {
  const known = seen.get(word)
  if (known) return known
  const found = [exact.get(word)]
  for (let length = 1; length <= word.length; length++) {
    found.push(beginnings.get(word.slice(0, length)), endings.get(word.slice(-length)))
  }
  for (const [part, element] of middles) if (word.includes(part)) found.push(element)
  const elements = found.filter((element) => element !== undefined)
  if (seen.size < MOST_SEEN) seen.set(word, elements)
  return elements
}
