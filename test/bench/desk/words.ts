import { readdirSync, readFileSync } from 'node:fs'
import type { Engine } from '../../../server/answers/engine.ts'
import { relatedQuestions } from '../../../server/answers/related.ts'
import { replyTo } from '../../../server/answers/reply.ts'
import type { Content } from '../../../server/conversations/messages.ts'
import { newChance, pick } from '../../support/chance.ts'

const folder = new URL('../../../db/knowledge/phrasings/', import.meta.url)
const REPLIES = 600

const SUPPORTER_WRITES = [
  'Goedemorgen, ik heb uw vraag gelezen. Ik bel u vanmiddag om het plan samen door te nemen.',
  'Dank u voor uw geduld. De afspraak staat nu op dinsdag om tien uur, dezelfde begeleider komt.',
  'Ik heb het nagevraagd bij de planning. U krijgt hierover deze week nog een brief.',
  'Wat vervelend dat er niemand kwam. Ik zoek uit wat er is misgegaan en laat het u weten.',
  'Dat mag u zelf kiezen. Zal ik het formulier voor u klaarleggen?',
]

const SYLLABLES =
  'ba be bo da de do ga ge ha ho ka ke ko la le lo ma me mo na ne no ra re ro sa se so ta te to va ve vo wa we wo za ze zo'
const FIRST =
  'Aaltje Ahmed Anneke Bep Cor Dirk Elly Fatima Gerrit Greet Hanneke Hendrik Ineke Jan Jannie Joke Kees Khadija Lenie Maria Mien Mohammed Nel Piet Ria Riet Sjaan Theo Truus Willem'
const LAST =
  'Bakker Berg Boer Bos Bosch Brink Brouwer Dam Dekker Dijk Dijkstra Graaf Haan Hendriks Hoekstra Jacobs Jansen Jong Kok Koning Kramer Kuiper Leeuw Linden Maas Meer Meijer Mulder Peeters Peters Postma Prins Schouten Smit Smits Veen Veenstra Verbeek Vermeulen Visser Vos Vries Wal Wit Willems Wolters Yilmaz Zwaluwenstein'

export type Texts = ReturnType<typeof realTexts>

/** What clients ask and how the assistant answers it, with words besides of which most are rare. */
export function realTexts(engine: Engine, today: string) {
  const asked = readdirSync(folder)
    .flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'))
    .map((line) => line.split('\t')[1]?.trim() ?? '')
    .filter((text) => text !== '')
  const step = Math.floor(asked.length / REPLIES)
  const replies = Array.from({ length: REPLIES }, (_, i): Content => {
    const agreement = engine.knowledge.sources[i % engine.knowledge.sources.length]!.id
    const reply = replyTo(engine, {
      turns: [asked[i * step]!],
      agreement,
      municipality: null,
      today,
      locale: 'nl',
    })
    return { text: reply.text, reply: { ...reply, related: relatedQuestions(engine, reply, agreement) } }
  })
  const chance = newChance(7)
  const syllables = SYLLABLES.split(' ')
  // The nth word is used 1/n as often as the first.
  const rare = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 4 }, () => pick(syllables, chance)).join(''),
  )
  const rareWord = (by: () => number) => rare[Math.floor(rare.length ** by()) - 1]!
  return {
    asked,
    replies,
    written: SUPPORTER_WRITES.map((text): Content => ({ text, speaker: 'Anna' })),
    rareWord,
    /** Stands in a handful of conversations. */
    rarest: rare[3000]!,
    first: FIRST.split(' '),
    last: LAST.split(' '),
  }
}
