import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { BETWEEN_TURNS, type Knowledge } from '../../../server/knowledge/knowledge.ts'
import type { Asked, Document } from './peer.ts'

const SETS = ['dev.jsonl', 'own.jsonl']

const lineSchema = z.object({
  agreement: z.string().nullable(),
  turns: z.array(z.string()).min(1),
  expect: z.array(z.string()).min(1),
  cite: z.array(z.object({ source: z.string(), section: z.string() })),
})

/** A line of a question set. `sections` are those that answer it; none when it must not be answered. */
export type Question = Asked & { sections: string[] }

/** The lines of which the agreement is known, without those that may be answered but need not be. */
export async function readQuestions(): Promise<Question[]> {
  const sets = await Promise.all(
    SETS.map((name) => readFile(new URL(`../../eval/${name}`, import.meta.url), 'utf8')),
  )
  const lines = sets.flatMap((set) => set.split('\n').filter(Boolean))
  return lines.flatMap((line) => {
    const { agreement, turns, expect, cite } = lineSchema.parse(JSON.parse(line))
    const answerable = expect.includes('answer')
    if (agreement === null || (answerable && expect.length > 1)) return []
    const sections = cite.filter(({ source }) => source === agreement).map(({ section }) => section)
    return [{ agreement, turns, text: turns.join(' '), sections: answerable ? sections : [] }]
  })
}

/** All that the engine learns from: every phrasing, and the question and answers of every entry. */
export function documentsOf({ sources, entries, phrasings }: Knowledge): Document[] {
  const everywhere = sources.map(({ id }) => id)
  const agreements = new Map(
    entries.map(({ id, answers }) => [id, answers.flatMap((answer) => answer.agreements)]),
  )
  const ownWords = entries.flatMap(({ id, question, answers }) =>
    [question, ...new Set(answers.map(({ text }) => text))].map((text) => ({ asks: id, text })),
  )
  return [...phrasings, ...ownWords].map(({ asks, text }) => ({
    asks,
    text: text.replaceAll(BETWEEN_TURNS, ' '),
    agreements: agreements.get(asks) ?? everywhere,
  }))
}
