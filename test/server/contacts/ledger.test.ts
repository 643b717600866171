import { eq, isNull } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withinOrganisation } from '../../../db/client.ts'
import { clientMerges, clients, contacts } from '../../../db/schema.ts'
import { changeClient } from '../../../server/clients/change.ts'
import { mergeClients, undoMerge } from '../../../server/clients/merge.ts'
import { setBindings } from '../../../server/contacts/agreements.ts'
import { correct, remove } from '../../../server/contacts/correct.ts'
import { reckon, reckonAll } from '../../../server/contacts/reckon.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { newStaff } from '../../support/staff.ts'
import {
  dayOf,
  plainLedger,
  servicesOn,
  type Outcome,
  type PlainBinding,
  type PlainClient,
  type PlainContact,
} from './plain-ledger.ts'

const NOW = new Date('2025-12-01T10:00:00Z')
const CLIENTS = 3
const RUNS = process.env.WEGWIJS_FULL === '1' ? 300 : 12
const PATIENCE_MS = process.env.WEGWIJS_FULL === '1' ? 3_600_000 : 240_000

const AGREEMENTS: PlainBinding[][] = [
  [
    { agreementId: 'wlz-oco-2021', from: '2021-01-01', to: '2021-12-31' },
    { agreementId: 'wlz-oco-2024', from: '2024-01-01', to: '2025-12-31' },
  ],
  [{ agreementId: 'wlz-oco-2021', from: '2021-01-01', to: null }],
  [{ agreementId: 'wlz-oco-2024', from: '2021-06-01', to: '2021-06-30' }],
  [
    { agreementId: 'wlz-oco-2024', from: '2021-01-01', to: '2021-03-01' },
    { agreementId: 'wlz-oco-2021', from: '2021-03-02', to: '2024-04-01' },
  ],
]

