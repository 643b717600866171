import type { Learnt } from './learn.ts'
import { essenceOf, rarityOf } from './likeness.ts'
import type { Reading } from './reading.ts'

/** A group of questions that ask about the same: the most typical one first, then by likeness to it. */
export type Group<T> = T[]

type Weights = Map<string, number>
/** By their place in the row, the questions that belong together with one, and how alike they are. */
type Similar = Map<number, number>

/** A meaning known from concepts.yaml counts like a rather rare word. */
const CONCEPT = 4
/** From this cosine on two questions belong together. */
const TOGETHER = 0.55

/**
 * Groups questions by likeness, words that nobody has used before included. The same questions in any order give the
 * same groups.
 */
export function grouped<T extends { text: string; reading: Reading }>(
  learnt: Learnt,
  questions: readonly T[],
): Group<T>[] {
  const inOrder = questions.toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
  const vectors = inOrder.map(({ reading }) => vectorOf(learnt, reading))
  const near = likeEachOther(vectors)
  const left = new Set(inOrder.keys())
  const groups: Group<T>[] = []
  while (left.size > 0) {
    const typical = mostTypical(left, near)
    const members = [...near[typical]!].filter(([member]) => left.has(member)).toSorted((a, b) => b[1] - a[1])
    groups.push([typical, ...members.map(([member]) => member)].map((index) => inOrder[index]!))
    for (const member of [typical, ...members.map(([index]) => index)]) left.delete(member)
  }
  return groups
}

/** The one that most of those that are left are like, and of several the first. */
function mostTypical(left: ReadonlySet<number>, near: readonly Similar[]): number {
  let best = -1
  let most = -1
  for (const index of left) {
    let like = 0
    for (const [other, similarity] of near[index]!) if (left.has(other)) like += similarity
    if (like > most) [best, most] = [index, like]
  }
  return best
}

function likeEachOther(vectors: readonly Weights[]): Similar[] {
  const holding = new Map<string, [index: number, weight: number][]>()
  const near: Similar[] = vectors.map(() => new Map())
  for (const [index, vector] of vectors.entries()) {
    const similarities = new Map<number, number>()
    for (const [name, weight] of vector) {
      const others = holding.get(name) ?? []
      for (const [other, its] of others)
        similarities.set(other, (similarities.get(other) ?? 0) + weight * its)
      others.push([index, weight])
      holding.set(name, others)
    }
    for (const [other, similarity] of similarities) {
      if (similarity < TOGETHER) continue
      near[index]!.set(other, similarity)
      near[other]!.set(index, similarity)
    }
  }
  return near
}

function vectorOf(learnt: Learnt, reading: Reading): Weights {
  const weights: Weights = new Map()
  for (const stem of essenceOf(learnt, reading).stems) weights.set(`word:${stem}`, rarityOf(learnt, stem))
  for (const concept of reading.concepts) weights.set(`concept:${concept}`, CONCEPT)
  let squares = 0
  for (const weight of weights.values()) squares += weight * weight
  const length = Math.sqrt(squares) || 1
  for (const [name, weight] of weights) weights.set(name, weight / length)
  return weights
}
