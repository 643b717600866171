import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const DANGER = 'Ik wil niet meer leven'

const does = (who: Staff, chat: Chat, verb: string, body: object = {}) =>
  who.call('POST', `/api/v1/desk/conversations/${chat.id}/${verb}`, body)
const seenBy = async (who: Staff, chat: Chat) =>
  (await who.call('GET', `/api/v1/desk/conversations/${chat.id}`)).body

describe.each(databaseKinds)('nobody is forgotten, on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  let [anna, bram] = [] as unknown as [Staff, Staff]
  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    bram = await loggedInStaff(product, { firstName: 'Bram' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const wish = (chat: Chat) => client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  const withdraw = (chat: Chat) =>
    client.call('DELETE', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  async function answered(): Promise<Chat> {
    const chat = await client.start()
    await wish(chat)
    await does(anna, chat, 'replies', { clientMessageId: 'a', text: 'Ik help u.' })
    return chat
  }

  it('danger that a supporter who has left would have to see is put before his colleagues', async () => {
    const chat = await answered()
    await client.say(chat, { clientMessageId: '2', text: DANGER })
    const { body } = await bram.call('GET', '/api/v1/desk/conversations?view=urgent')
    expect(body.lines.map(({ id }: { id: string }) => id)).toContain(chat.id)
    expect((await does(bram, chat, 'claim')).body).toMatchObject({ urgent: true, supporterId: bram.staffId })
  })

  it('danger stays urgent, whoever withdraws the wish for a person', async () => {
    const chat = await client.start()
    await client.say(chat, { clientMessageId: '1', text: DANGER })
    const { body } = await withdraw(chat)
    expect(body.messages[0].text).toMatch(/112.*113/su)
    expect(await seenBy(bram, chat)).toMatchObject({ status: 'waiting', urgent: true })
  })

  it('what a client wrote while his conversation was being closed keeps it open', async () => {
    const chat = await answered()
    const { messages } = await seenBy(anna, chat)
    await client.say(chat, { clientMessageId: '2', text: 'En wat kost dat?' })
    const seenSeq = messages.at(-1).seq
    const refused = await does(anna, chat, 'close', { result: 'answered', seenSeq })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conversation.new_message' } })
    await does(anna, chat, 'replies', { clientMessageId: 'b', text: 'Tot ziens!', seenSeq })
    expect((await seenBy(anna, chat)).due).not.toBeNull()
  })

  it('a conversation that was closed as answered by mistake has its date again', async () => {
    const chat = await client.start()
    await wish(chat)
    const { due } = await seenBy(anna, chat)
    await does(anna, chat, 'close', { result: 'answered' })
    const { body } = await does(anna, chat, 'reopen')
    expect(body.due.at).toBe(due.at)
    expect(body.handoff).toMatchObject({ reactedAt: null })
  })

  it('a wish for a person after one that was withdrawn is a new one', async () => {
    const chat = await client.start()
    await wish(chat)
    await wish(chat)
    await withdraw(chat)
    await wish(chat)
    expect(await seenBy(bram, chat)).toMatchObject({ status: 'waiting', due: { at: expect.any(String) } })
    const requests = sql`select 1 from handoffs where conversation_id = ${chat.id}`
    expect(await rowsOf(product.database.db, requests)).toHaveLength(2)
  })

  it('who writes to his supporter again has a date too, and thanks ask for nothing', async () => {
    const chat = await answered()
    await client.say(chat, { clientMessageId: '2', text: 'Dank u wel' })
    expect((await seenBy(anna, chat)).due).toBeNull()
    const { body } = await client.say(chat, { clientMessageId: '3', text: 'Bent u daar nog?' })
    expect(body.messages).toHaveLength(1)
    expect(await seenBy(anna, chat)).toMatchObject({ due: { at: '2026-11-25T08:00:00.000Z' } })
  })

  it('the telephone number at which a client can be reached is kept whole', async () => {
    const chat = await client.start()
    const contact = { name: null, reach: '+31 6 12345609' }
    await client.call('PUT', `/conversations/${chat.id}/contact`, contact, chat.token)
    expect((await seenBy(bram, chat)).contact.reach).toBe('+31 6 12345609')
    await client.call('PUT', `/conversations/${chat.id}/contact`, { name: 'Riet', reach: null }, chat.token)
    expect((await seenBy(bram, chat)).contact).toEqual({ name: 'Riet', reach: null })
  })
})
