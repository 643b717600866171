import type { SparseVector } from './classifier.ts'

/** Remembered messages by the features they hold, for finding the ones most like a new message. */
export type Neighbours = {
  size: number
  /** Where each feature's postings begin; one more at the end. */
  starts: Int32Array
  documents: Int32Array
  values: Float32Array
}

export type Neighbour = { document: number; similarity: number }

export function rememberNeighbours(vectors: readonly SparseVector[], features: number): Neighbours {
  const starts = new Int32Array(features + 1)
  for (const { ids } of vectors) for (const id of ids) starts[id + 1]! += 1
  for (let id = 0; id < features; id++) starts[id + 1]! += starts[id]!
  const next = starts.slice()
  const documents = new Int32Array(starts[features]!)
  const values = new Float32Array(starts[features]!)
  for (const [document, vector] of vectors.entries()) {
    for (const [k, id] of vector.ids.entries()) {
      const at = next[id]!++
      documents[at] = document
      values[at] = vector.values[k]!
    }
  }
  return { size: vectors.length, starts, documents, values }
}

/** The remembered messages most like this one, nearest first; similarity is the cosine, from 0 to 1. */
export function nearest(
  { size, starts, documents, values }: Neighbours,
  vector: SparseVector,
  count: number,
): Neighbour[] {
  const similarities = new Float32Array(size)
  for (let k = 0; k < vector.ids.length; k++) {
    const id = vector.ids[k]!
    const value = vector.values[k]!
    const end = starts[id + 1]!
    for (let at = starts[id]!; at < end; at++) similarities[documents[at]!]! += value * values[at]!
  }
  const best: Neighbour[] = []
  let least = 0
  for (let document = 0; document < size; document++) {
    const similarity = similarities[document]!
    if (similarity <= least && best.length === count) continue
    if (similarity === 0) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.similarity < similarity) at--
    best.splice(at, 0, { document, similarity })
    if (best.length > count) best.pop()
    if (best.length === count) least = best[count - 1]!.similarity
  }
  return best
}
