/** Finds the known word that a misspelt one most likely stands for. */
export type SpellingIndex = {
  /** How often each known word occurs. */
  counts: ReadonlyMap<string, number>
  /** Known words by each form they have with one or two letters left out. */
  byShortened: Map<string, string[]>
}

/** Short words have too many neighbours to be repaired by guess. */
const SHORTEST = 4
const TWO_ERRORS_FROM = 8
/** The forms with two letters left out grow with the square of the length. */
const LONGEST = 25

export function indexSpelling(counts: ReadonlyMap<string, number>): SpellingIndex {
  const byShortened = new Map<string, string[]>()
  for (const word of counts.keys()) {
    if (word.length < SHORTEST || word.length > LONGEST || !/^[a-z]+$/u.test(word)) continue
    for (const form of shortened(word)) {
      const words = byShortened.get(form)
      if (words) words.push(word)
      else byShortened.set(form, [word])
    }
  }
  return { counts, byShortened }
}

/** The known word within one slip of the finger (two in a long word), or null when none or the word is known. */
export function repair({ counts, byShortened }: SpellingIndex, word: string): string | null {
  if (counts.has(word) || word.length < SHORTEST || word.length > LONGEST || !/^[a-z]+$/u.test(word))
    return null
  let best: string | null = null
  let bestScore = 0
  const tried = new Set<string>()
  for (const form of shortened(word)) {
    for (const candidate of byShortened.get(form) ?? []) {
      if (tried.has(candidate)) continue
      tried.add(candidate)
      const slips = slipsBetween(word, candidate)
      if (slips > errorsAllowed(word) || slips > errorsAllowed(candidate)) continue
      const sameStart = word[0] === candidate[0] ? 2 : 1
      const score = (sameStart * Math.log(1 + counts.get(candidate)!)) / slips ** 3
      if (score > bestScore) [best, bestScore] = [candidate, score]
    }
  }
  return best
}

const errorsAllowed = (word: string) => (word.length >= TWO_ERRORS_FROM ? 2 : 1)

function shortened(word: string): Set<string> {
  const forms = new Set([word])
  let latest = [word]
  for (let error = 0; error < errorsAllowed(word); error++) {
    latest = latest.flatMap((form) => Array.from(form, (_, at) => form.slice(0, at) + form.slice(at + 1)))
    for (const form of latest) forms.add(form)
  }
  return forms
}

/** Damerau-Levenshtein distance: letters put in, left out, changed, or swapped with their neighbour. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(change, last[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
