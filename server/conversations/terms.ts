import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { conversationTerms } from '../../db/schema.ts'
import { derivedKey, type Key } from '../../db/sealing.ts'
import { stemOf } from '../answers/stems.ts'
import { wordsOf } from '../answers/words.ts'
import type { OpenConversation } from './conversation.ts'

/** A number that JavaScript holds exactly. */
const TERM_BITS = 52n
const SHORTEST_WORD = 3
/** Of a name its beginnings can be found too, from this length on. */
const SHORTEST_BEGINNING = 3

/** What was hashed before: people use few words, and each hash costs more than the rest of the indexing. */
const known = new WeakMap<Key, { secret: KeyObject; terms: Map<string, number> }>()
/** So that a flood of nonsense words cannot grow the memory without end. */
const MOST_KNOWN = 50_000

/** A conversation that says more different words is found by the first of them. */
const MOST_TERMS = 5000

/** Says nothing of the word to who lacks the organisation's key. */
function termOf(key: Key, word: string): number {
  const { secret, terms } = known.get(key) ?? {
    secret: createSecretKey(derivedKey(key, 'search terms')),
    terms: new Map<string, number>(),
  }
  known.set(key, { secret, terms })
  const found = terms.get(word)
  if (found !== undefined) return found
  const digest = createHmac('sha256', secret).update(word).digest()
  const term = Number(digest.readBigUInt64BE() >> (64n - TERM_BITS))
  if (terms.size < MOST_KNOWN) terms.set(word, term)
  return term
}

/** The words of a text that can be found, each as a term. */
export function termsIn(key: Key, text: string): number[] {
  const words = wordsOf(text).filter(({ text: word }) => word.length >= SHORTEST_WORD)
  return [...new Set(words.map(({ text: word }) => termOf(key, stemOf(word))))]
}

/** The words of a name and their beginnings, so that a name is found while it is typed. */
export function termsOfName(key: Key, name: string): number[] {
  const words = wordsOf(name).map(({ text }) => text)
  const beginnings = words.flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - SHORTEST_BEGINNING + 1) }, (_, i) =>
      word.slice(0, SHORTEST_BEGINNING + i),
    ),
  )
  return [...new Set(beginnings.map((beginning) => nameTerm(key, beginning)))]
}

const nameTerm = (key: Key, beginning: string) => termOf(key, `name ${beginning}`)

/** For each word that is searched: the terms under which it may stand. */
export function termsSearched(key: Key, query: string): number[][] {
  return wordsOf(query)
    .filter(({ text }) => text.length >= SHORTEST_WORD)
    .map(({ text }) => [termOf(key, stemOf(text)), nameTerm(key, text)])
}

/** Makes the words of texts findable. */
export function indexTerms(open: OpenConversation, texts: readonly string[]): Promise<void> {
  return add(
    open,
    texts.flatMap((text) => termsIn(open.key, text)),
  )
}

/** Makes a name findable, and the one before it no longer. */
export async function indexName(
  open: OpenConversation,
  name: string | null,
  before: string | null,
): Promise<void> {
  const { tx, conversation, key } = open
  const old = before ? termsOfName(key, before) : []
  if (old.length > 0)
    await tx
      .delete(conversationTerms)
      .where(
        and(
          eq(conversationTerms.conversationId, conversation.id),
          sql`${conversationTerms.term} = any(${`{${old.join(',')}}`}::bigint[])`,
        ),
      )
  if (name) await add(open, termsOfName(key, name))
}

async function add({ tx, conversation }: OpenConversation, terms: readonly number[]): Promise<void> {
  if (terms.length === 0) return
  const { id: conversationId, organisationId, createdAt: begunAt } = conversation
  const some = [...new Set(terms)].slice(0, MOST_TERMS)
  // As one value, since a statement takes no more than 65,535.
  await tx.execute(sql`
    insert into ${conversationTerms} (organisation_id, term, begun_at, conversation_id)
    select ${organisationId}, term, ${begunAt.toISOString()}::timestamptz, ${conversationId}
    from unnest(${`{${some.join(',')}}`}::bigint[]) as term
    on conflict do nothing`)
}
