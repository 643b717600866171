import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rowsOf, type Database } from '../../../db/client.ts'
import { deliveries, telegramChats } from '../../../db/schema.ts'
import { arrived, claim, giveUp, tryLater } from '../../../server/deliveries/outbox.ts'
import { deliveryFigures } from '../../../server/deliveries/figures.ts'
import { databaseKinds } from '../../support/databases.ts'

const lease = { atMost: 10, leaseSeconds: 15 }
const setback = { failure: 'no answer', uncertain: true, counts: true }

describe.each(databaseKinds)('the outbox on $name', ({ open }) => {
  let database: Database
  let chats: string[]
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await database.db.delete(telegramChats)
    chats = [await newChat(), await newChat()]
  })

  async function newChat(): Promise<string> {
    const values = { bot: '1', addressDigest: randomUUID(), sealedAddress: new Uint8Array(1), locale: 'nl' }
    const [chat] = await database.db.insert(telegramChats).values(values).returning()
    return chat!.id
  }

  async function put(telegramChatId: string): Promise<number> {
    const values = { telegramChatId, sealedCall: new Uint8Array(1) }
    const [delivery] = await database.db.insert(deliveries).values(values).returning()
    return delivery!.id
  }

  const claimed = async (bots = ['1']) =>
    (await claim(database.db, bots, lease)).map(({ id }) => id).toSorted((a, b) => a - b)

  it('gives the first of each chat, and the next only when that has arrived', async () => {
    const [first, second, other] = [await put(chats[0]!), await put(chats[0]!), await put(chats[1]!)]
    expect(await claimed()).toEqual([first, other])
    expect(await claimed()).toEqual([])
    await arrived(database.db, first)
    expect(await claimed()).toEqual([second])
  })

  it('gives nothing of a chat whose first has to wait', async () => {
    const first = await put(chats[0]!)
    await put(chats[0]!)
    await claimed()
    await tryLater(database.db, first, 60, setback)
    expect(await claimed()).toEqual([])
  })

  it('goes on behind what failed for good', async () => {
    const [first, second] = [await put(chats[0]!), await put(chats[0]!)]
    await claimed()
    await giveUp(database.db, first, setback)
    expect(await claimed()).toEqual([second])
  })

  it('gives a delivery to one of several who ask at once', async () => {
    const put20 = await Promise.all(Array.from({ length: 20 }, async () => put(await newChat())))
    const taken = (await Promise.all([claimed(), claimed(), claimed(), claimed()])).flat()
    expect(new Set(taken).size).toBe(taken.length)
    expect(taken.every((id) => put20.includes(id))).toBe(true)
  })

  it('gives what a server left half-way again, as an attempt that may have arrived', async () => {
    const first = await put(chats[0]!)
    await claimed()
    await database.db.update(deliveries).set({ claimedUntil: sql`now() - interval '1 second'` })
    expect(await claimed()).toEqual([first])
    await arrived(database.db, first)
    const [row] = await rowsOf(database.db, sql`select attempts, uncertain_attempts from deliveries`)
    expect(row).toEqual({ attempts: 2, uncertain_attempts: 1 })
    expect(await deliveryFigures(database.db)).toEqual({
      pending: 0,
      oldestPendingSeconds: 0,
      failed: 0,
      sent: 1,
      sentPerhapsTwice: 1,
    })
  })

  it('being told to wait is no attempt', async () => {
    const first = await put(chats[0]!)
    await claimed()
    await tryLater(database.db, first, 0, { failure: '429', uncertain: false, counts: false })
    const [row] = await rowsOf(database.db, sql`select attempts, uncertain_attempts from deliveries`)
    expect(row).toEqual({ attempts: 0, uncertain_attempts: 0 })
    expect(await claimed()).toEqual([first])
  })

  it('gives nothing for a bot that is not ours', async () => {
    await put(chats[0]!)
    expect(await claimed(['2'])).toEqual([])
  })
})
