import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message } from '../../../server/conversations/messages.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'

describe.each(databaseKinds)('a conversation on $name', (kind) => {
  let product: Product
  beforeAll(async () => {
    product = await newProduct(kind)
  })
  afterAll(() => product.close())

  async function call(method: string, path: string, body?: unknown, token?: string) {
    const response = await product.app.request(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    return { status: response.status, body: response.status === 204 ? null : await response.json() }
  }

  async function start(organisation = 'magentazorg') {
    const { status, body } = await call('POST', '/conversations', { organisation })
    expect(status).toBe(201)
    return body as { id: string; token: string; messages: Message[] }
  }

  const say = (chat: { id: string; token: string }, message: object) =>
    call('POST', `/conversations/${chat.id}/messages`, message, chat.token)

  it('begins by saying that it is a computer', async () => {
    const { messages } = await start()
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatchObject({
      seq: 1,
      author: 'assistant',
      text: expect.stringContaining('computer'),
    })
  })

  it('answers from the agreement of its organisation and stores both messages', async () => {
    const chat = await start('zonl')
    const { body } = await say(chat, { clientMessageId: 'a', text: 'Wat is mijn opzegtermijn?' })
    expect(body.messages.map(({ author, seq }: Message) => [author, seq])).toEqual([
      ['client', 2],
      ['assistant', 3],
    ])
    expect(body.messages[1].reply.citations[0].source).toBe('zonl-thuisbegeleiding')
    const { body: read } = await call(
      'GET',
      `/conversations/${chat.id}/messages?after=1`,
      undefined,
      chat.token,
    )
    expect(read.messages).toEqual(body.messages)
  })

  it('a message that is sent twice is stored once and answered once', async () => {
    const chat = await start()
    const message = { clientMessageId: 'same', text: 'Mag ik mijn dossier zien?' }
    const answers = await Promise.all([say(chat, message), say(chat, message), say(chat, message)])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    const { body } = await call('GET', `/conversations/${chat.id}/messages`, undefined, chat.token)
    expect(body.messages).toHaveLength(3)
  })

  it('a follow-up question keeps its context', async () => {
    const chat = await start('zonl')
    await say(chat, { clientMessageId: '1', text: 'Mag ik mijn dossier zien?' })
    const { body } = await say(chat, { clientMessageId: '2', text: 'en kost een kopie dan geld' })
    expect(body.messages[1].text).toContain('vergoeding')
  })

  it('a tapped choice is asked; one that was not offered is refused', async () => {
    const chat = await start()
    const { body: vague } = await say(chat, { clientMessageId: '1', text: 'ik heb een vraag' })
    const [choice] = vague.messages[1].reply.choices
    const { body } = await say(chat, { clientMessageId: '2', choice: choice.label })
    expect(body.messages[1].reply.kind).toBe('answer')
    const refused = await say(chat, { clientMessageId: '3', choice: 'iets anders' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conversation.no_such_choice' } })
  })

  it('stores the wish for a person and says honestly what happens', async () => {
    const chat = await start()
    const { body } = await call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    expect(body.messages[1].text).toContain('uiterlijk woensdag 25 november om 9.00 uur')
    const again = await call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    expect(again.body).toEqual(body)
    const [row] = await rowsOf(
      sql`select status, handoff_requested_at from conversations where id = ${chat.id}`,
    )
    expect(row).toMatchObject({ status: 'waiting', handoff_requested_at: expect.anything() })
  })

  it('danger makes the conversation urgent', async () => {
    const chat = await start()
    await say(chat, { clientMessageId: '1', text: 'ik wil niet meer leven' })
    const [row] = await rowsOf(sql`select status, urgent from conversations where id = ${chat.id}`)
    expect(row).toMatchObject({ status: 'waiting', urgent: true })
  })

  it('a client cannot read or write another client’s conversation', async () => {
    const [mine, other] = [await start(), await start()]
    const notFound = { status: 404, body: { code: 'conversation.not_found' } }
    expect(await call('GET', `/conversations/${other.id}/messages`, undefined, mine.token)).toMatchObject(
      notFound,
    )
    expect(
      await say({ id: other.id, token: mine.token }, { clientMessageId: 'x', text: 'hoi' }),
    ).toMatchObject(notFound)
    expect(await call('GET', `/conversations/${other.id}/messages`)).toMatchObject(notFound)
    expect(await call('GET', '/conversations/no-uuid/messages', undefined, mine.token)).toMatchObject(
      notFound,
    )
  })

  it('erasing a conversation leaves no row of it', async () => {
    const chat = await start()
    await say(chat, { clientMessageId: '1', text: 'Mag ik mijn dossier zien?' })
    expect((await call('DELETE', `/conversations/${chat.id}`, undefined, chat.token)).status).toBe(204)
    expect(await rowsOf(sql`select 1 from messages where conversation_id = ${chat.id}`)).toEqual([])
    expect((await call('GET', `/conversations/${chat.id}/messages`, undefined, chat.token)).status).toBe(404)
  })

  it('no message text stands readable in the database, and no service number stands in it at all', async () => {
    const chat = await start()
    await say(chat, {
      clientMessageId: '1',
      text: 'mijn bsn is 123456782, mag ik mijn regenboogdossier zien',
    })
    const rows = await rowsOf(sql`select sealed_content from messages where conversation_id = ${chat.id}`)
    const stored = rows
      .map((row) => Buffer.from(Object.values(row)[0] as Uint8Array).toString('latin1'))
      .join()
    expect(stored).not.toContain('regenboog')
    const { body } = await call('GET', `/conversations/${chat.id}/messages?after=1`, undefined, chat.token)
    expect(body.messages[0].text).toBe('mijn bsn is •••, mag ik mijn regenboogdossier zien')
  })

  it('who writes a service number is told that it is left out, also a page elsewhere and when he repeats it', async () => {
    const chat = await start()
    const said = {
      clientMessageId: '1',
      text: 'mijn bsn is １２３４.56.782, bel 06-97131489 tussen 08:00 - 10:30',
    }
    const client = clientOf(product.app)
    const path = `/conversations/${chat.id}/messages`
    const elsewhere = { origin: 'https://site.example' }
    const first = await client.call('POST', path, said, chat.token, elsewhere)
    const again = await client.call('POST', path, said, chat.token, elsewhere)
    for (const { headers, body } of [first, again]) {
      expect(headers.get('Wegwijs-Left-Out')).toBe('text')
      expect(headers.get('Access-Control-Expose-Headers')).toContain('Wegwijs-Left-Out')
      expect(body.messages[0].text).toBe('mijn bsn is •••, bel 06-97131489 tussen 08:00 - 10:30')
    }
    const harmless = await client.say(chat, {
      clientMessageId: '2',
      text: 'bel 06-97131489 op 1/4 10:30-11:00',
    })
    expect(harmless.headers.has('Wegwijs-Left-Out')).toBe(false)
    expect(harmless.body.messages[0].text).toBe('bel 06-97131489 op 1/4 10:30-11:00')
  })

  it('an unknown organisation is refused', async () => {
    expect(await call('POST', '/conversations', { organisation: 'nergens' })).toMatchObject({
      status: 404,
      body: { code: 'organisation.not_found' },
    })
  })

  async function rowsOf(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]> {
    const result: unknown = await product.database.db.execute(query)
    return Array.isArray(result) ? result : (result as { rows: Record<string, unknown>[] }).rows
  }
})
