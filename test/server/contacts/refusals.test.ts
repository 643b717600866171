import { and, eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts } from '../../../db/schema.ts'
import { mergeClients, undoMerge } from '../../../server/clients/merge.ts'
import { reckon } from '../../../server/contacts/reckon.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const CONTACTS = '/api/v1/desk/contacts'

const call = (otherwise: object = {}) => ({
  clientId: null,
  channel: 'phone',
  startedAt: '2025-03-01T10:00:00Z',
  minutes: 10,
  service: 'care_mediation',
  ...otherwise,
})

const add = (who: Staff, otherwise: object) =>
  who.call('POST', CONTACTS, { ...call(otherwise), id: crypto.randomUUID() })
const put = (who: Staff, id: string, version: number, otherwise: object) =>
  who.call('PUT', `${CONTACTS}/${id}`, { ...call(otherwise), version, reason: 'Vergissing.' })

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let [anna, bram, cora] = [] as unknown as [Staff, Staff, Staff]
  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { organisation, firstName: 'Anna' })
    bram = await loggedInStaff(product, { organisation, firstName: 'Bram' })
    cora = await loggedInStaff(product, { organisation, firstName: 'Cora', role: 'coordinator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const client = (createdBy = anna) =>
    registeredClient(product, anna.organisationId, { createdBy: createdBy.staffId })

  it('a contact has a topic of the knowledge: no text of one’s own stands there to be read', async () => {
    const wrong = await add(anna, { topic: 'Jan Jansen, BSN 123456782' })
    expect([wrong.status, wrong.body.code]).toEqual([400, 'contact.unknown_topic'])
    const { body } = await add(anna, { topic: 'klacht' })
    expect(body.contact.topic).toBe('klacht')
    expect((await put(anna, body.contact.id, 1, { topic: 'Jan' })).body.code).toBe('contact.unknown_topic')
    expect((await put(anna, body.contact.id, 1, { topic: 'eigen' })).status).toBe(200)
    const chat = await clientOf(product.app).start('de-wegwijzer')
    await clientOf(product.app).say(chat, { clientMessageId: 'm1', text: 'Ik heb een klacht.' })
    await anna.call('POST', `/api/v1/desk/conversations/${chat.id}/claim`, {})
    const contact = { minutes: 1, service: 'care_mediation', topic: 'Jan Jansen', reason: 'Kort.' }
    const closing = { result: 'answered', contact }
    const closed = await anna.call('POST', `/api/v1/desk/conversations/${chat.id}/close`, closing)
    expect(closed.body.code).toBe('contact.unknown_topic')
  })

  it('a contact did not begin before the year 2000, and one that was a call was never a chat', async () => {
    expect((await add(anna, { startedAt: '1925-03-01T10:00:00Z' })).body.code).toBe('contact.too_long_ago')
    const { id } = (await add(anna, {})).body.contact
    expect((await put(anna, id, 1, { channel: 'telegram' })).body.code).toBe('contact.wrong_channel')
    expect((await put(anna, id, 1, { channel: 'mail' })).body.contact.channel).toBe('mail')
  })

  it('what was noted under the wrong client is not read by who has nothing to do with that client', async () => {
    const [wrong, right] = [await client(), await client(bram)]
    const { id } = (await add(anna, { clientId: wrong, note: 'Over de verkeerde.' })).body.contact
    expect((await put(cora, id, 1, { clientId: right, note: 'Over de goede.' })).status).toBe(200)
    const read = async (who: Staff) => (await who.call('GET', `${CONTACTS}/${id}`)).body.history
    const [, second] = await read(bram)
    expect(second.changes).toEqual([
      { field: 'clientId', before: null, after: right },
      { field: 'note', before: null, after: 'Over de goede.' },
    ])
    for (const who of [anna, cora])
      expect((await read(who))[1].changes[1]).toMatchObject({ before: 'Over de verkeerde.' })
  })

  it('who is not involved is told the minutes of a client, and not what he was helped with', async () => {
    const clientId = await client()
    await add(anna, { clientId })
    const address = `${CONTACTS}/day?at=2025-03-02T10:00:00Z&client=${clientId}`
    const proposed = { service: 'care_mediation', why: 'earlier' }
    expect((await anna.call('GET', address)).body.instead).toEqual(proposed)
    const { body } = await bram.call('GET', address)
    expect([body.instead, body.ledger.rule]).toEqual([null, 'average'])
  })

  it('a contact that was removed no longer opens the client’s file', async () => {
    const clientId = await client()
    const { id } = (await add(bram, { clientId })).body.contact
    const list = async () => (await bram.call('GET', `/api/v1/desk/clients/${clientId}/contacts`)).status
    expect(await list()).toBe(200)
    await bram.call('POST', `${CONTACTS}/${id}/removal`, { version: 1, reason: 'Verkeerde cliënt.' })
    expect(await list()).toBe(403)
  })

  it('a support question that ends does so for what a merge put under it, after the merge was undone', async () => {
    const me = { ...cora, role: 'coordinator', firstName: 'Cora' } as const
    const [clientId, intoId] = [await client(), await client()]
    const started = { clientId: intoId, startedOn: '2025-01-10', aim: 'Rust.' }
    const { body } = await anna.call('POST', '/api/v1/desk/support-questions', started)
    const supportQuestionId = body.questions[0].id
    const merge = { clientId, intoId, reason: 'Dezelfde.' }
    const { id: mergeId } = await mergeClients(product.desk, me, reckon, merge)
    const { id } = (await add(anna, { clientId, supportQuestionId })).body.contact
    await undoMerge(product.desk, me, reckon, { clientId, mergeId })
    const ending = { endedOn: '2025-08-31', evaluation: 'Goed.', isEvaluatedWithClient: true }
    await anna.call('POST', `/api/v1/desk/support-questions/${supportQuestionId}/ending`, ending)
    const current = and(eq(contacts.id, id), isNull(contacts.replacedAt))
    const [row] = await product.database.db.select().from(contacts).where(current)
    expect(row).toMatchObject({ claimUntil: '2026-02-28', uniqueClientId: clientId })
  })
})
