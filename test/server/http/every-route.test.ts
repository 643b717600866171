import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '../../../server/http/permissions.ts'
import { databaseKinds } from '../../support/databases.ts'
import { checksums } from '../../support/every-route/checksums.ts'
import type { Example } from '../../support/every-route/example.ts'
import {
  everyRoute,
  exampleOf,
  withoutExample,
  withoutRoute,
  type EachRoute,
} from '../../support/every-route/every-route.ts'
import { workplaceAt, type Workplace } from '../../support/every-route/workplace.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { openSession } from '../../support/staff.ts'

const RANK: Permission[] = ['logged_in', 'second_factor', 'supporter', 'coordinator', 'administrator']
const isForStaff = ({ permission }: EachRoute) => RANK.includes(permission)
const lacks = ({ permission }: EachRoute, has: Permission) => RANK.indexOf(permission) > RANK.indexOf(has)
const HOURS_MS = 3600_000
/** What concerns one client: his conversation, his file, his contacts, his questions for support. */
const OF_A_CLIENT = /^\/api\/v1\/desk\/(?:conversations|clients|contacts|support-questions)\/:id/u
/** How far somebody gets who may not: he is not known, is not let in, or finds nothing. */
const NOT_LET_IN = [400, 401, 403, 404, 409, 415]

it('of every route it is written down how it is asked, and of no other', () => {
  expect(withoutExample).toEqual([])
  expect(withoutRoute).toEqual([])
})

/** Each asks every route; a machine that has more to do takes its time. */
const PATIENCE_MS = 180_000

