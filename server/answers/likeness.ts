import type { Learnt } from './learn.ts'
import type { Reading } from './reading.ts'
import { stemOf } from './stems.ts'

/** What a question asks, without what is only polite: its stems in order, and the words that turn its meaning. */
export type Essence = { stems: string[]; weights: number[]; weight: number; turns: string }

const POLITE = new Set(
  'de het een en of hallo hoi dag goedemorgen goedemiddag goedenavond beste meneer mevrouw alstublieft aub svp graag even eens eigenlijk dan nou nu ook maar toch wel ja hoor misschien gewoon vraagje vraag weten weet wil zou willen'
    .split(' ')
    .map(stemOf),
)
/** Two questions that differ in one of these never ask the same. */
const TURNS = new Set(
  'wie wat waar wanneer waarom hoe hoeveel hoelang welk welke moet moeten niet geen nooit zonder'
    .split(' ')
    .map(stemOf),
)
/** Nor do two that differ in who does it to whom, by whatever name. */
const PEOPLE = new Map(
  ['ik we wij', 'mij me ons', 'u jij je jullie', 'hij zij ze', 'hem haar hun'].flatMap((names) =>
    names.split(' ').map((name): [string, string] => [stemOf(name), names]),
  ),
)

/**
 * From this share of common words on, by their rarity and in the same order, two questions count as the same. Of the
 * 24,000 phrasings in the knowledge no two with different answers are as alike as this.
 */
export const SAME = 0.85
/** Of fewer words than this each one counts. */
const LEAST_STEMS = 3
/** About as many messages as the commonest word was met in. */
const MESSAGES = 10_000
const LIGHTEST = 0.5

/** How telling a stem is: the fewer answered messages hold it, the more. */
export function rarityOf({ answeredStems }: Learnt, stem: string): number {
  return Math.max(LIGHTEST, Math.log(1 + MESSAGES / ((answeredStems.get(stem) ?? 0) + 1)))
}

export function essenceOf(learnt: Learnt, { stems: all }: Reading): Essence {
  const stems = all.filter((stem) => stem !== '?' && !POLITE.has(stem))
  const weights = stems.map((stem) => rarityOf(learnt, stem))
  const turns = all.flatMap((stem) => PEOPLE.get(stem) ?? (TURNS.has(stem) || /^\d/u.test(stem) ? stem : []))
  return {
    stems,
    weights,
    weight: weights.reduce((sum, weight) => sum + weight, 0),
    turns: [...new Set(turns)].toSorted().join(' '),
  }
}

/** How alike two questions are, from 0 to 1; 0 when a word that turns the meaning stands in only one of them. */
export function likenessOf(a: Essence, b: Essence): number {
  if (a.turns !== b.turns || a.stems.length === 0 || b.stems.length === 0) return 0
  const isShort = Math.min(a.stems.length, b.stems.length) < LEAST_STEMS
  if (isShort) return a.stems.join(' ') === b.stems.join(' ') ? 1 : 0
  return (2 * commonInOrder(a, b)) / (a.weight + b.weight)
}

export const isSame = (a: Essence, b: Essence) => likenessOf(a, b) >= SAME

/** The weight of the heaviest row of stems that stands in both in the same order. */
function commonInOrder(a: Essence, b: Essence): number {
  let above = new Float64Array(b.stems.length + 1)
  for (const [i, stem] of a.stems.entries()) {
    const row = new Float64Array(b.stems.length + 1)
    for (let j = 1; j <= b.stems.length; j++) {
      const both = b.stems[j - 1] === stem ? above[j - 1]! + a.weights[i]! : 0
      row[j] = Math.max(above[j]!, row[j - 1]!, both)
    }
    above = row
  }
  return above[b.stems.length]!
}
