import type { SparseVector } from './classifier.ts'

/** What a message holds, by kind of feature: names with how often (or how strongly) they occur. */
export type FeatureCounts = Map<string, number>

/** How much each kind of feature may say, named by its prefix. */
export type FamilyWeights = Record<string, number>

export type FeatureSpace = {
  ids: Map<string, number>
  /** Weight per feature: rarity times the family's weight. */
  weights: Float32Array
  /** Per feature, 1 when it is a piece of a word. */
  pieces: Uint8Array
}

/** The family of features that are pieces of words. */
export const PIECES = 'letters'

/** Learns which features occur often enough to keep, and how telling each is. */
export function learnFeatureSpace(
  documents: readonly FeatureCounts[],
  families: FamilyWeights,
  leastDocuments: number,
): FeatureSpace {
  const seenIn = new Map<string, number>()
  for (const document of documents) {
    for (const name of document.keys()) seenIn.set(name, (seenIn.get(name) ?? 0) + 1)
  }
  const ids = new Map<string, number>()
  const weights: number[] = []
  for (const [name, count] of seenIn) {
    if (count < leastDocuments) continue
    ids.set(name, weights.length)
    weights.push(Math.log(1 + documents.length / count) * (families[familyOf(name)] ?? 1))
  }
  const pieces = Uint8Array.from(ids.keys(), (name) => (familyOf(name) === PIECES ? 1 : 0))
  return { ids, weights: Float32Array.from(weights), pieces }
}

/** The message as the classifier sees it: what it holds of the known features, at unit length. */
export function vectorOf({ ids, weights }: FeatureSpace, counts: FeatureCounts): SparseVector {
  const found = new Int32Array(counts.size)
  const values = new Float32Array(counts.size)
  let size = 0
  for (const [name, count] of counts) {
    const id = ids.get(name)
    if (id === undefined) continue
    found[size] = id
    values[size++] = count === 1 ? weights[id]! : (1 + Math.log(count)) * weights[id]!
  }
  return unitVector(found.subarray(0, size), values.subarray(0, size))
}

/** The message by its words and meanings alone: pieces of words are many, and tell likeness poorly. */
export function withoutPieces({ pieces }: FeatureSpace, { ids, values }: SparseVector): SparseVector {
  const whole = (_: number, k: number) => pieces[ids[k]!] === 0
  return unitVector(ids.filter(whole), values.filter(whole))
}

function unitVector(ids: Int32Array, values: Float32Array): SparseVector {
  let squares = 0
  for (let k = 0; k < values.length; k++) squares += values[k]! * values[k]!
  const length = Math.sqrt(squares) || 1
  for (let k = 0; k < values.length; k++) values[k]! /= length
  return { ids, values }
}

const familyOf = (name: string) => name.slice(0, name.indexOf(':'))
