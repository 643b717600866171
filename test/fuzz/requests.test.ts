import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newChance } from '../support/chance.ts'
import type { Chat } from '../support/client.ts'
import { databaseKinds } from '../support/databases.ts'
import type { Example } from '../support/every-route/example.ts'
import { everyRoute, exampleOf, withoutExample, type EachRoute } from '../support/every-route/every-route.ts'
import { workplaceAt, type Workplace } from '../support/every-route/workplace.ts'
import { newProduct, type Product } from '../support/product.ts'
import { openSession } from '../support/staff.ts'
import { generate, madeUpToken, nobodysToken, type Asker, type Generated } from './requests.ts'
import { PATIENCE_MS, seed, sizes } from './size.ts'
import { faultIn, usedMb } from './told.ts'

const MOST_GROWTH_MB = 40
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe.each(databaseKinds)('whatever is asked, on $name', (kind) => {
  let product: Product
  let ours: Workplace
  let theirs: Workplace
  const from: { route: EachRoute; example: Example }[] = []
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  let chats: { erased: Chat; mine: Chat; other: Chat }

  beforeAll(async () => {
    product = await newProduct(kind, { proxies: 1, assistant: { failed } })
    ours = await workplaceAt(product, 'de-wegwijzer', 'Zilverreiger')
    theirs = await workplaceAt(product, 'magentazorg', 'Purperreiger')
    for (const at of [ours, theirs])
      for (const route of everyRoute)
        if (!withoutExample.includes(route.name))
          from.push({ route, example: await exampleOf(at, route.name).catch(() => ({ path: route.route })) })
    chats = { erased: await ours.waiting(), mine: await ours.waiting(), other: await theirs.waiting() }
    await ours.door.call('DELETE', `/conversations/${chats.erased.id}`, undefined, chats.erased.token)
  }, 300_000)
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const staff = async (at: Workplace, role: 'anna' | 'bram' | 'cora' | 'ada', notOf: Workplace) => ({
    name: role,
    headers: { cookie: await openSession(product, at[role]) },
    mayNotRead: [notOf.mark],
  })

  async function askers(): Promise<Asker[]> {
    const { erased, mine, other } = chats
    const both = [ours.mark, theirs.mark]
    return [
      { name: 'nobody', headers: {}, mayNotRead: both },
      { name: 'the client himself', headers: {}, mayNotRead: [] },
      { name: 'a client', headers: bearer(mine.token), mayNotRead: [theirs.mark] },
      { name: 'a client elsewhere', headers: bearer(other.token), mayNotRead: [ours.mark] },
      { name: 'who erased it', headers: bearer(erased.token), mayNotRead: both },
      { name: 'a guess', headers: bearer(madeUpToken(ours.ada.organisationId)), mayNotRead: both },
      { name: 'a guess elsewhere', headers: bearer(nobodysToken()), mayNotRead: both },
      { name: 'a cookie of his own', headers: { cookie: 'wegwijs.session_token=a.b' }, mayNotRead: both },
      await staff(ours, 'anna', theirs),
      await staff(ours, 'cora', theirs),
      await staff(ours, 'ada', theirs),
      await staff(theirs, 'anna', ours),
      await staff(theirs, 'ada', ours),
    ]
  }

  async function send({ method, path, headers, body }: Generated) {
    const response = await product.app.request(path, { method, headers, body })
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await response.body?.cancel()
      return { status: response.status, text: '' }
    }
    return { status: response.status, text: await response.text() }
  }

  it(
    `${sizes.requests} generated requests are answered, and no answer tells what it should not`,
    async () => {
      const chance = newChance(seed)
      const ids = [...new Set(JSON.stringify(from).match(UUID))]
      const faults: string[] = []
      const statuses = new Map<number, number>()
      let asking = await askers()
      let usedEarly = 0
      for (let i = 0; i < sizes.requests; i++) {
        // Some of what is asked ends sessions.
        if (i % 60 === 59) asking = await askers()
        const request = generate(from, asking, ids, chance)
        const { status, text } = await send(request)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const fault = faultIn(status, text, request.asker.mayNotRead)
        if (fault) faults.push(`${fault}: ${JSON.stringify(request).slice(0, 600)} -> ${text.slice(0, 300)}`)
        if (i === Math.floor(sizes.requests / 3)) usedEarly = usedMb()
      }
      const grown = usedMb() - usedEarly
      const told = [...statuses].toSorted(([a], [b]) => a - b).map((each) => each.join(': '))
      console.log(`FUZZ_SEED=${seed}; ${told.join(', ')}; ${grown.toFixed(0)} MB more in use at the end`)
      expect(faults.slice(0, 10), `FUZZ_SEED=${seed}`).toEqual([])
      expect(failures, `FUZZ_SEED=${seed}`).toEqual([])
      expect(grown).toBeLessThan(MOST_GROWTH_MB)
      expect((await product.app.request('/readyz')).status).toBe(200)
    },
    PATIENCE_MS,
  )
})