describe.each(databaseKinds)('on $name', { timeout: PATIENCE_MS }, (kind) => {
  let product: Product
  let ours: Workplace
  let theirs: Workplace
  const examples = new Map<string, Example>()

  beforeAll(async () => {
    product = await newProduct(kind)
    ours = await workplaceAt(product, 'de-wegwijzer', 'Zilverreiger')
    theirs = await workplaceAt(product, 'magentazorg', 'Purperreiger')
    for (const { name } of everyRoute) {
      if (withoutExample.includes(name)) continue
      const example = await exampleOf(ours, name).catch((error: Error) => {
        throw new Error(`${name}: ${error.message}`)
      })
      examples.set(name, example)
    }
  }, PATIENCE_MS)
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  /** Asks as a page of ours does, with what is right for the route but for who asks. */
  async function ask({ method, name }: EachRoute, who: { cookie?: string; token?: string } = {}) {
    const { path, body } = examples.get(name)!
    const response = await product.app.request(path, {
      method,
      headers: {
        origin: 'http://localhost',
        ...(who.cookie && { cookie: who.cookie }),
        ...(who.token && { authorization: `Bearer ${who.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    const text = isStream ? '' : await response.text()
    if (isStream) await response.body?.cancel()
    const isProblem = response.headers.get('content-type')?.includes('problem+json')
    const code: string | undefined = isProblem ? JSON.parse(text).code : undefined
    return { status: response.status, code, text }
  }

  const all = () => everyRoute.filter(({ name }) => examples.has(name))
  const forStaff = () => all().filter(isForStaff)
  const forClients = () => all().filter(({ permission }) => permission === 'client')

  /** None of them gets in, hears anything, or changes a row. */
  async function refuses(
    asked: EachRoute[],
    who: () => Promise<{ cookie?: string; token?: string }>,
    wanted: { status: number; code: string },
  ) {
    expect(asked.length).toBeGreaterThan(0)
    const before = await checksums(product.database.db)
    for (const each of asked) {
      const { status, code, text } = await ask(each, await who())
      expect({ status, code }, each.name).toEqual(wanted)
      expect(text, each.name).not.toContain(ours.mark)
    }
    expect(await checksums(product.database.db)).toEqual(before)
  }

  it('nobody gets to anything of staff or of a client, and Telegram’s door stays shut', async () => {
    await refuses(forStaff(), async () => ({}), { status: 401, code: 'staff.not_logged_in' })
    await refuses(forClients(), async () => ({}), { status: 404, code: 'conversation.not_found' })
  })

  it('a client gets to nothing by the token of another conversation, here or elsewhere', async () => {
    for (const place of [ours, theirs]) {
      const { token } = await place.waiting()
      await refuses(forClients(), async () => ({ token }), { status: 404, code: 'conversation.not_found' })
      await refuses(forStaff(), async () => ({ token }), { status: 401, code: 'staff.not_logged_in' })
    }
  })

  it('a session that is locked, or misses its second factor, opens nothing', async () => {
    const locked = { at: new Date(Date.now() - HOURS_MS) }
    const lockedOut = async () => ({ cookie: await openSession(product, ours.ada, locked) })
    await refuses(forStaff(), lockedOut, { status: 401, code: 'staff.locked' })
    const newcomer = await ours.newcomer()
    const unproven = forStaff().filter((each) => lacks(each, 'logged_in'))
    const half = async () => ({ cookie: newcomer.cookie })
    await refuses(unproven, half, { status: 403, code: 'staff.second_factor_missing' })
  })

  it.each(['supporter', 'coordinator'] as const)('a %s gets no further than his role', async (role) => {
    const { cookie } = role === 'supporter' ? ours.anna : ours.cora
    const above = forStaff().filter((each) => lacks(each, role))
    await refuses(above, async () => ({ cookie }), { status: 403, code: 'staff.role_too_low' })
  })

  it('an administrator of another organisation gets to no row of this one by any id, and changes none', async () => {
    const { db } = product.database
    const before = await checksums(db, ours.ada.organisationId)
    for (const each of forStaff()) {
      const cookie = await openSession(product, theirs.ada)
      const { status, text } = await ask(each, { cookie })
      const wasOurs = each.route.includes(':id') && !each.route.includes('/agreements/:id')
      if (wasOurs) expect(NOT_LET_IN, `${each.name} answers ${status}`).toContain(status)
      expect(status, each.name).toBeLessThan(500)
      expect(text, each.name).not.toContain(ours.mark)
    }
    expect(await checksums(db, ours.ada.organisationId)).toEqual(before)
  })

  it('a supporter who has nothing to do with a client gets to nothing of him, and changes nothing', async () => {
    const { db } = product.database
    const before = await checksums(db, ours.ada.organisationId)
    for (const each of forStaff().filter(({ route }) => OF_A_CLIENT.test(route))) {
      if (isOpenToAll(each)) continue
      const { status, text } = await ask(each, { cookie: ours.bram.cookie })
      expect(NOT_LET_IN, `${each.name} answers ${status}`).toContain(status)
      expect(text, each.name).not.toContain(ours.mark)
    }
    expect(await checksums(db, ours.ada.organisationId)).toEqual(before)
  })

  /** What somebody does with his own log-in is done by somebody of whom nothing else is asked. */
  async function whoMay({ route, permission }: EachRoute) {
    if (route.startsWith('/api/auth/') || permission === 'second_factor')
      return ours.staff('supporter', 'Fay')
    return permission === 'supporter' ? ours.anna : ours.ada
  }

  it('who may ask is answered, everywhere', async () => {
    const order = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE']
    const asked = all().toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method))
    const wrong: string[] = []
    for (const each of asked) {
      // What was asked before may have used it up.
      const example = await exampleOf(ours, each.name)
      examples.set(each.name, example)
      const { status, code, text } = await ask(each, {
        cookie: (await whoMay(each)).cookie,
        ...(example.token && { token: example.token }),
      })
      const isRight = example.refused ? code === example.refused : status < 400
      if (!isRight) wrong.push(`${each.name}: ${status} ${text.slice(0, 200)}`)
    }
    expect(wrong).toEqual([])
  })
})

/** A conversation that waits is for every supporter to take up; and emergency access is for who is not involved. */
function isOpenToAll({ name }: EachRoute): boolean {
  return name.endsWith('/:id/claim') || name.endsWith('/:id/emergency-access')
}
