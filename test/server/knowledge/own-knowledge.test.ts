import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseKinds, openAgain } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import {
  ABOUT_THE_DOG,
  ASKED_OTHERWISE,
  CANCELLING,
  edited,
  publishing,
  toldTo,
} from '../../support/own-knowledge.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const AT = '/api/v1/desk/knowledge'

describe.each(databaseKinds)('own knowledge on $name', (kind) => {
  let product: Product
  let [cora, zita] = [] as unknown as [Staff, Staff]
  beforeAll(async () => {
    product = await newProduct(kind)
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
    zita = await loggedInStaff(product, { firstName: 'Zita', role: 'coordinator', organisation: 'zonl' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('a way to ask that a coordinator publishes is answered with the clause at once, for her clients alone', async () => {
    expect((await toldTo(product.app, 'magentazorg', ASKED_OTHERWISE)).reply).toMatchObject({
      kind: 'handoff',
    })
    const published = await publishing(cora, await edited(cora, CANCELLING, { phrasings: [ASKED_OTHERWISE] }))
    expect(published).toMatchObject({ status: 201, body: { name: CANCELLING, version: 1 } })
    const { reply } = await toldTo(product.app, 'magentazorg', ASKED_OTHERWISE)
    expect(reply).toMatchObject({ kind: 'answer', topic: CANCELLING })
    expect(reply!.citations[0]).toMatchObject({ source: 'magentazorg-wmo-2020', section: '7' })
    const almost = 'hallo, hoe snel moet ik dan afbellen als de oppas ziek is'
    expect((await toldTo(product.app, 'magentazorg', almost)).reply).toMatchObject({ topic: CANCELLING })
    expect((await toldTo(product.app, 'zonl', ASKED_OTHERWISE)).reply).toMatchObject({ kind: 'handoff' })
  })

  it('an own text is told in place of the common one, and goes back to it', async () => {
    const [answer] = (await cora.call('GET', `${AT}/${CANCELLING}`)).body.common
    const own = {
      agreements: ['magentazorg-wmo-2020'],
      text: 'Zeg af tot 48 uur van tevoren. Bel dan Magentazorg.',
      cite: answer.answer.cite.slice(0, 1),
    }
    const before = await toldTo(product.app, 'magentazorg', 'Tot wanneer kan ik afzeggen?')
    const wanted = await edited(cora, CANCELLING, { answers: [own] })
    expect((await publishing(cora, wanted)).status).toBe(201)
    const told = await toldTo(product.app, 'magentazorg', 'Tot wanneer kan ik afzeggen?')
    expect(told.text).toBe(own.text)
    expect(told.reply!.citations).toHaveLength(1)
    const elsewhere = await toldTo(product.app, 'zonl', 'Tot wanneer kan ik afzeggen?')
    expect(elsewhere.text).toContain('ZONL')

    const back = await cora.call('POST', `${AT}/${CANCELLING}/restorations`, { version: 0, basedOn: 2 })
    expect(back).toMatchObject({ status: 201, body: { version: 3 } })
    expect((await toldTo(product.app, 'magentazorg', 'Tot wanneer kan ik afzeggen?')).text).toBe(before.text)
    const again = await cora.call('POST', `${AT}/${CANCELLING}/restorations`, { version: 2, basedOn: 3 })
    expect(again.status).toBe(201)
    expect((await toldTo(product.app, 'magentazorg', 'Tot wanneer kan ik afzeggen?')).text).toBe(own.text)

    const { body } = await cora.call('GET', `${AT}/${CANCELLING}/versions`)
    expect(
      body.versions.map(({ version, restores, publishedBy }: Record<string, unknown>) => [
        version,
        restores,
        publishedBy,
      ]),
    ).toEqual([
      [4, 2, 'Cora'],
      [3, 0, 'Cora'],
      [2, null, 'Cora'],
      [1, null, 'Cora'],
    ])
    expect(body.versions[2].difference.texts).toEqual([
      { agreement: 'magentazorg-wmo-2020', before: null, after: own.text },
    ])
    expect(body.versions[3].difference.phrasingsAdded).toEqual([ASKED_OTHERWISE])
  })

  it('a question that an organisation adds is answered from its agreement, and nowhere else', async () => {
    const published = await publishing(cora, { ...ABOUT_THE_DOG, basedOn: 0 })
    expect(published.body.name).toBe('eigen.moet-ik-mijn-hond-opsluiten-als-de-begeleider-komt')
    const { text, reply } = await toldTo(
      product.app,
      'magentazorg',
      'Moet ik mijn hond opsluiten als de begeleider komt?',
    )
    expect(text).toBe(ABOUT_THE_DOG.answers[0]!.text)
    expect(reply).toMatchObject({ kind: 'answer', topic: published.body.name })
    expect((await toldTo(product.app, 'zonl', ABOUT_THE_DOG.question)).reply!.kind).toBe('handoff')
    expect((await zita.call('GET', `${AT}/${published.body.name}`)).status).toBe(404)
    expect((await zita.call('GET', `${AT}?standing=own`)).body.lines).toEqual([])
    const own = (await cora.call('GET', `${AT}?standing=own`)).body.lines
    expect(own.map(({ name }: { name: string }) => name)).toEqual([CANCELLING, published.body.name])
  })

  it('what two coordinators publish at once is not lost: the second is told', async () => {
    const wanted = await edited(cora, CANCELLING, { phrasings: ['Kan ik nog van gisteren af?'] })
    const both = await Promise.all([publishing(cora, wanted), publishing(cora, wanted)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const refused = both.find(({ status }) => status === 409)!
    expect(refused.body.code).toBe('knowledge.changed_meanwhile')
  })

  it('danger is answered with the number to call, whatever an organisation has added', async () => {
    const phrasings = ['Mijn man slaat mij. Tot wanneer kan ik afzeggen?']
    const refused = await publishing(cora, await edited(cora, CANCELLING, { phrasings }))
    expect(refused).toMatchObject({ status: 409, body: { faults: [{ check: 'danger' }] } })
    expect((await toldTo(product.app, 'magentazorg', phrasings[0]!)).reply!.kind).toBe('crisis')
  })

  it('supporters do not edit what clients are told', async () => {
    const anna = await loggedInStaff(product, { firstName: 'Anna' })
    const asked = [
      await anna.call('GET', AT),
      await anna.call('GET', `${AT}/gaps`),
      await publishing(anna, { ...ABOUT_THE_DOG, basedOn: 0 }),
    ]
    expect(asked.map(({ body }) => body.code)).toEqual(Array(3).fill('staff.role_too_low'))
  })

  it.runIf(kind.name === 'PostgreSQL')('what is published on one server is told on the other', async () => {
    const other = await openAgain(product.database)
    const second = productOn(other, product.desk.masterKey, await testEngine())
    const question = 'Hoe zit het met afbellen als mijn scootmobiel lek is?'
    try {
      expect((await toldTo(second.app, 'magentazorg', question)).reply!.topic).not.toBe(CANCELLING)
      const added = await edited(cora, CANCELLING, { phrasings: [question] })
      expect((await publishing(cora, added)).status).toBe(201)
      await expect
        .poll(async () => (await toldTo(second.app, 'magentazorg', question)).reply!.topic)
        .toBe(CANCELLING)
    } finally {
      await second.stop()
      await second.close()
    }
  })
})
