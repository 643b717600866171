import { setImmediate as breathe } from 'node:timers/promises'
import { and, desc, eq, gte, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { waysToAsk } from '../answers/overlay.ts'
import { contentOf, questionOf } from '../conversations/messages.ts'
import { wordsAlone } from './checks.ts'
import { BETWEEN_TURNS, type OwnVersion } from './knowledge.ts'

/** A question of which it is looked at whether its answer changes. */
export type KnownQuestion = { turns: string[]; from: 'phrasing' | 'client' | 'own' }

/** Of the entry itself most ways to ask are tried, of everything else one besides its question. */
const MOST_OF_ENTRY = 150
const OF_EACH_OTHER = 1
const MOST_CONVERSATIONS = 300
const MOST_OF_CLIENTS = 250
const MONTHS_BACK = 3

/** Ways to ask the entry, a few of everything else that is known to be asked, and the organisation's own. */
export function sampledQuestions({ knowledge }: Engine, own: readonly OwnVersion[]): KnownQuestion[] {
  const ids = new Set(own.map(({ id }) => id))
  const byLabel = Map.groupBy(knowledge.phrasings, ({ asks }) => asks)
  const sampled = [...byLabel].flatMap(([asks, phrasings]) =>
    evenly(phrasings, ids.has(asks) ? MOST_OF_ENTRY : OF_EACH_OTHER),
  )
  return distinct([
    ...own.flatMap(waysToAsk).map((text) => ({ turns: [text], from: 'own' as const })),
    ...knowledge.entries.map(({ question }) => ({ turns: [question], from: 'phrasing' as const })),
    ...sampled.map(({ text }) => ({ turns: text.split(BETWEEN_TURNS), from: 'phrasing' as const })),
  ])
}

function evenly<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most)
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)]!)
}

/** What the organisation's clients asked in the last months, the newest first. */
export async function questionsOfClients(tx: Db, key: Key, now: Date): Promise<KnownQuestion[]> {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - MONTHS_BACK)
  const newest = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(gte(conversations.createdAt, since))
    .orderBy(desc(conversations.createdAt))
    .limit(MOST_CONVERSATIONS)
  const ids = newest.map(({ id }) => id)
  const asked = await tx
    .select()
    .from(messages)
    .where(and(inArray(messages.conversationId, ids), eq(messages.author, 'client')))
    .orderBy(desc(messages.createdAt), desc(messages.seq))
    .limit(MOST_OF_CLIENTS)
  const questions = asked.map((row) => questionOf(contentOf(key, row))).filter((text) => text.trim() !== '')
  return distinct(questions.map((text) => ({ turns: [text], from: 'client' })))
}

/** Each question once, as it stands first. */
export function distinct(questions: readonly KnownQuestion[]): KnownQuestion[] {
  const byWords = new Map<string, KnownQuestion>()
  for (const question of questions) {
    const words = question.turns.map(wordsAlone).join('|')
    if (!byWords.has(words)) byWords.set(words, question)
  }
  return [...byWords.values()]
}

const BREATH_MS = 12

/** Does the work for each, and lets the server answer others in between. */
export async function oneByOne<T, R>(all: readonly T[], work: (each: T) => R): Promise<R[]> {
  const done: R[] = []
  let since = performance.now()
  for (const each of all) {
    done.push(work(each))
    if (performance.now() - since < BREATH_MS) continue
    await breathe()
    since = performance.now()
  }
  return done
}
