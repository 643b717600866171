import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { isDatabaseAway, rowsOf } from '../../../db/client.ts'
import { newGroup, newPerson } from '../../support/fake-telegram-people.ts'
import {
  doors,
  productOnTelegram,
  SECRET,
  type ProductOnTelegram,
} from '../../support/product-on-telegram.ts'
import { newProduct, NOW, type Product } from '../../support/product.ts'

let base: Product
let running: ProductOnTelegram
beforeAll(async () => {
  base = await newProduct()
})
afterEach(() => running.close())
afterAll(() => base.close())

const post = (path: string, body: unknown, secret = SECRET) =>
  running.product.app.request(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret && { 'x-telegram-bot-api-secret-token': secret }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const message = (id: number, text: string, updateId: number) => ({
  update_id: updateId,
  message: { message_id: updateId, date: 1, chat: { id, type: 'private' }, from: { id }, text },
})

it('the webhook is for Telegram alone, for organisations that are there, and for whole updates', async () => {
  running = await productOnTelegram(base, 'webhook')
  const { telegram } = running
  expect(telegram.webhook()).toEqual({ url: `${running.url}/telegram/shared`, secret: SECRET })
  expect(telegram.callsOf('setWebhook')[0]!.params).toMatchObject({ drop_pending_updates: false })
  const refused = await post('/telegram/shared', { update_id: 1 }, 'geraden')
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ code: 'telegram.wrong_secret' })
  expect((await post('/telegram/shared', { update_id: 1 }, '')).status).toBe(401)
  expect((await post('/telegram/nergens', { update_id: 1 })).status).toBe(404)
  expect((await post('/telegram/shared', '{"update_id":')).status).toBe(400)
  expect((await post('/telegram/shared', { message: 'geen update' })).status).toBe(400)
  const unknown = { update_id: 2, chat_boost: { chat: { id: 1 } }, message_reaction_count: 'iets nieuws' }
  expect((await post('/telegram/shared', unknown)).status).toBe(200)
})

it('who comes in by the address of an organisation is with that organisation', async () => {
  running = await productOnTelegram(base, 'webhook')
  const riet = newPerson(running.telegram)
  expect((await post('/telegram/zonl', message(riet.id, 'hallo', 1))).status).toBe(200)
  await riet.hears('uw hulp van Zorggroep Oude en Nieuwe Land')
})

it.each(doors)('an organisation’s own bot by %s asks no organisation', async (door) => {
  running = await productOnTelegram(base, door, { organisation: 'zonl' })
  const riet = newPerson(running.telegram)
  riet.says('/start magentazorg')
  await riet.hears('uw hulp van Zorggroep Oude en Nieuwe Land')
  riet.says('/organisatie')
  await riet.hears('Deze chat is alleen van Zorggroep')
  await running.telegram.until(() => running.telegram.commands.has('en'))
  expect(running.telegram.commands.get('')!.map(({ command }) => command)).not.toContain('organisatie')
})

it('without a bot there is no webhook', async () => {
  running = await productOnTelegram(base, 'webhook')
  expect((await base.app.request('/telegram/shared', { method: 'POST' })).status).toBe(404)
})

describe.each(doors)('by %s', (door) => {
  it('a group gets one sentence and is left, whatever comes after it', async () => {
    running = await productOnTelegram(base, door)
    const group = newGroup(running.telegram)
    group.addsBot()
    group.says('wie is dat')
    group.says('/start magentazorg')
    await running.telegram.until(() => running.telegram.callsOf('leaveChat').length > 0)
    group.says('nog iets')
    const riet = newPerson(running.telegram)
    riet.says('/start zonl')
    await riet.hears('Vindt u dat goed?')
    expect(group.messages.map(({ text }) => text)).toEqual([expect.stringContaining('één persoon')])
    expect(running.telegram.callsOf('leaveChat')).toHaveLength(1)
  })

  it('what cannot be taken in again and again goes to a person, and what comes after it is answered', async () => {
    let broken = false
    running = await productOnTelegram(base, door, {
      assistant: {
        now: () => {
          if (broken) throw new Error('stuk')
          return NOW
        },
      },
    })
    const riet = newPerson(running.telegram)
    await riet.begins('zonl')
    broken = true
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('Ik bewaar uw vraag voor een medewerker')
    broken = false
    riet.says('Wat is mijn opzegtermijn?')
    await riet.hears('30 dagen')
    const kept = await rowsOf(
      base.database.db,
      sql`select status, last_seq from conversations order by created_at desc limit 1`,
    )
    expect(kept).toEqual([{ status: 'waiting', last_seq: 5 }])
  })
})

it('what comes while the database is away is taken in once it is back', async () => {
  let away = 0
  const gone = Object.assign(new Error('weg'), { code: 'ECONNREFUSED' })
  expect(isDatabaseAway(gone)).toBe(true)
  running = await productOnTelegram(base, 'long poll', {
    assistant: {
      now: () => {
        if (away-- > 0) throw gone
        return NOW
      },
    },
  })
  const riet = newPerson(running.telegram)
  await riet.begins('zonl')
  away = 8
  riet.says('Wat is mijn opzegtermijn?')
  await riet.hears('30 dagen')
  expect(away).toBeLessThanOrEqual(0)
})

it('polling goes on after faults of Telegram, and an update is confirmed only once it is stored', async () => {
  running = await productOnTelegram(base, 'long poll')
  const { telegram } = running
  const riet = newPerson(telegram)
  await riet.begins('zonl')
  telegram.fail(
    'getUpdates',
    { kind: 'server error' },
    { kind: 'closed socket' },
    { kind: 'too many', seconds: 1 },
  )
  riet.says('/help')
  await riet.hears('Typ uw vraag')
  await telegram.until(() => telegram.waiting() === 0)
})
