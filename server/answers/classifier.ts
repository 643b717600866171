/** A document as the classifier sees it: feature numbers with their weights, in parallel. */
export type SparseVector = { ids: Int32Array; values: Float32Array }

export type Example = { vector: SparseVector; label: number; weight: number }

export type Classifier = {
  labels: number
  features: number
  /** `weights[feature * labels + label]`. */
  weights: Float32Array
  bias: Float32Array
}

export type TrainingOptions = {
  epochs: number
  rate: number
  decay: number
  /** The share of a message's features hidden at each step, so that no single word carries a question. */
  hidden: number
  seed: number
}

/** Below this share a label's gradient moves nothing that matters, and skipping it halves the time. */
const NEGLIGIBLE = 0.002

/**
 * Softmax regression by stochastic gradient descent with AdaGrad steps and a pull of the weights towards
 * zero. The same examples and seed give the same classifier to the bit.
 */
export function trainClassifier(
  examples: readonly Example[],
  labels: number,
  features: number,
  { epochs, rate, decay, hidden, seed }: TrainingOptions,
): Classifier {
  const weights = new Float32Array(features * labels)
  const squares = new Float32Array(features * labels).fill(1e-2)
  const bias = new Float32Array(labels)
  const order = Int32Array.from(examples.keys())
  const random = mulberry32(seed)
  const classifier = { labels, features, weights, bias }
  const shares = new Float32Array(labels)
  const moving = new Int32Array(labels)

  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const index of order) {
      const { vector: whole, label, weight } = examples[index]!
      const vector = hidden > 0 ? hideSome(whole, hidden, random) : whole
      sharesInto(classifier, vector, shares)
      let count = 0
      for (let c = 0; c < labels; c++) {
        if (c === label) shares[c]! -= 1
        if (Math.abs(shares[c]!) > NEGLIGIBLE) moving[count++] = c
      }
      for (let m = 0; m < count; m++) {
        const c = moving[m]!
        const error = shares[c]! * weight
        bias[c]! -= 0.02 * rate * error
        for (let k = 0; k < vector.ids.length; k++) {
          const at = vector.ids[k]! * labels + c
          const gradient = error * vector.values[k]! + decay * weights[at]!
          const square = squares[at]! + gradient * gradient
          squares[at] = square
          weights[at]! -= (rate * gradient) / Math.sqrt(square)
        }
      }
    }
  }
  return classifier
}

/** The probability of each label, summing to one. */
export function probabilities(classifier: Classifier, vector: SparseVector): Float32Array {
  const shares = new Float32Array(classifier.labels)
  sharesInto(classifier, vector, shares)
  return shares
}

function sharesInto(
  { labels, weights, bias }: Classifier,
  { ids, values }: SparseVector,
  out: Float32Array,
): void {
  out.set(bias)
  for (let k = 0; k < ids.length; k++) {
    const value = values[k]!
    const from = ids[k]! * labels
    for (let c = 0; c < labels; c++) out[c]! += weights[from + c]! * value
  }
  let highest = -Infinity
  for (let c = 0; c < labels; c++) if (out[c]! > highest) highest = out[c]!
  let sum = 0
  for (let c = 0; c < labels; c++) {
    const share = Math.exp(out[c]! - highest)
    out[c] = share
    sum += share
  }
  for (let c = 0; c < labels; c++) out[c]! /= sum
}

function hideSome({ ids, values }: SparseVector, hidden: number, random: () => number): SparseVector {
  const kept = { ids: new Int32Array(ids.length), values: new Float32Array(ids.length) }
  const scale = 1 / (1 - hidden)
  let count = 0
  for (let k = 0; k < ids.length; k++) {
    if (random() < hidden) continue
    kept.ids[count] = ids[k]!
    kept.values[count++] = values[k]! * scale
  }
  return { ids: kept.ids.subarray(0, count), values: kept.values.subarray(0, count) }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = order[i]!
    order[i] = order[j]!
    order[j] = kept
  }
}

/** A small seeded random generator: training must not depend on chance. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
