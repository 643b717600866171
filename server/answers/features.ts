import type { SparseVector } from './classifier.ts'

/** What a message holds, by kind of feature: names with how often (or how strongly) they occur. */
export type FeatureCounts = Map<string, number>

/** How much each kind of feature may say, named by its prefix. */
export type FamilyWeights = Record<string, number>

export type FeatureSpace = {
  ids: Map<string, number>
  /** Weight per feature: rarity times the family's weight. */
  weights: Float32Array
}

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
    weights.push(Math.log(1 + documents.length / count) * familyWeight(families, name))
  }
  return { ids, weights: Float32Array.from(weights) }
}

/** The message as the classifier sees it, each family of features at unit length times its weight. */
export function vectorOf(space: FeatureSpace, counts: FeatureCounts): SparseVector {
  const ids: number[] = []
  const values: number[] = []
  const lengths = new Map<string, number>()
  for (const [name, count] of counts) {
    const id = space.ids.get(name)
    if (id === undefined) continue
    const value = (1 + Math.log(count)) * space.weights[id]!
    ids.push(id)
    values.push(value)
    lengths.set('', (lengths.get('') ?? 0) + value * value)
  }
  const scale = 1 / Math.sqrt(lengths.get('') ?? 1)
  return { ids: Int32Array.from(ids), values: Float32Array.from(values, (value) => value * scale) }
}

function familyWeight(families: FamilyWeights, name: string): number {
  return families[name.slice(0, name.indexOf(':'))] ?? 1
}
