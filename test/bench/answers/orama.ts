import { create, insertMultiple, search } from '@orama/orama'
import { stemmer } from '@orama/stemmers/dutch'
import { fold, vote, VOTERS, type Peer } from './peer.ts'

/** Orama takes every word for the beginning of others ("ik" finds "ikzelf"); this mark ends a word. */
const END = '$'

export const orama: Peer = {
  name: 'Orama 3.1',
  settings: 'Dutch stems, whole words, BM25 with k 0.5, b 0.3',
  build: async (documents) => {
    const database = create({
      schema: { text: 'string', asks: 'enum', agreements: 'enum[]' } as const,
      components: {
        tokenizer: {
          language: 'dutch',
          stemming: true,
          stemmer: (word: string) => word && stemmer(word) + END,
        },
      },
    })
    await insertMultiple(
      database,
      documents.map((document) => ({ ...document, text: fold(document.text) })),
    )
    return async ({ text, agreement }) => {
      const { hits } = await search(database, {
        term: fold(text),
        properties: ['text'],
        where: { agreements: { containsAny: [agreement] } },
        relevance: { k: 0.5, b: 0.3, d: 0.5 },
        limit: VOTERS,
      })
      return vote(hits.map(({ document, score }) => ({ asks: String(document.asks), score })))
    }
  },
}
