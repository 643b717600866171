import { containerBootstrap, Nlp } from '@nlpjs/basic'
import { LangNl } from '@nlpjs/lang-nl'
import type { Peer } from './peer.ts'

/** Left alone it goes on for about 50 rounds and five minutes; after 7 its figures only go up and down. */
const ROUNDS = 8

export const nlpjs: Peer = {
  name: 'nlp.js 4.27',
  settings: `lang-nl, an intent per entry and per kind without one, ${ROUNDS} training rounds`,
  build: async (documents) => {
    const container = await containerBootstrap()
    container.use(LangNl)
    const nlp = new Nlp({ container, autoSave: false, calculateSentiment: false })
    nlp.useNlu('NeuralNlu', 'nl', undefined, { iterations: ROUNDS, log: false })
    nlp.addLanguage('nl')
    // It warns of every text without a letter.
    for (const { text, asks } of documents) if (/\p{L}/u.test(text)) nlp.addDocument('nl', text, asks)
    await nlp.train()
    const agreements = new Map(documents.map((document) => [document.asks, document.agreements]))
    return async ({ text, agreement }) => {
      const { classifications } = await nlp.process('nl', text)
      return classifications
        .filter(({ intent }) => agreements.get(intent)?.includes(agreement))
        .map(({ intent, score }) => ({ asks: intent, score }))
    }
  },
}
