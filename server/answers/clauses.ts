import type { Knowledge } from '../knowledge/knowledge.ts'
import { stemOf } from './stems.ts'
import { wordsOf } from './words.ts'

/** The clauses of every source, to be searched by the words of a question (BM25). */
export type ClauseIndex = {
  sections: { source: string; section: string; length: number }[]
  averageLength: number
  /** Per stem, the sections that hold it and how often. */
  postings: Map<string, [section: number, count: number][]>
}

/** The usual settings of BM25: how fast repetition stops counting, and how much length is held against a section. */
const SATURATION = 1.2
const LENGTH_WEIGHT = 0.6

/** Sections with other ids (title pages, signatures) are no clauses. */
export const CLAUSE = /^(?:\d+|art-\d+|bijlage-.+)$/u

export function indexClauses({ sources, entries }: Knowledge): ClauseIndex {
  const index: ClauseIndex = { sections: [], averageLength: 0, postings: new Map() }
  for (const source of sources) {
    for (const { id, title, text } of source.sections) {
      if (!CLAUSE.test(id)) continue
      const answered = entries.flatMap(({ question, answers }) =>
        answers.some(({ agreements, cite }) => agreements.includes(source.id) && cite[0]!.section === id)
          ? [question]
          : [],
      )
      addSection(index, source.id, id, [title, text, ...answered].join('\n'))
    }
  }
  index.averageLength = index.sections.reduce((sum, { length }) => sum + length, 0) / index.sections.length
  return index
}

function addSection(index: ClauseIndex, source: string, section: string, text: string): void {
  const stems = wordsOf(text).map((word) => stemOf(word.text))
  const counts = new Map<string, number>()
  for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1)
  for (const [stem, count] of counts) {
    const postings = index.postings.get(stem) ?? []
    postings.push([index.sections.length, count])
    index.postings.set(stem, postings)
  }
  index.sections.push({ source, section, length: stems.length })
}

/** How well each section of a source fits the words, best first; sections without any of them are left out. */
export function searchClauses(
  { sections, averageLength, postings }: ClauseIndex,
  source: string,
  stems: readonly string[],
): { section: string; score: number }[] {
  const scores = new Map<number, number>()
  for (const stem of new Set(stems)) {
    const found = postings.get(stem)
    if (!found) continue
    const rarity = Math.log(1 + (sections.length - found.length + 0.5) / (found.length + 0.5))
    for (const [section, count] of found) {
      if (sections[section]!.source !== source) continue
      const length = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * sections[section]!.length) / averageLength
      const gain = (rarity * count * (SATURATION + 1)) / (count + SATURATION * length)
      scores.set(section, (scores.get(section) ?? 0) + gain)
    }
  }
  return [...scores]
    .map(([section, score]) => ({ section: sections[section]!.section, score }))
    .toSorted((a, b) => b.score - a.score)
}
