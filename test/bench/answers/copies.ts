import type { ClauseIndex } from '../../../server/answers/clauses.ts'
import type { Neighbours } from '../../../server/answers/neighbours.ts'
import type { Entry } from '../../../server/knowledge/knowledge.ts'

/** The name that something has in a copy of the knowledge; copy 0 is the knowledge itself. */
export const nameIn = (copy: number, name: string) => (copy === 0 ? name : `${name}~${copy}`)

/** A copied word of four letters and more ends in another nonsense syllable; what it is a feature of changes too. */
const CHANGES_IN_A_COPY = /^(?:(?:word|pair|part):.*[^\s:]{4}|letters:.*>)/u

export const changesInACopy = (feature: string) => CHANGES_IN_A_COPY.test(feature)

/** The memory of all copies' messages; of features that change in a copy, only the original's messages have them. */
export function copyNeighbours(
  { size, starts, documents, values }: Neighbours,
  read: ReadonlySet<number>,
  times: number,
  changes: (feature: number) => boolean,
): Neighbours {
  const copied = starts.slice()
  const copiesOf = (feature: number) => (read.has(feature) ? (changes(feature) ? 1 : times) : 0)
  for (let feature = 0; feature + 1 < starts.length; feature++) {
    const length = starts[feature + 1]! - starts[feature]!
    copied[feature + 1] = copied[feature]! + length * copiesOf(feature)
  }
  const postings = copied.at(-1)!
  const result = { documents: new Int32Array(postings), values: new Float32Array(postings) }
  for (const feature of read) {
    const [from, to] = [starts[feature]!, starts[feature + 1]!]
    let at = copied[feature]!
    for (let copy = 0; copy < copiesOf(feature); copy++) {
      for (let posting = from; posting < to; posting++, at++) {
        result.documents[at] = documents[posting]! + copy * size
        result.values[at] = values[posting]!
      }
    }
  }
  return { size: size * times, starts: copied, ...result }
}

export function copyClauses(
  { sections, averageLength, postings }: ClauseIndex,
  copies: number[],
): ClauseIndex {
  return {
    sections: copies.flatMap((copy) =>
      sections.map((section) => ({ ...section, source: nameIn(copy, section.source) })),
    ),
    averageLength,
    postings: new Map(
      Array.from(postings, ([stem, held]) => [
        stem,
        copies.flatMap((copy) =>
          held.map(([section, count]): [number, number] => [section + copy * sections.length, count]),
        ),
      ]),
    ),
  }
}

export function copyEntries(entries: Iterable<Entry>, copy: number): [string, Entry][] {
  return Array.from(entries, (entry) => {
    const id = nameIn(copy, entry.id)
    const answers = entry.answers.map((answer) => ({
      ...answer,
      agreements: answer.agreements.map((agreement) => nameIn(copy, agreement)),
    }))
    return [id, { ...entry, id, answers }]
  })
}
