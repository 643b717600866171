import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, type Chat, type EventReader } from '../../support/client.ts'
import { databaseKinds, openAgain } from '../../support/databases.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { supporterWrites } from '../../support/supporter.ts'
import { testEngine } from '../../support/engine.ts'

const texts = async (events: EventReader, count: number) => {
  const read = []
  for (let i = 0; i < count; i++) read.push(JSON.parse((await events.next())!.data).text)
  return read
}

describe.each(databaseKinds)('following a conversation on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
  })
  afterAll(async () => {
    product.stop()
    await product.close()
  })

  const supporterAnswers = (chat: Chat, text: string, desk = product.desk) =>
    supporterWrites({ ...product, desk }, chat.id, text)

  it('a client sees in a second tab what he writes in the first, once and in order', async () => {
    const chat = await client.start()
    const tab = await client.follow(chat, 1)
    const { body: first } = await client.say(chat, {
      clientMessageId: 'a',
      text: 'Mag ik mijn dossier zien?',
    })
    const { body: second } = await client.say(chat, { clientMessageId: 'b', text: 'en een kopie?' })
    const seen = []
    for (let i = 0; i < 4; i++) seen.push(JSON.parse((await tab.next())!.data))
    expect(seen).toEqual([...first.messages, ...second.messages])
    await tab.stop()
  })

  it('who connects again is told what he missed, from the last event he had', async () => {
    const chat = await client.start()
    await client.say(chat, { clientMessageId: 'a', text: 'hallo' })
    const events = await client.follow(chat, 0, { 'last-event-id': '2' })
    expect(await events.next()).toMatchObject({ id: '3', event: 'message' })
    await events.stop()
  })

  it('a supporter’s words reach the client under his first name, and the assistant is silent then', async () => {
    const chat = await client.start()
    const events = await client.follow(chat, 1)
    await supporterAnswers(chat, 'Ik help u verder.')
    expect(JSON.parse((await events.next())!.data)).toMatchObject({
      author: 'supporter',
      speaker: 'Anna',
      text: 'Ik help u verder.',
    })
    const { body } = await client.say(chat, { clientMessageId: 'a', text: 'Mag ik mijn dossier zien?' })
    expect(body.messages).toHaveLength(1)
    await events.stop()
  })

  it('who follows is told how it stands when he connects, and when that changes', async () => {
    const chat = await client.start()
    const first = await client.follow(chat, 1)
    expect(await first.nextStanding()).toEqual({ status: 'assistant', asksRating: false })
    await client.call('POST', `/conversations/${chat.id}/handoff`, {}, chat.token)
    expect(await first.nextStanding()).toEqual({ status: 'waiting', asksRating: false })
    const second = await client.follow(chat, 1)
    expect(await second.nextStanding()).toEqual({ status: 'waiting', asksRating: false })
    await supporterAnswers(chat, 'Ik help u verder.')
    for (const tab of [first, second])
      expect(await tab.nextStanding()).toEqual({ status: 'assigned', asksRating: false })
    await Promise.all([first.stop(), second.stop()])
  })

  it('danger is answered even while a supporter has the conversation', async () => {
    const chat = await client.start()
    await supporterAnswers(chat, 'Ik help u verder.')
    const { body } = await client.say(chat, { clientMessageId: 'a', text: 'ik wil niet meer leven' })
    expect(body.messages[1].reply.kind).toBe('crisis')
  })

  it('erasing the conversation ends every stream of it', async () => {
    const chat = await client.start()
    const events = await client.follow(chat, 1)
    await client.call('DELETE', `/conversations/${chat.id}`, undefined, chat.token)
    expect(await events.next()).toMatchObject({ event: 'erased' })
    expect(await events.next()).toBeNull()
  })

  it('nobody follows a conversation of another', async () => {
    const [mine, other] = [await client.start(), await client.start()]
    const refused = await client.call('GET', `/conversations/${other.id}/events`, undefined, mine.token)
    expect(refused).toMatchObject({ status: 404, body: { code: 'conversation.not_found' } })
  })

  it('five followers of thirty messages written at once each have them all, once and in order', async () => {
    const chat = await client.start()
    const followers = await Promise.all(Array.from({ length: 5 }, () => client.follow(chat, 1)))
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        client.say(chat, { clientMessageId: `m${i}`, text: `vraag ${i}: mag ik mijn dossier zien?` }),
      ),
    )
    const all = (await client.read(chat, 1)).map(({ text }) => text)
    for (const follower of followers) {
      expect(await texts(follower, 60)).toEqual(all)
      await follower.stop()
    }
  })

  it.runIf(kind.name === 'PostgreSQL')('what happens on one server is seen on the other', async () => {
    const engine = await testEngine()
    const other = await openAgain(product.database)
    const second = productOn(other, product.desk.masterKey, engine)
    const elsewhere = clientOf(second.app)
    try {
      const chat = await client.start()
      const events = await elsewhere.follow(chat, 1)
      await client.say(chat, { clientMessageId: 'a', text: 'hallo' })
      expect(await texts(events, 1)).toEqual(['hallo'])
      expect((await elsewhere.say(chat, { clientMessageId: 'a', text: 'hallo' })).body.messages).toEqual(
        await client.read(chat, 1),
      )
      await client.call('DELETE', `/conversations/${chat.id}`, undefined, chat.token)
      expect(await events.next()).toMatchObject({ event: 'message' })
      expect(await events.next()).toMatchObject({ event: 'erased' })
    } finally {
      second.stop()
      await second.close()
    }
  })

  it.runIf(kind.name === 'PostgreSQL')(
    'a lost connection is made good: what was said meanwhile is told',
    async () => {
      const chat = await client.start()
      const other = await openAgain(product.database)
      const second = productOn(other, product.desk.masterKey, await testEngine())
      try {
        const events = await clientOf(second.app).follow(chat, 1)
        await product.database.db.execute(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'`,
        )
        await client.say(chat, { clientMessageId: 'a', text: 'hallo' })
        expect(await texts(events, 1)).toEqual(['hallo'])
        await events.stop()
      } finally {
        second.stop()
        await second.close()
      }
    },
  )
})
