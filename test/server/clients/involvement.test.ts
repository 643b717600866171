import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { clientOf } from '../../support/client.ts'
import { AtTheDesk, fileAt, type Worker } from './at-the-desk.ts'

const desk = new AtTheDesk()

const at = (id: string, verb: string) => `/api/v1/desk/conversations/${id}/${verb}`
const closed = { status: 403, body: { code: 'client.not_involved' } }

async function newConversation(): Promise<string> {
  const { id } = await clientOf(desk.product.app).start('de-wegwijzer')
  return id
}

it('a file is open to who made it and who coordinates, and closed to other supporters in every way', async () => {
  const made = await desk.newClient()
  const ada = await desk.worker({ firstName: 'Ada', role: 'administrator' })
  for (const one of [desk.anna, desk.cora, ada])
    expect((await one.call('GET', fileAt(made))).status).toBe(200)
  const consent = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-01-01', isFormOnFile: true }
  const other = await desk.newClient({}, desk.bram)
  const attempts: [string, string, unknown][] = [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'Een Ander' }],
    ['POST', '/consents', consent],
    ['POST', `/consents/${randomUUID()}/withdrawal`, { withdrawnOn: '2026-01-01' }],
    ['POST', '/merges', { intoId: other.id, reason: 'Zelfde persoon' }],
  ]
  for (const [method, verb, body] of attempts)
    expect(await desk.bram.call(method, fileAt(made, verb), body)).toMatchObject(closed)
  const { body: list } = await desk.bram.call('POST', '/api/v1/desk/clients/search', {
    q: String(made.number),
  })
  expect(list.clients).toEqual([])
})

it('that a person is known, everybody may find out by his whole name and day of birth; nothing else', async () => {
  const made = await desk.newClient({ name: 'Trijntje Zandstra', birthDate: '1942-08-08' })
  const person = { name: 'Zandstra, Trijntje', birthDate: '1942-08-08' }
  const { body } = await desk.bram.call('POST', '/api/v1/desk/clients/lookup', person)
  expect(body).toEqual({ client: { id: made.id, number: made.number }, candidates: [] })
  const unknown = { ...person, birthDate: '1961-12-30' }
  const { body: none } = await desk.bram.call('POST', '/api/v1/desk/clients/lookup', unknown)
  expect(none).toEqual({ client: null, candidates: [] })
})

it('of somebody who is like a person he has no part in, a supporter hears what to ask a colleague by', async () => {
  const about = { birthDate: '1951-05-06', municipality: 'Almere' }
  const made = await desk.newClient({ ...about, name: 'Wiebe Hoekstra' })
  const asked = { name: 'Wiebe Hoekstraa', birthDate: '1951-05-06' }
  const likeness = {
    number: made.number,
    municipality: 'Almere',
    alike: { given: 'W', surname: 'H', birthYear: '1951' },
  }
  const { body } = await desk.bram.call('POST', '/api/v1/desk/clients/lookup', asked)
  expect(body).toEqual({ client: null, candidates: [likeness] })
  const adding = { ...asked, law: 'wlz' }
  const refused = await desk.bram.call('POST', '/api/v1/desk/clients', adding)
  expect(refused.body).toMatchObject({ code: 'client.variants', candidates: [likeness] })
  const other = { name: 'Jelle Hoekstraa', birthDate: '1951-05-06' }
  const { body: partly } = await desk.bram.call('POST', '/api/v1/desk/clients/lookup', other)
  expect(partly.candidates[0].alike).toEqual({ given: null, surname: 'H', birthYear: '1951' })
  const open = { id: made.id, number: made.number, name: 'Wiebe Hoekstra', ...about }
  for (const one of [desk.anna, desk.cora])
    expect((await one.call('POST', '/api/v1/desk/clients/lookup', asked)).body.candidates).toEqual([open])
})

it('who takes up and links a conversation is involved from then on, also when a colleague has it later', async () => {
  const made = await desk.newClient()
  const conversation = await newConversation()
  await desk.bram.call('POST', at(conversation, 'claim'), {})
  const linked = await desk.bram.call('PUT', at(conversation, 'client'), { clientId: made.id })
  expect(linked).toMatchObject({
    status: 200,
    body: { client: { number: made.number, file: { id: made.id } } },
  })
  const given = { to: { staffId: desk.anna.staffId }, reason: 'Zij kent hem.' }
  await desk.bram.call('POST', at(conversation, 'transfer'), given)
  expect((await desk.bram.call('GET', fileAt(made))).status).toBe(200)
})

it('who may read a linked conversation without being involved sees the number of its client alone', async () => {
  const made = await desk.newClient()
  const conversation = await newConversation()
  await desk.cora.call('PUT', at(conversation, 'client'), { clientId: made.id })
  const { body } = await desk.bram.call('GET', `/api/v1/desk/conversations/${conversation}`)
  expect(body.client).toEqual({
    id: made.id,
    number: made.number,
    uniqueClientId: made.id,
    file: null,
  })
  expect(await desk.bram.call('GET', fileAt(made))).toMatchObject(closed)
})

it("only who has a conversation, or coordinates, says whose it is; and it can be nobody's again", async () => {
  const made = await desk.newClient()
  const conversation = await newConversation()
  await desk.anna.call('POST', at(conversation, 'claim'), {})
  const link = (by: Worker, clientId: string | null) =>
    by.call('PUT', at(conversation, 'client'), { clientId })
  expect(await link(desk.bram, made.id)).toMatchObject({
    status: 403,
    body: { code: 'conversation.not_yours' },
  })
  expect((await link(desk.anna, made.id)).body.client).toMatchObject({ id: made.id })
  expect((await link(desk.cora, null)).body.client).toBeNull()
  expect(await link(desk.anna, randomUUID())).toMatchObject({
    status: 404,
    body: { code: 'client.not_found' },
  })
})

it('no client of another organisation can be seen, linked or merged', async () => {
  const made = await desk.newClient()
  const elsewhere = await desk.worker({
    firstName: 'Zoë',
    role: 'administrator',
    organisation: 'magentazorg',
  })
  const notFound = { status: 404, body: { code: 'client.not_found' } }
  expect(await elsewhere.call('GET', fileAt(made))).toMatchObject(notFound)
  const { id: conversation } = await clientOf(desk.product.app).start('magentazorg')
  expect(await elsewhere.call('PUT', at(conversation, 'client'), { clientId: made.id })).toMatchObject(
    notFound,
  )
  const own = await desk.newClient({}, elsewhere)
  const merge = { intoId: made.id, reason: 'Zelfde persoon' }
  expect(await elsewhere.call('POST', fileAt(own, '/merges'), merge)).toMatchObject(notFound)
  const { body } = await elsewhere.call('POST', '/api/v1/desk/clients/search', {})
  expect(body.clients.map(({ id }: { id: string }) => id)).toEqual([own.id])
})