const who = fc.nat({ max: CLIENTS - 1 })
const place = fc.record({
  client: fc.option(who, { freq: 8 }),
  // Few days, so that many fall together; both agreements, a change of the clock and midnight in Amsterdam.
  at: fc.constantFrom(
    '2021-02-28T23:30:00Z',
    '2021-03-01T09:00:00Z',
    '2021-03-01T09:00:00Z',
    '2021-06-15T10:00:00Z',
    '2021-10-31T00:30:00Z',
    '2021-12-31T22:59:00Z',
    '2021-12-31T23:00:00Z',
    '2023-05-05T08:00:00Z',
    '2024-05-05T08:00:00Z',
  ),
  minutes: fc.oneof(fc.integer({ min: 1, max: 35 }), fc.constantFrom(29, 30, 31, 1440)),
  service: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 5 }) }),
})
const day = fc.constantFrom(null, '2020-01-01', '2021-03-01', '2021-03-02', '2024-05-05', '2024-05-06')
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('register' as const), what: place }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('correct' as const), nth: fc.nat(), what: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), client: who, into: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), client: who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('indicate' as const), client: who, from: day, until: day }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('law' as const),
      client: who,
      law: fc.constantFrom('wlz' as const, 'wmo' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('bind' as const), to: fc.nat({ max: AGREEMENTS.length - 1 }) }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let me: StaffMember
  beforeAll(async () => {
    product = await newProduct(kind)
    const { staffId, organisationId, userId } = await newStaff(product, {
      organisation: 'de-wegwijzer',
      role: 'administrator',
    })
    me = { staffId, organisationId, userId, role: 'administrator', firstName: 'Ada' }
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  async function empty(): Promise<void> {
    const { db } = product.database
    await db.delete(contacts)
    await db.delete(clientMerges)
    await db.delete(clients)
    await setBindings(product.desk, me, AGREEMENTS[0]!, NOW)
  }

  async function outcomes(): Promise<Map<string, Outcome>> {
    const rows = await product.database.db.select().from(contacts).where(isNull(contacts.replacedAt))
    return new Map(
      rows.map(({ id, agreementId, uniqueClientId, obstacle, declarableMinutes }) => [
        id,
        { agreementId, counted: uniqueClientId, obstacle, declarable: declarableMinutes },
      ]),
    )
  }

  /** Does the steps by the verbs of the product, and keeps in plain values how everything stands. */
  async function perform(steps: readonly Step[]) {
    await empty()
    const { desk } = product
    const engine = desk.assistant.engine()
    const ids: string[] = []
    for (let i = 0; i < CLIENTS; i++) ids.push(await registeredClient(product, me.organisationId))
    const known = new Map<string, PlainClient>(
      ids.map((id) => [id, { law: 'wlz', from: '2020-01-01', until: null, into: null }]),
    )
    const merges = new Map<string, string>()
    const registered: (PlainContact & { version: number })[] = []
    let bindings = AGREEMENTS[0]!
    const said = ({ client, at, minutes, service }: Extract<Step, { do: 'register' }>['what']) => {
      const startedAt = new Date(at)
      const offered = servicesOn(dayOf(startedAt), bindings)
      return {
        clientId: client === null ? null : ids[client]!,
        channel: 'phone' as const,
        startedAt,
        minutes,
        service: offered[service % Math.max(1, offered.length)] ?? null,
      }
    }
    const rootOf = (id: string): string => {
      const { into } = known.get(id)!
      return into ? rootOf(into) : id
    }

    for (const each of steps) {
      if (each.do === 'register') {
        const { contact } = await registerContact(desk, me, said(each.what), NOW)
        registered.push({ ...said(each.what), id: contact.id, version: 1, isRemoved: false })
      }
      if (each.do === 'correct' || each.do === 'remove') {
        const standing = registered.filter(({ isRemoved }) => !isRemoved)
        const one = standing[each.nth % Math.max(1, standing.length)]
        if (!one) continue
        const change = { version: one.version, reason: 'Vergissing.' }
        if (each.do === 'remove') {
          await remove(desk, me, one.id, change, NOW)
          Object.assign(one, { isRemoved: true })
        } else {
          await correct(desk, me, one.id, { ...said(each.what), ...change }, NOW)
          Object.assign(one, said(each.what))
        }
        one.version += 1
      }
      if (each.do === 'merge') {
        const [clientId, intoId] = [ids[each.client]!, ids[each.into]!]
        if (known.get(clientId)!.into || rootOf(intoId) === clientId) continue
        const merge = { clientId, intoId, reason: 'Dezelfde.' }
        merges.set(clientId, (await mergeClients(desk, me, reckon, merge, NOW)).id)
        known.get(clientId)!.into = intoId
      }
      if (each.do === 'undo') {
        const clientId = ids[each.client]!
        if (!known.get(clientId)!.into) continue
        await undoMerge(desk, me, reckon, { clientId, mergeId: merges.get(clientId)! }, NOW)
        known.get(clientId)!.into = null
      }
      if (each.do === 'indicate') {
        const { from, until } = each
        if (until !== null && (from === null || until < from)) continue
        await changes(each.client, { indicationFrom: from, indicationUntil: until })
        Object.assign(known.get(ids[each.client]!)!, { from, until })
      }
      if (each.do === 'law') {
        await changes(each.client, { law: each.law })
        known.get(ids[each.client]!)!.law = each.law
      }
      if (each.do === 'bind') {
        bindings = AGREEMENTS[each.to]!
        await setBindings(desk, me, bindings, NOW)
      }
    }
    return { registered, known, bindings }

    async function changes(client: number, about: object): Promise<void> {
      await changeClient(desk, me, { engine, reckon }, ids[client]!, about, NOW)
    }
  }

  it(
    'whatever happens in whatever order, the ledger comes to what follows from how everything stands in the end',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30 }), async (steps) => {
          const { registered, known, bindings } = await perform(steps)
          const found = await outcomes()
          expect(found).toEqual(plainLedger(registered, known, bindings))
          await withinOrganisation(product.database.db, me.organisationId, (tx) =>
            reckonAll(tx, me.organisationId),
          )
          expect(await outcomes()).toEqual(found)
        }),
        { numRuns: RUNS, seed: 20_211_231 },
      )
    },
    PATIENCE_MS,
  )

  it('of many contacts of one client that are written down at once no minute counts twice', async () => {
    await empty()
    const one = await registeredClient(product, me.organisationId)
    const other = await registeredClient(product, me.organisationId)
    const call = (clientId: string, minute: number) =>
      registerContact(
        product.desk,
        me,
        {
          clientId,
          channel: 'phone',
          startedAt: new Date(Date.UTC(2021, 2, 1, 9, minute)),
          minutes: 4,
          service: 'information_and_advice',
        },
        NOW,
      )
    const calls = Array.from({ length: 12 }, (_, i) => call(i % 2 === 0 ? one : other, i))
    const merge = mergeClients(
      product.desk,
      me,
      reckon,
      { clientId: other, intoId: one, reason: 'Dezelfde.' },
      NOW,
    )
    await Promise.all([...calls, merge])
    const rows = await product.database.db.select().from(contacts).where(eq(contacts.uniqueClientId, one))
    expect(rows).toHaveLength(12)
    const inOrder = rows.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
    expect(inOrder.map(({ declarableMinutes }) => declarableMinutes)).toEqual([
      4, 4, 4, 4, 4, 4, 4, 2, 0, 0, 0, 0,
    ])
  })
})
