import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Gap } from '../../../server/knowledge/gaps.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const AT = '/api/v1/desk/knowledge/gaps'

describe.each(databaseKinds)('questions without an answer on $name', (kind) => {
  let product: Product
  let [cora, zita] = [] as unknown as [Staff, Staff]
  const conversations: string[] = []

  /** Says these things in one conversation; the thumb goes down on the last answer. */
  async function say(texts: string[], { thumb = false, organisation = 'magentazorg' } = {}) {
    const client = clientOf(product.app)
    const chat = await client.start(organisation)
    for (const text of texts) {
      const { body } = await client.say(chat, { clientMessageId: randomUUID(), text })
      const { seq } = body.messages.at(-1)
      if (thumb)
        await client.call('POST', `/conversations/${chat.id}/feedback`, { seq, helpful: false }, chat.token)
    }
    conversations.push(chat.id)
  }

  beforeAll(async () => {
    product = await newProduct(kind)
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
    zita = await loggedInStaff(product, { firstName: 'Zita', role: 'coordinator', organisation: 'zonl' })
    await say(['Krijg ik een traplift vergoed?'])
    await say(['wie vergoedt een traplift'])
    await say(['hallo', 'Wordt een traplift vergoed? Mijn nummer is 123456782.'])
    await say(['Mag de hulp mijn parkiet eten geven?'])
    await say(['Hoe lang is mijn opzegtermijn?'], { thumb: true })
    await say(['ik wil niet meer leven'])
    await say(['Ik wil graag met een mens praten.'])
    await say(['Zeg mijn afspraak van morgen af, ik ben ziek.'])
    await say(['dank je wel'], { thumb: true })
    await say(['Krijg ik een traplift vergoed?'], { organisation: 'zonl' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('what is asked again and again without an answer stands first, in its most typical words', async () => {
    const { body } = await cora.call('GET', AT)
    const [first] = body.gaps as Gap[]
    expect(first).toMatchObject({ count: 3, reasons: { unanswered: 3, unclear: 0, thumb_down: 0 } })
    expect(first!.question).toMatch(/traplift/u)
    expect(first!.otherWays).toHaveLength(2)
    expect(first!.conversations.map(({ id }) => id).toSorted()).toEqual(conversations.slice(0, 3).toSorted())
    expect(first!.clause).toMatchObject({ agreement: 'magentazorg-wmo-2020' })
    expect(first!.entry).toMatchObject({ hasAnswered: false })
  })

  it('an answer that did not help is there with the entry that gave it', async () => {
    const { body } = await cora.call('GET', AT)
    const gap = body.gaps.find(({ reasons }: Gap) => reasons.thumb_down > 0)
    expect(gap).toMatchObject({
      question: 'Hoe lang is mijn opzegtermijn?',
      count: 1,
      entry: { hasAnswered: true },
    })
  })

  it('danger, small talk, wishes for a person and things to do are no questions to the knowledge', async () => {
    const { body } = await cora.call('GET', AT)
    expect(body.gaps.map(({ question, count }: Gap) => [question.includes('traplift'), count])).toEqual([
      [true, 3],
      [false, 1],
      [false, 1],
    ])
    expect(JSON.stringify(body)).not.toContain('123456782')
  })

  it('another organisation has its own, and a period without questions has none', async () => {
    const { body } = await zita.call('GET', AT)
    expect(body.gaps.map(({ count }: Gap) => count)).toEqual([1])
    const before = await cora.call('GET', `${AT}?from=2020-01-01&to=2020-03-31`)
    expect(before.body).toMatchObject({ gaps: [], from: '2020-01-01', to: '2020-03-31' })
    expect((await cora.call('GET', `${AT}?from=gisteren`)).body.errors).toEqual([
      { at: 'from', code: 'invalid_format' },
    ])
  })
})
