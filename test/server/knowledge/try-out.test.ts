import { afterAll, beforeAll, expect, it } from 'vitest'
import { replyTo } from '../../../server/answers/reply.ts'
import type { Change } from '../../../server/knowledge/preview.ts'
import { withinOrganisation } from '../../../db/client.ts'
import { testEngine } from '../../support/engine.ts'
import {
  ABOUT_THE_DOG,
  ASKED_OTHERWISE,
  CANCELLING,
  edited,
  publishing,
  toldTo,
} from '../../support/own-knowledge.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const AT = '/api/v1/desk/knowledge'
let product: Product
let [cora, wies] = [] as unknown as [Staff, Staff]
beforeAll(async () => {
  product = await newProduct()
  cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
  wies = await loggedInStaff(product, {
    firstName: 'Wies',
    role: 'coordinator',
    organisation: 'de-wegwijzer',
  })
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

async function faultsOf(wanted: object, who = cora): Promise<string[]> {
  const { body } = await who.call('POST', `${AT}/checks`, wanted)
  return body.faults.map(({ check }: { check: string }) => check)
}

const [answer] = ABOUT_THE_DOG.answers
const withAnswer = (changes: object) => ({ ...ABOUT_THE_DOG, answers: [{ ...answer, ...changes }] })

it('an entry that is sound has no faults', async () => {
  expect(await faultsOf(ABOUT_THE_DOG)).toEqual([])
})

it.each([
  [
    'a quote that does not stand there',
    { cite: [{ section: '2', quote: 'De cliënt sluit de hond op.' }] },
    ['quote'],
  ],
  ['a quote of another section', { cite: [{ ...answer!.cite[0]!, section: '7' }] }, ['quote']],
  ['a quote that proves nothing', { cite: [{ section: '2', quote: 'De cliënt' }] }, ['short-quote']],
  ['no quote at all', { cite: [] }, ['uncited']],
  ['a number of its own', { text: 'Doe dat 10 minuten van tevoren.' }, ['number']],
  [
    'a long sentence',
    { text: 'Als de hulp dat aan u vraagt dan doet u dat en dan is het goed en kan de hulp aan het werk.' },
    ['sentence'],
  ],
  [
    'hard words',
    { text: 'Medewerkingsverplichtingen dienen overeenkomstig redelijkerwijsheidsmaatstaven nagekomen.' },
    ['level'],
  ],
  ['an agreement of others', { agreements: ['zonl-thuisbegeleiding'] }, ['not-ours', 'quote', 'unanswered']],
])('%s is a fault', async (_, changes, checks) => {
  const found = await faultsOf(withAnswer(changes))
  expect([...new Set(found)].toSorted()).toEqual(expect.arrayContaining(checks))
  const refused = await publishing(cora, { ...withAnswer(changes), basedOn: 0 })
  expect(refused).toMatchObject({ status: 409, body: { code: 'knowledge.faults' } })
})

it('a text that has to be hard may be, once the coordinator says why', async () => {
  const [text, hardBecause] = ['Medewerkingsverplichtingen gelden onverminderd.', 'Zo heet het in de wet.']
  expect(await faultsOf(withAnswer({ text }))).toEqual(['level'])
  expect(await faultsOf({ ...withAnswer({ text }), hardBecause })).toEqual([])
})

it('a way to ask that is taken, or that asks nothing of the agreement, is a fault', async () => {
  const ways = ['Waar vind ik de klachtenregeling?', 'Ik wil een mens spreken', 'ik wil niet meer leven']
  const wanted = await edited(cora, CANCELLING, { phrasings: ways })
  const { body } = await cora.call('POST', `${AT}/checks`, wanted)
  const { basedOn: _, ...unpublished } = wanted
  expect(body.code).toBe('request.invalid')
  expect((await faultsOf(unpublished)).toSorted()).toEqual(['danger', 'no-question', 'taken'])
})

it('every agreement of the organisation has an answer, or a reason why not', async () => {
  const own = { ...ABOUT_THE_DOG, question: 'Komt u ook bij mij thuis?', phrasings: [] }
  const quote = 'De zorgaanbieder informeert de Cliënt'
  const said = { agreements: ['wlz-oco-2024'], text: 'Ja, dat kan.', cite: [{ section: 'art-3', quote }] }
  const faults = await faultsOf({ ...own, answers: [said] }, wies)
  expect(faults).toContain('unanswered')
  const silent = { 'wlz-oco-2021': 'Daarover staat er niets in de overeenkomst.' }
  expect(await faultsOf({ ...own, answers: [said], silent }, wies)).not.toContain('unanswered')
})

it('the preview counts and lists what then really changes, and nothing else changes', async () => {
  const engine = await testEngine()
  await toldTo(product.app, 'magentazorg', ASKED_OTHERWISE)
  const { basedOn, ...wanted } = await edited(cora, CANCELLING, { phrasings: [ASKED_OTHERWISE] })
  const previewing = cora.call('POST', `${AT}/previews`, wanted)
  const first = await Promise.race([previewing, product.app.request('/healthz')])
  expect(first).toBeInstanceOf(Response)
  const { body } = await previewing
  expect(body.asked).toBeGreaterThan(500)
  expect(body.changes.map(({ question, from }: Change) => [question, from])).toEqual([
    [ASKED_OTHERWISE, 'client'],
  ])
  expect(body.changes[0]).toMatchObject({
    before: { kind: 'handoff' },
    after: { kind: 'answer', topic: CANCELLING },
  })
  await publishing(cora, { ...wanted, basedOn })
  const overlay = await withinOrganisation(product.database.db, cora.organisationId, (tx) =>
    product.desk.assistant.overlayOf(tx, cora.organisationId),
  )
  const today = '2026-11-22'
  const asked = { agreement: 'magentazorg-wmo-2020', municipality: null, today, locale: 'nl' as const }
  for (const { question, after } of body.changes as Change[])
    expect(replyTo(engine, { ...asked, turns: [question] }, overlay)).toMatchObject(after)
  const others = engine.knowledge.phrasings.filter((_, i) => i % 100 === 0)
  for (const { text } of others) {
    const question = { ...asked, turns: [text] }
    expect(replyTo(engine, question, overlay)).toEqual(replyTo(engine, question))
  }
}, 60_000)

it('an agreement is read whole by who works under it, and by nobody else', async () => {
  const { body } = await cora.call('GET', `${AT}/agreements/magentazorg-wmo-2020`)
  expect(body.sections.find(({ id }: { id: string }) => id === '7').text).toContain('48 uur')
  expect((await cora.call('GET', `${AT}/agreements/wlz-oco-2024`)).body.code).toBe('knowledge.no_agreement')
})
