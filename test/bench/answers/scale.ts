import { whatIsAsked } from '../../../server/answers/asked.ts'
import type { ClauseIndex } from '../../../server/answers/clauses.ts'
import type { Engine } from '../../../server/answers/engine.ts'
import type { Neighbours } from '../../../server/answers/neighbours.ts'
import type { Entry } from '../../../server/knowledge/knowledge.ts'
import type { Question } from './questions.ts'

/** The engine for so many times the knowledge, and what stands in it. */
export type Scaled = {
  engine: Engine
  entries: number
  phrasings: number
  features: number
  /** Bytes in the rows and postings that the questions read, and in those of every feature. */
  bytesRead: number
  bytesInAll: number
}

/** A copied word of four letters and more ends in another nonsense syllable; what it is a feature of changes too. */
const CHANGES_IN_A_COPY = /^(?:(?:word|pair|part):.*[^\s:]{4}|letters:.*>)/u

const copyOf = (id: string, copy: number) => (copy === 0 ? id : `${id}~${copy}`)

/**
 * The engine as it would stand after learning from `times` copies of the knowledge, each with its own agreements,
 * entries, clauses and phrasings, put together without the learning: only its time is of interest. Of the matrix
 * and the neighbours it holds what these questions read; the rows of other features would cost memory, not time.
 */
export function scaleUp(engine: Engine, questions: readonly Question[], times: number): Scaled {
  const { learnt } = engine
  const copies = Array.from({ length: times }, (_, copy) => copy)
  const isEntry = (label: string) => engine.entries.has(label)
  const copiedLabels = learnt.labels.filter(isEntry)
  const labels = [
    ...learnt.labels,
    ...copies.slice(1).flatMap((copy) => copiedLabels.map((label) => copyOf(label, copy))),
  ]
  const placeAmongCopied = new Map(copiedLabels.map((label, place) => [label, place]))
  const labelIn = (label: number, copy: number) => {
    const place = placeAmongCopied.get(learnt.labels[label]!)
    if (copy === 0 || place === undefined) return label
    return learnt.labels.length + (copy - 1) * copiedLabels.length + place
  }

  const names = Array.from(learnt.space.ids.keys())
  const changing = names.filter((name) => CHANGES_IN_A_COPY.test(name))
  const ids = new Map(learnt.space.ids)
  for (const copy of copies.slice(1)) for (const name of changing) ids.set(copyOf(name, copy), ids.size)

  const read = featuresRead(engine, questions)
  const weights = new Float32Array(names.length * labels.length)
  for (const feature of read) {
    const row = learnt.classifier.weights.subarray(feature * learnt.labels.length)
    for (const copy of copies) {
      for (let label = 0; label < learnt.labels.length; label++) {
        // Less weight than the original has, so that the copies do not share its belief a hundredfold.
        weights[feature * labels.length + labelIn(label, copy)] = row[label]! * (copy === 0 ? 1 : 0.5)
      }
    }
  }
  const neighbours = copyNeighbours(learnt.neighbours, read, times, (feature) =>
    CHANGES_IN_A_COPY.test(names[feature]!),
  )
  const neighbourLabels = new Int32Array(neighbours.size)
  for (const copy of copies) {
    for (const [at, label] of learnt.neighbourLabels.entries())
      neighbourLabels[copy * learnt.neighbourLabels.length + at] = labelIn(label, copy)
  }

  const bias = new Float32Array(labels.length)
  const classifier = { labels: labels.length, features: names.length, weights, bias }
  return {
    engine: {
      ...engine,
      learnt: { ...learnt, space: { ...learnt.space, ids }, labels, classifier, neighbours, neighbourLabels },
      clauses: copyClauses(engine.clauses, copies),
      entries: new Map(copies.flatMap((copy) => copyEntries(engine.entries, copy))),
    },
    entries: copiedLabels.length * times,
    phrasings: neighbours.size,
    features: ids.size,
    bytesRead: 4 * read.size * labels.length + 8 * neighbours.documents.length,
    bytesInAll: 4 * ids.size * labels.length + 8 * learnt.neighbours.documents.length * times,
  }
}

function featuresRead({ learnt, names }: Engine, questions: readonly Question[]): Set<number> {
  const read = new Set<number>()
  for (const { turns } of questions) {
    const { alone, wordings } = whatIsAsked(learnt, names, turns)
    for (const { vector } of [alone, ...wordings.map(({ perceived }) => perceived)])
      for (const id of vector.ids) read.add(id)
  }
  return read
}

function copyNeighbours(
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

function copyClauses({ sections, averageLength, postings }: ClauseIndex, copies: number[]): ClauseIndex {
  return {
    sections: copies.flatMap((copy) =>
      sections.map((section) => ({ ...section, source: copyOf(section.source, copy) })),
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

function copyEntries(entries: ReadonlyMap<string, Entry>, copy: number): [string, Entry][] {
  return Array.from(entries.values(), (entry) => {
    const id = copyOf(entry.id, copy)
    const answers = entry.answers.map((answer) => ({
      ...answer,
      agreements: answer.agreements.map((agreement) => copyOf(agreement, copy)),
    }))
    return [id, { ...entry, id, answers }]
  })
}
