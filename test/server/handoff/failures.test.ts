import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, afterAll, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { newProduct, NOW, productOn, type Otherwise, type Product } from '../../support/product.ts'
import { testEngine } from '../../support/engine.ts'

let base: Product
let product: Product
beforeAll(async () => {
  base = await newProduct()
})
afterEach(() => product.stop())
afterAll(() => base.close())

/** Another server on the same data. */
async function running(otherwise: Otherwise = {}): Promise<ReturnType<typeof clientOf>> {
  product = productOn(base.database, base.desk.masterKey, await testEngine(), otherwise)
  return clientOf(product.app)
}

const reasonsOf = ({ id }: Chat) =>
  rowsOf(
    base.database.db,
    sql`select reason, urgent, due_at is not null as "isPromised" from handoffs where conversation_id = ${id} order by reason`,
  )

it('an assistant that fails ends with a person, a date and the numbers for danger', async () => {
  const failures: unknown[] = []
  const client = await running({
    assistant: {
      engine: () => {
        throw new Error('stuk')
      },
      failed: (error) => failures.push(error),
    },
  })
  const chat = await client.start()
  const { body } = await client.say(chat, { clientMessageId: '1', text: 'Mag ik mijn dossier zien?' })
  expect(body.messages[1].text).toMatch(/Er ging iets mis.*112.*113.*uiterlijk woensdag 25 november/su)
  expect(body.messages[1].reply.handoff).toEqual({
    dueAt: '2026-11-25T08:00:00.000Z',
    dueInWords: 'uiterlijk woensdag 25 november om 9.00 uur',
    isSomebodyThere: false,
  })
  expect(await reasonsOf(chat)).toEqual([{ reason: 'failure', urgent: false, isPromised: true }])
  expect(failures).toHaveLength(1)
})

it('two questions in a row that are not understood go to a person', async () => {
  const client = await running()
  const chat = await client.start()
  const first = await client.say(chat, { clientMessageId: '1', text: 'eh ja dat ding' })
  expect(first.body.messages[1].reply.kind).toBe('clarify')
  const second = await client.say(chat, { clientMessageId: '2', text: 'nou gewoon dat' })
  expect(second.body.messages[1]).toMatchObject({ reply: { kind: 'handoff' } })
  expect(await reasonsOf(chat)).toEqual([{ reason: 'two_misses', urgent: false, isPromised: true }])
})

it('who puts his thumb down and then asks for a person is known to have missed an answer', async () => {
  const client = await running()
  const chat = await client.start()
  const { body } = await client.say(chat, { clientMessageId: '1', text: 'Mag ik mijn dossier zien?' })
  const thumb = { seq: body.messages[1].seq, helpful: false }
  await client.call('POST', `/conversations/${chat.id}/feedback`, thumb, chat.token)
  await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  expect(await reasonsOf(chat)).toEqual([{ reason: 'thumb_down', urgent: false, isPromised: true }])
})

it('a calendar without a single opening still promises a date', async () => {
  const client = await running()
  const chat = await client.start('zonl')
  await base.database.db.execute(sql`
    insert into work_calendars (organisation_id, hours)
    select organisation_id, '{}'::jsonb from conversations where id = ${chat.id}`)
  const { body } = await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  expect(body.messages[1].text).toContain('uiterlijk woensdag 25 november om 9.00 uur')
})

it('a hand-off that the database refuses half-way leaves nothing, and succeeds when it is asked again', async () => {
  const client = await running()
  const chat = await client.start()
  const wish = { clientMessageId: 'wens' }
  await base.database.db.execute(sql`alter table steps rename to steps_away`)
  const refused = await client.call('POST', `/conversations/${chat.id}/handoff`, wish, chat.token)
  await base.database.db.execute(sql`alter table steps_away rename to steps`)
  expect(refused.status).toBe(500)
  expect(await client.read(chat)).toHaveLength(1)
  expect(await reasonsOf(chat)).toEqual([])
  const again = await client.call('POST', `/conversations/${chat.id}/handoff`, wish, chat.token)
  expect(again.body.messages[1].text).toContain('uiterlijk')
  expect(await reasonsOf(chat)).toHaveLength(1)
})

it('a server that starts anew keeps the promise of the one before it', async () => {
  const first = await running()
  const chat = await first.start()
  const asked = await first.call(
    'POST',
    `/conversations/${chat.id}/handoff`,
    { clientMessageId: 'w' },
    chat.token,
  )
  await product.stop()
  const later = new Date(NOW.getTime() + 86_400_000)
  const second = await running({ assistant: { now: () => later } })
  const again = await second.call(
    'POST',
    `/conversations/${chat.id}/handoff`,
    { clientMessageId: 'w' },
    chat.token,
  )
  expect(again.body).toEqual(asked.body)
  const { body } = await second.say(chat, { clientMessageId: 'x', text: 'Ik wil iemand spreken' })
  expect(body.messages[1].reply.handoff.dueAt).toBe('2026-11-25T08:00:00.000Z')
  expect(await reasonsOf(chat)).toHaveLength(1)
})

it('danger while a promise stands makes it urgent, and says honestly whether somebody reads along', async () => {
  const client = await running()
  const chat = await client.start()
  await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  const { body } = await client.say(chat, { clientMessageId: '1', text: 'Ik wil niet meer leven' })
  expect(body.messages[1].text).toMatch(/^Bel of chat nu met 113/u)
  expect(body.messages[1].text).toContain('Op dit moment leest niemand mee. Wij zijn er weer op maandag')
  expect(await reasonsOf(chat)).toEqual([
    { reason: 'asked', urgent: false, isPromised: true },
    { reason: 'crisis', urgent: true, isPromised: true },
  ])
})
