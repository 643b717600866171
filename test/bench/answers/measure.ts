import { sectionOf } from '../../../server/answers/look.ts'
import type { Entry } from '../../../server/knowledge/load.ts'
import type { Ask, Document } from './peer.ts'
import type { Question } from './questions.ts'

/** What a system made of one question: how sure it was of its first entry, and whether that entry answers it. */
type Guess = { answerable: boolean; right: boolean; score: number }

export type Measured = { guesses: Guess[]; milliseconds: number[] }

const WARM_UP = 40

/** Asks every question once, one at a time, after a warm-up on other texts. */
export async function measure(
  ask: Ask,
  questions: readonly Question[],
  documents: readonly Document[],
  entries: ReadonlyMap<string, Entry>,
): Promise<Measured> {
  const step = Math.floor(documents.length / WARM_UP)
  for (let at = 0; at < documents.length; at += step) {
    const { text, agreements } = documents[at]!
    await ask({ turns: [text], text, agreement: agreements[0]! })
  }
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
