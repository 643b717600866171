import { probabilities, type SparseVector } from './classifier.ts'
import { vectorOf } from './features.ts'
import type { Learnt } from './learn.ts'
import { featuresOf, read, type Reading } from './reading.ts'

/** A message as it was read, with what the classifiers believe of it whoever asks. */
export type Perceived = {
  reading: Reading
  vector: SparseVector
  /** Per label of the learnt labels, its share of the belief. */
  shares: Float32Array
  /** Per learnt kind, its share of the belief. */
  kindShares: Float32Array
}

export function perceive(learnt: Learnt, text: string): Perceived {
  const reading = read(learnt.reader, text)
  const vector = vectorOf(learnt.space, featuresOf(learnt.reader, reading))
  return {
    reading,
    vector,
    shares: probabilities(learnt.classifier, vector),
    kindShares: probabilities(learnt.kindClassifier, vector),
  }
}
