import { createHash } from 'node:crypto'
import { BETWEEN_TURNS, type Entry, type Knowledge, type Phrasing } from '../knowledge/knowledge.ts'
import { trainClassifier, type Classifier, type TrainingOptions } from './classifier.ts'
import {
  learnFeatureSpace,
  PIECES,
  vectorOf,
  withoutPieces,
  type FamilyWeights,
  type FeatureSpace,
} from './features.ts'
import { rememberNeighbours, type Neighbours } from './neighbours.ts'
import { compileReader, featuresOf, read, type Reader } from './reading.ts'
import { stemOf } from './stems.ts'
import { wordsOf } from './words.ts'

/** What has been learnt from the knowledge: everything a question needs, and nothing that changes by answering. */
export type Learnt = {
  reader: Reader
  space: FeatureSpace
  /** What the classifier tells apart: entries, and the kinds of message that have no entry. */
  labels: string[]
  classifier: Classifier
  /** What kind of message it is, whatever its subject: 'entry' for a question that an entry answers. */
  kinds: string[]
  kindClassifier: Classifier
  neighbours: Neighbours
  /** The label of each remembered message. */
  neighbourLabels: Int32Array
  /** How often each stem stands in messages that an entry answers. */
  answeredStems: Map<string, number>
}

const FAMILIES: FamilyWeights = {
  word: 1,
  pair: 0.9,
  part: 0.5,
  [PIECES]: 0.7,
  concept: 1.5,
  concepts: 0.9,
  aspect: 0.8,
  asked: 0.9,
}

const TRAINING: TrainingOptions = { epochs: 9, rate: 0.3, decay: 1e-6, hidden: 0.6, seed: 20261122 }

/** A feature that hardly any message has teaches nothing about the next one. */
const LEAST_DOCUMENTS = 3

/** How much the knowledge's own words weigh beside a message that somebody typed. */
const ENTRY_TEXT_WEIGHT = 0.5

/** Goes up when the way of learning changes, so that nothing learnt the old way is used. */
const LEARNING_VERSION = 3

export function learn(knowledge: Knowledge, dictionary: ReadonlySet<string>): Learnt {
  const texts = textsOf(knowledge)
  const reader = compileReaderOf(knowledge, dictionary)
  const labels = [...new Set(texts.map(({ asks }) => asks))]
  const labelOf = new Map(labels.map((label, index) => [label, index]))
  const documents = texts.map(({ text }) => featuresOf(reader, read(reader, text)))
  const space = learnFeatureSpace(documents, FAMILIES, LEAST_DOCUMENTS)
  const examples = texts.map(({ asks, writer }, index) => ({
    vector: vectorOf(space, documents[index]!),
    label: labelOf.get(asks)!,
    weight: writer === ENTRY_WRITER ? ENTRY_TEXT_WEIGHT : 1,
  }))
  const answered = new Set(knowledge.entries.map(({ id }) => id))
  const kindOfLabel = labels.map((label) => (answered.has(label) ? ENTRY_KIND : label))
  const kinds = [...new Set(kindOfLabel)]
  // What kind of message it is shows in the latest turn alone.
  const kindExamples = examples.map(({ vector, label, weight }, index) => {
    const latest = texts[index]!.text.split(BETWEEN_TURNS).at(-1)!
    const alone =
      latest === texts[index]!.text ? vector : vectorOf(space, featuresOf(reader, read(reader, latest)))
    return { vector: alone, label: kinds.indexOf(kindOfLabel[label]!), weight }
  })
  return {
    reader,
    space,
    labels,
    classifier: trainClassifier(examples, labels.length, space.ids.size, TRAINING),
    kinds,
    kindClassifier: trainClassifier(kindExamples, kinds.length, space.ids.size, TRAINING),
    neighbours: rememberNeighbours(
      examples.map(({ vector }) => withoutPieces(space, vector)),
      space.ids.size,
    ),
    neighbourLabels: Int32Array.from(examples, ({ label }) => label),
    answeredStems: stemsOfAnswered(answered, texts),
  }
}

export function compileReaderOf(knowledge: Knowledge, dictionary: ReadonlySet<string>): Reader {
  const texts = textsOf(knowledge).map(({ text }) => text)
  return compileReader(knowledge.language, texts, dictionary)
}

const name = ({ asks, writer, text }: Phrasing) => `${asks}\n${writer}\n${text}`

/** What is learnt from, in an order that does not depend on where the knowledge was kept. */
function textsOf({ phrasings, entries }: Knowledge): Phrasing[] {
  const texts = [...phrasings, ...entries.flatMap(ownWords)]
  return texts.toSorted((a, b) => (name(a) < name(b) ? -1 : 1))
}

/** Tells apart what different knowledge would teach: the same digest, the same learning. */
export function learningDigest(knowledge: Knowledge): string {
  const texts = textsOf(knowledge).map(({ asks, writer, text }) => [asks, writer, text])
  const material = [LEARNING_VERSION, FAMILIES, TRAINING, LEAST_DOCUMENTS, texts, knowledge.language]
  return createHash('sha256').update(JSON.stringify(material)).digest('hex')
}

function stemsOfAnswered(answered: ReadonlySet<string>, texts: readonly Phrasing[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { asks, text } of texts) {
    if (!answered.has(asks)) continue
    for (const stem of new Set(wordsOf(text).map((word) => stemOf(word.text))))
      counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  return counts
}

/** The kind of every message that an entry answers. */
export const ENTRY_KIND = 'entry'

const ENTRY_WRITER = 'entry'

function ownWords({ id, question, answers }: Entry): Phrasing[] {
  return [question, ...new Set(answers.map(({ text }) => text))].map((text) => ({
    asks: id,
    text,
    writer: ENTRY_WRITER,
  }))
}
