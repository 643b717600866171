import { whatIsAsked } from '../../../server/answers/asked.ts'
import type { Classifier } from '../../../server/answers/classifier.ts'
import type { Engine } from '../../../server/answers/engine.ts'
import { changesInACopy, copyClauses, copyEntries, copyNeighbours, nameIn } from './copies.ts'
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

/** The labels of all copies, the original's first, and which number a label has in a copy. */
type Labels = { names: string[]; entries: number; numberIn: (copy: number, label: number) => number }

/** A copy's label weighs less than the original, so that the copies do not share its belief a hundredfold. */
const WEIGHT_OF_A_COPY = 0.5

/**
 * The engine as it would stand after learning from `times` copies of the knowledge, each with its own agreements,
 * entries, clauses and phrasings, put together without the learning: only its time is of interest. Of the matrix
 * and the neighbours it holds what these questions read; the rows of other features would cost memory, not time.
 * At 1 time it answers these questions exactly as the engine itself.
 */
export function scaleUp(engine: Engine, questions: readonly Question[], times: number): Scaled {
  const { learnt } = engine
  const copies = Array.from({ length: times }, (_, copy) => copy)
  const labels = labelsOf(engine, copies)
  const read = featuresRead(engine, questions)

  const features = Array.from(learnt.space.ids.keys())
  const changing = features.filter(changesInACopy)
  const ids = new Map(learnt.space.ids)
  for (const copy of copies.slice(1)) for (const name of changing) ids.set(nameIn(copy, name), ids.size)

  const neighbours = copyNeighbours(learnt.neighbours, read, times, (id) => changesInACopy(features[id]!))
  const neighbourLabels = new Int32Array(neighbours.size)
  for (const copy of copies) {
    for (const [at, label] of learnt.neighbourLabels.entries())
      neighbourLabels[copy * learnt.neighbourLabels.length + at] = labels.numberIn(copy, label)
  }
  const space = { ...learnt.space, ids }
  const classifier = copyClassifier(learnt.classifier, labels, read, copies)
  return {
    engine: {
      ...engine,
      learnt: { ...learnt, space, labels: labels.names, classifier, neighbours, neighbourLabels },
      clauses: copyClauses(engine.clauses, copies),
      entries: new Map(copies.flatMap((copy) => copyEntries(engine.entries.values(), copy))),
    },
    entries: labels.entries,
    phrasings: neighbours.size,
    features: ids.size,
    bytesRead: 4 * read.size * labels.names.length + 8 * neighbours.documents.length,
    bytesInAll: 4 * ids.size * labels.names.length + 8 * learnt.neighbours.documents.length * times,
  }
}

/** Entries are copied; the kinds of message without an entry stay as many as they are. */
function labelsOf({ learnt, entries }: Engine, copies: readonly number[]): Labels {
  const copied = learnt.labels.filter((label) => entries.has(label))
  const places = learnt.labels.map((label) => copied.indexOf(label))
  return {
    names: [
      ...learnt.labels,
      ...copies.slice(1).flatMap((copy) => copied.map((label) => nameIn(copy, label))),
    ],
    entries: copied.length * copies.length,
    numberIn: (copy, label) =>
      copy === 0 || places[label] === -1
        ? label
        : learnt.labels.length + (copy - 1) * copied.length + places[label]!,
  }
}

/** Rows that are never written take up no memory. */
function copyClassifier(
  { labels, features, weights, bias }: Classifier,
  { names, numberIn }: Labels,
  read: ReadonlySet<number>,
  copies: readonly number[],
): Classifier {
  const copied = new Float32Array(features * names.length)
  for (const feature of read) {
    for (const copy of copies) {
      for (let label = 0; label < labels; label++) {
        const number = numberIn(copy, label)
        if (copy > 0 && number === label) continue
        const share = copy === 0 ? 1 : WEIGHT_OF_A_COPY
        copied[feature * names.length + number] = share * weights[feature * labels + label]!
      }
    }
  }
  const copiedBias = new Float32Array(names.length)
  copiedBias.set(bias)
  return { labels: names.length, features, weights: copied, bias: copiedBias }
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
