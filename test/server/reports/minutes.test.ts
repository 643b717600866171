import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import type { AgreementMinutes } from '../../../server/reports/minutes/per-client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const organisation = 'de-wegwijzer'
const PERIOD = 'from=2021-03-01&to=2025-06-30'
const FIGURES = '/api/v1/desk/figures/minutes'
const BUCKETS = [
  ['0-10', -1, 10],
  ['10-20', 10, 20],
  ['20-30', 20, 30],
  ['30-45', 30, 45],
  ['45-60', 45, 60],
  ['60', 60, Infinity],
] as const

describe.each(databaseKinds)('the 30 minutes on $name', (kind) => {
  let product: Product
  let cora: Staff
  let agreements: AgreementMinutes[]

  beforeAll(async () => {
    product = await newProduct(kind)
    const anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
    await manyContacts(product, {
      contacts: 1200,
      clients: 300,
      from: '2021-03-01',
      to: '2025-06-30',
      supporters: [anna.staffId],
    })
    agreements = (await cora.call('GET', `${FIGURES}?${PERIOD}`)).body.agreements
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  /** From the raw rows, in another way than the product does. */
  const clientsOf = async (agreementId: string) =>
    (
      await rowsOf<{ client: string; day: string; minutes: number; excess: number }>(
        product.database.db,
        sql`select unique_client_id as client, day::text, minutes, minutes - declarable_minutes as excess from contacts
          where replaced_at is null and not is_removed and obstacle is null and agreement_id = ${agreementId}
            and service in ('information_and_advice', 'information_advice_and_general_support')`,
      )
    ).reduce((clients, row) => {
      clients.set(row.client, [...(clients.get(row.client) ?? []), row])
      return clients
    }, new Map<string, { day: string; minutes: number; excess: number }[]>())

  it('lie over the unique clients as the rows say', async () => {
    expect(agreements.map(({ agreementId }) => agreementId)).toEqual(['wlz-oco-2021', 'wlz-oco-2024'])
    for (const agreement of agreements) {
      const sums = [...(await clientsOf(agreement.agreementId)).values()].map((rows) =>
        rows.reduce((total, { minutes }) => total + minutes, 0),
      )
      const expected = BUCKETS.map(([key, over, upTo]) => {
        const within = sums.filter((minutes) => minutes > over && minutes <= upTo)
        return { key, clients: within.length, minutes: within.reduce((a, b) => a + b, 0) }
      })
      expect(agreement.buckets).toEqual(expected)
      expect(agreement.clients).toBe(sums.length)
      expect(agreement.over.clients).toBe(sums.filter((minutes) => minutes > 30).length)
    }
  })

  it('give an average that runs on from month to month, over the clients until then', async () => {
    for (const agreement of agreements) {
      const rows = [...(await clientsOf(agreement.agreementId))]
      for (const { month, runningAverage } of agreement.months) {
        const until = rows
          .map(([, each]) => each.filter(({ day }) => day.slice(0, 7) <= month))
          .filter((each) => each.length > 0)
        const minutes = until.flat().reduce((total, each) => total + each.minutes, 0)
        expect(runningAverage).toBeCloseTo(minutes / until.length, 9)
      }
    }
  })

  it('open the contacts that they count, by agreement, by month and over the 30', async () => {
    for (const { agreementId, service, minutes, clients, excessMinutes, months } of agreements) {
      const log = `/api/v1/desk/contacts/totals?service=${agreementId}:${service}&ledger=1`
      const { body: all } = await cora.call('GET', `${log}&${PERIOD}`)
      expect(all).toMatchObject({ minutes, uniqueClients: clients, excessMinutes })
      for (const month of [months[0]!, months.at(-1)!]) {
        const { body } = await cora.call('GET', `${log}&month=${month.month}`)
        expect(body).toMatchObject({ minutes: month.minutes, uniqueClients: month.clients })
      }
    }
  })

  it('name the clients of a part of the distribution by number, each with his rows', async () => {
    for (const { agreementId, buckets, over, service } of agreements) {
      for (const { key, clients, minutes } of [...buckets, { key: 'over', ...over }]) {
        const query = `${PERIOD}&agreement=${agreementId}&bucket=${key}`
        const { body } = await cora.call('GET', `${FIGURES}/clients?${query}`)
        expect(body).toMatchObject({ total: clients, minutes })
        expect(body.rows.length).toBe(Math.min(clients, 100))
        const [first] = body.rows
        if (!first) continue
        const log = `${PERIOD}&ledger=1&service=${agreementId}:${service}&client=${first.clientId}`
        const { body: totals } = await cora.call('GET', `/api/v1/desk/contacts/totals?${log}`)
        expect(totals).toMatchObject({ contacts: first.contacts, minutes: first.minutes, uniqueClients: 1 })
      }
    }
  })

  it('begin with the term of the agreement that counts', async () => {
    const { body } = await cora.call('GET', `${FIGURES}?to=2025-06-30`)
    expect(body).toMatchObject({ from: '2024-01-01', to: '2025-06-30' })
    expect(body.agreements).toHaveLength(1)
  })

  it('are for who coordinates', async () => {
    const bram = await loggedInStaff(product, { firstName: 'Bram', organisation })
    expect((await bram.call('GET', FIGURES)).status).toBe(403)
    expect((await bram.call('GET', '/api/v1/desk/figures/budget')).status).toBe(403)
  })
})
