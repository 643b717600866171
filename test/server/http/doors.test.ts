import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { organisations } from '../../../db/schema.ts'
import { routes } from '../../../server/routes.ts'
import { clientOf } from '../../support/client.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { testEngine } from '../../support/engine.ts'

let product: Product
let client: ReturnType<typeof clientOf>
beforeAll(async () => {
  product = await newProduct()
  client = clientOf(product.app)
})
afterAll(async () => {
  product.stop()
  await product.close()
})

const serverWith = async (otherwise: Parameters<typeof productOn>[3]) =>
  clientOf(productOn(product.database, product.desk.masterKey, await testEngine(), otherwise).app)

it('an id that was used for another message is refused, and nothing is stored', async () => {
  const chat = await client.start()
  await client.say(chat, { clientMessageId: 'a', text: 'hallo' })
  const refused = await client.say(chat, { clientMessageId: 'a', text: 'Mag ik mijn dossier zien?' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'message.id_reused' } })
  expect(await client.read(chat)).toHaveLength(3)
})

it('when the assistant fails, the message is kept and the client hears that a person reads it', async () => {
  const failures: unknown[] = []
  const broken = await serverWith({
    assistant: {
      engine: () => {
        throw new Error('no engine')
      },
      failed: (error) => void failures.push(error),
    },
  })
  const chat = await broken.start()
  const { status, body } = await broken.say(chat, { clientMessageId: 'a', text: 'Mag ik mijn dossier zien?' })
  expect(status).toBe(200)
  expect(body.messages[1]).toMatchObject({
    reply: { kind: 'handoff' },
    text: expect.stringContaining('medewerker'),
  })
  expect(failures).toHaveLength(1)
  expect(await broken.read(chat, 1)).toEqual(body.messages)
})

it('a thumb on an answer is kept, a later one replaces it, and only an answer takes one', async () => {
  const chat = await client.start()
  await client.say(chat, { clientMessageId: 'a', text: 'Mag ik mijn dossier zien?' })
  const thumb = (seq: number, helpful: boolean) =>
    client.call('POST', `/conversations/${chat.id}/feedback`, { seq, helpful }, chat.token)
  await thumb(3, true)
  await thumb(3, false)
  expect((await client.read(chat))[2]).toMatchObject({ helpful: false })
  expect(await thumb(2, true)).toMatchObject({ status: 404, body: { code: 'conversation.no_such_answer' } })
})

it('a client takes his conversation with him, to read and as data', async () => {
  const chat = await client.start()
  await client.say(chat, { clientMessageId: 'a', text: '<b>Mag</b> ik mijn dossier zien?' })
  const { body } = await client.call('GET', `/conversations/${chat.id}/export`, undefined, chat.token)
  expect(body).toMatchObject({ id: chat.id, channel: 'widget', messages: await client.read(chat) })
  const page = await product.app.request(`/api/v1/conversations/${chat.id}/export?format=html`, {
    headers: { authorization: `Bearer ${chat.token}` },
  })
  expect(page.headers.get('content-disposition')).toContain('attachment')
  const text = await page.text()
  expect(text).toContain('&lt;b&gt;Mag&lt;/b&gt; ik mijn dossier zien?')
  expect(text).toContain('inzage')
})

it('what the widget shows first is there before anything is stored', async () => {
  const { body } = await client.call('GET', '/organisations/magentazorg?locale=en')
  expect(body).toMatchObject({ name: 'Magentazorg', welcome: expect.stringContaining('I am a computer') })
  expect((await client.call('GET', '/organisations/nergens')).body.code).toBe('organisation.not_found')
})

it('who sends without end is asked to wait, and his neighbours in the same house are not', async () => {
  const other = await serverWith({})
  const [flooding, neighbour] = [await other.start(), await other.start()]
  const thumb = { seq: 1, helpful: true }
  const answers = await Promise.all(
    Array.from({ length: 320 }, () =>
      other.call('POST', `/conversations/${flooding.id}/feedback`, thumb, flooding.token),
    ),
  )
  const refused = answers.find(({ status }) => status === 429)
  expect(refused).toMatchObject({ body: { code: 'request.too_many' } })
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await other.say(neighbour, { clientMessageId: 'a', text: 'hallo' })).status).toBe(200)
})

it('a wrong method is answered with the right ones', async () => {
  const { status, headers, body } = await client.call('PUT', '/conversations', {})
  expect([status, body.code, headers.get('allow')]).toEqual([405, 'method.not_allowed', 'POST'])
})

it('each address stands once in the route table', () => {
  const addresses = routes.map(([method, path]) => `${method} ${path}`)
  expect(new Set(addresses).size).toBe(addresses.length)
})

const setOrigins = (allowedOrigins: string[] | null) =>
  product.database.db.update(organisations).set({ allowedOrigins }).where(eq(organisations.slug, 'zonl'))

afterEach(() => setOrigins(null))

it('only the sites that an organisation allows may show its chat', async () => {
  await setOrigins(['https://www.zonl.example'])
  const { call } = await serverWith({ publicUrl: 'https://chat.example' })
  const from = (origin: string) =>
    call('POST', '/conversations', { organisation: 'zonl' }, undefined, { origin })
  expect(await from('https://elsewhere.example')).toMatchObject({
    status: 403,
    body: { code: 'origin.not_allowed' },
  })
  const allowed = await from('https://www.zonl.example')
  expect(allowed.status).toBe(201)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://www.zonl.example')
  expect((await from('https://chat.example')).status).toBe(201)

  const { id, token } = allowed.body
  const read = (origin: string) => call('GET', `/conversations/${id}/messages`, undefined, token, { origin })
  expect((await read('https://elsewhere.example')).status).toBe(403)
  expect((await read('https://www.zonl.example')).status).toBe(200)
})

it('a browser that asks first is told what a page may send', async () => {
  const response = await product.app.request('/api/v1/conversations/x/messages', {
    method: 'OPTIONS',
    headers: { origin: 'https://any.example', 'access-control-request-method': 'POST' },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization')
  expect(response.headers.get('access-control-allow-origin')).toBe('https://any.example')
})

it('an event stream can be read by a page of another site', async () => {
  const chat = await client.start()
  const response = await product.app.request(`/api/v1/conversations/${chat.id}/events`, {
    headers: { authorization: `Bearer ${chat.token}`, origin: 'https://any.example' },
  })
  expect(response.headers.get('access-control-allow-origin')).toBe('https://any.example')
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  await response.body?.cancel()
})
