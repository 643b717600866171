import { stemmer } from '@orama/stemmers/dutch'
import { stopwords } from '@orama/stopwords/dutch'
import { Encoder, Index } from 'flexsearch'
import { vote, VOTERS, type Peer } from './peer.ts'

/** FlexSearch ranks without scores: a hit votes by its place, the first ones not overwhelmingly more. */
const weightOfPlace = (place: number) => 1 / (5 + place)

export const flexsearch: Peer = {
  name: 'FlexSearch 0.8',
  settings: 'Dutch stems, stop words, suggestions on, an index per agreement, votes by place',
  build: async (documents) => {
    const encoder = new Encoder({
      normalize: true,
      filter: new Set(stopwords),
      finalize: (terms: string[]) => terms.map((term) => stemmer(term)),
    })
    const indexes = new Map<string, Index>()
    for (const [id, { text, agreements }] of documents.entries()) {
      for (const agreement of new Set(agreements)) {
        const index = indexes.get(agreement) ?? new Index({ tokenize: 'strict', encoder })
        indexes.set(agreement, index.add(id, text))
      }
    }
    return ({ text, agreement }) => {
      const found = indexes.get(agreement)!.search(text, { suggest: true, limit: VOTERS })
      return vote(
        found.map((id, place) => ({ asks: documents[Number(id)]!.asks, score: weightOfPlace(place) })),
      )
    }
  },
}
