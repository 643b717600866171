import { expect, it } from 'vitest'
import { askedAsOwn, compileOverlay } from '../../../server/answers/overlay.ts'
import { perceive } from '../../../server/answers/perceive.ts'
import { replyTo } from '../../../server/answers/reply.ts'
import { BETWEEN_TURNS, type OwnVersion } from '../../../server/knowledge/knowledge.ts'
import { testEngine } from '../../support/engine.ts'

const engine = await testEngine()
const { phrasings } = engine.knowledge
const single = phrasings.filter(({ text }) => !text.includes(BETWEEN_TURNS))

function saying(id: string, changes: Partial<OwnVersion>): OwnVersion {
  const { topic, question } = engine.entries.get(id)!
  return { id, topic, question, answers: [], silent: {}, phrasings: [], ...changes }
}

const overlayOf = (...versions: OwnVersion[]) => compileOverlay(engine, versions)
const under = (agreement: string, text: string) => ({
  turns: [text],
  agreement,
  municipality: null,
  today: '2026-11-22',
  locale: 'nl' as const,
})

it('an own way to ask is no message with another answer that the knowledge has, however like it', () => {
  const own = single.filter(({ asks }, i) => i % 200 === 0 && engine.entries.has(asks))
  const overlay = overlayOf(...own.map(({ asks, text }) => saying(asks, { phrasings: [text] })))
  const stolen = single.filter(({ asks, text }, i) => {
    const entry = i % 15 === 0 ? askedAsOwn(overlay, engine.learnt, perceive(engine.learnt, text)) : null
    return entry !== null && entry !== asks
  })
  expect(stolen).toEqual([])
  for (const { asks, text } of own)
    expect(askedAsOwn(overlay, engine.learnt, perceive(engine.learnt, `Hallo, ${text}`))).toBe(asks)
})

it.each([
  ['a denial', 'Ik wil de wijkagent erbij', 'Ik wil de wijkagent er niet bij'],
  ['who does it', 'Mag de wijkagent mij bezoeken?', 'Mag ik de wijkagent bezoeken?'],
  ['what is asked', 'Wanneer komt de wijkagent langs?', 'Waarom komt de wijkagent langs?'],
  ['a number', 'Mag ik 2 honden hebben?', 'Mag ik 3 honden hebben?'],
  [
    'a word that nobody used before',
    'Vergoedt u een zwembril voor mij?',
    'Vergoedt u een duikbril voor mij?',
  ],
])('%s makes it another question', (_, own, other) => {
  const overlay = overlayOf(saying('plan.inhoud', { phrasings: [own] }))
  const asked = (text: string) => askedAsOwn(overlay, engine.learnt, perceive(engine.learnt, text))
  expect([asked(own), asked(other)]).toEqual(['plan.inhoud', null])
})

it('without anything of its own an overlay changes nothing', () => {
  for (const { text } of single.filter((_, i) => i % 400 === 0)) {
    const question = under('zonl-thuisbegeleiding', text)
    expect(replyTo(engine, question, overlayOf())).toEqual(replyTo(engine, question))
  }
})

it('what an organisation does not want answered goes to a person, with its reason', () => {
  const reason = 'Bel ons over afzeggen.'
  const overlay = overlayOf(saying('annulering.termijn', { silent: { 'magentazorg-wmo-2020': reason } }))
  const asked = under('magentazorg-wmo-2020', 'Tot wanneer kan ik afzeggen?')
  expect(replyTo(engine, asked, overlay)).toMatchObject({
    kind: 'handoff',
    text: expect.stringContaining(reason),
  })
  const elsewhere = under('zonl-thuisbegeleiding', 'Tot wanneer kan ik afzeggen?')
  expect(replyTo(engine, elsewhere, overlay).kind).toBe('answer')
})

it('where the product has no answer, an own one is given to whoever asks it', () => {
  const own = {
    agreements: ['magentazorg-wmo-2020'] as [string],
    text: 'Vraag het ons.',
    cite: [{ section: '2', quote: 'De aanbieder verstrekt voorzieningen veilig, doeltreffend' }],
  }
  const silent = engine.knowledge.entries.find(
    ({ id, silent: reasons }) => 'magentazorg-wmo-2020' in reasons && id.startsWith('annulering.'),
  )!
  const overlay = overlayOf(saying(silent.id, { answers: [own] }))
  const asked = under('magentazorg-wmo-2020', silent.question)
  expect(replyTo(engine, asked).kind).not.toBe('answer')
  expect(replyTo(engine, asked, overlay)).toMatchObject({ kind: 'answer', text: own.text })
})

it('a term is counted with the own words as well', () => {
  const own = {
    agreements: ['magentazorg-wmo-2020'] as [string],
    text: 'Zeg af tot 48 uur van tevoren.',
    cite: [
      {
        section: '7',
        quote:
          'Indien de cliënt geen gebruik maakt van de afgesproken ondersteuning, meldt hij dit uiterlijk 48 uur van tevoren aan de aanbieder.',
      },
    ],
  }
  const overlay = overlayOf(saying('annulering.termijn', { answers: [own] }))
  const asked = under('magentazorg-wmo-2020', 'Tot wanneer kan ik de afspraak van 1 december afzeggen?')
  const { text } = replyTo(engine, asked, overlay)
  expect(text).toContain(own.text)
  expect(text).toContain('29 november')
})
