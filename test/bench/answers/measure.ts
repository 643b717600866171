import { sectionOf } from '../../../server/answers/look.ts'
import type { Entry } from '../../../server/knowledge/knowledge.ts'
import type { Ask, Document } from './peer.ts'
import type { Question } from './questions.ts'

/** What a system made of one question: how sure it was of its first entry, and whether that entry answers it. */
type Guess = { answerable: boolean; right: boolean; score: number }

export type Measured = { guesses: Guess[]; milliseconds: number[] }

/** A warm-up takes this many texts, or so many as go into this time. */
const WARM_UP_TEXTS = 400
const WARM_UP_MILLISECONDS = 2000

/** Asks every question once, one at a time, after a warm-up on the texts. */
export async function measure(
  ask: Ask,
  questions: readonly Question[],
  texts: readonly Document[],
  entries: ReadonlyMap<string, Entry>,
): Promise<Measured> {
  await warmUp(ask, texts)
  const guesses: Guess[] = []
  const milliseconds: number[] = []
  for (const question of questions) {
    const began = performance.now()
    const ranked = await ask(question)
    milliseconds.push(performance.now() - began)
    const first = ranked.find(({ asks }) => entries.has(asks))
    const section = first ? sectionOf(entries.get(first.asks)!, question.agreement) : null
    guesses.push({
      answerable: question.sections.length > 0,
      right: section !== null && question.sections.includes(section),
      score: first?.score ?? -Infinity,
    })
  }
  return { guesses, milliseconds }
}

async function warmUp(ask: Ask, texts: readonly Document[]): Promise<void> {
  const until = performance.now() + WARM_UP_MILLISECONDS
  for (let at = 0; at < WARM_UP_TEXTS && performance.now() < until; at++) {
    const { text, agreements } = texts[Math.floor((at * texts.length) / WARM_UP_TEXTS)]!
    await ask({ turns: [text], text, agreement: agreements[0]! })
  }
}

export function rightAtRankOne({ guesses }: Measured): number {
  return guesses.filter(({ right }) => right).length
}

/**
 * How many of all questions get a wrong answer when the system answers whatever it is at least so sure of that this
 * share of the answerable ones is answered; null when it cannot answer so many.
 */
export function wrongAtCoverage({ guesses }: Measured, coverage: number): number | null {
  const scores = guesses.filter(({ answerable }) => answerable).map(({ score }) => score)
  const threshold = scores.toSorted((a, b) => b - a)[Math.ceil(coverage * scores.length) - 1]!
  if (threshold === -Infinity) return null
  return guesses.filter(({ score, right }) => score >= threshold && !right).length
}

export function percentile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))]!
}
