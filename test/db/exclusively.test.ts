import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/client.ts'
import { databaseKinds } from '../support/databases.ts'

const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

describe.each(databaseKinds)('work that one server at a time may do, on $name', ({ name, open }) => {
  let database: Database
  beforeAll(async () => {
    database = await open()
  })
  afterAll(() => database.close())

  it('is done by one, and by the next when that one stops', async () => {
    const [first, second] = [new AbortController(), new AbortController()]
    const seen: string[] = []
    const work = (who: string) => async (signal: AbortSignal) => {
      seen.push(who)
      await untilStopped(signal)
    }
    const one = database.exclusively('test', work('one'), first.signal)
    await expect.poll(() => seen).toEqual(['one'])
    const two = database.exclusively('test', work('two'), second.signal)
    // The embedded database has one server alone, so there nobody waits for another.
    if (name !== 'PGlite') {
      await sleep(100)
      expect(seen).toEqual(['one'])
    }
    first.abort()
    await one
    await expect.poll(() => seen).toEqual(['one', 'two'])
    second.abort()
    await two
  })

  it('who stops while he waits for his turn is done at once', async () => {
    const [first, second] = [new AbortController(), new AbortController()]
    const one = database.exclusively('test', untilStopped, first.signal)
    const two = database.exclusively('test', untilStopped, second.signal)
    await sleep(50)
    second.abort()
    await two
    first.abort()
    await one
  })
})
