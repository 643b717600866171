import { stemmer } from '@orama/stemmers/dutch'
import MiniSearch from 'minisearch'
import { fold, vote, type Document, type Peer, type Ranked } from './peer.ts'

const LONG_WORD = 6

export const minisearch: Peer = {
  name: 'MiniSearch 7.2',
  settings: 'Dutch stems, one slip allowed in words of six letters and more',
  build: async (documents) => {
    const search = new MiniSearch<Document & { id: number }>({
      fields: ['text'],
      storeFields: ['asks', 'agreements'],
      processTerm: (term) => stemmer(fold(term)),
      searchOptions: { fuzzy: (term) => (term.length >= LONG_WORD ? 1 : false) },
    })
    search.addAll(documents.map((document, id) => ({ ...document, id })))
    return ({ text, agreement }) => {
      const hits = search.search(text, { filter: ({ agreements }) => agreements.includes(agreement) })
      // MiniSearch types what it stored as any.
      return vote(hits as unknown as Ranked[])
    }
  },
}
