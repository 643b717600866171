import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const MANY = 900
const PERIOD = { from: '2021-03-01', to: '2024-12-31' }
const LOG = '/api/v1/desk/contacts'

type Row = {
  id: string
  clientId: string | null
  minutes: number
  declarableMinutes: number
  excessMinutes: number
}

async function allRows(who: Staff, query: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor = ''
  for (;;) {
    const { status, body } = await who.call('GET', `${LOG}?${query}${cursor && `&cursor=${cursor}`}`)
    expect(status).toBe(200)
    rows.push(...body.rows)
    if (body.cursor === null) return rows
    cursor = body.cursor
  }
}

const sum = (rows: Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)

describe.each(databaseKinds)('the contact log on $name', (kind) => {
  let product: Product
  let [anna, bram, cora, ada] = [] as unknown as [Staff, Staff, Staff, Staff]
  const organisation = 'de-wegwijzer'

  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
    bram = await loggedInStaff(product, { firstName: 'Bram', organisation })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
    ada = await loggedInStaff(product, { firstName: 'Ada', role: 'administrator', organisation })
    await manyContacts(product, {
      contacts: MANY,
      clients: 40,
      ...PERIOD,
      supporters: [anna.staffId, bram.staffId],
    })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const selections = [
    '',
    'from=2021-06-01&to=2021-06-30',
    'month=2021-06',
    'region=Kennemerland',
    'municipality=Alkmaar',
    'service=wlz-oco-2021:information_and_advice',
    'channel=phone',
    'supporter=assistant',
    'topic=klacht',
    'topic=none',
    ...['declarable', 'draft', 'assistant_only', 'anonymous', 'no_indication', 'over_cap', 'too_old'].map(
      (reason) => `reason=${reason}`,
    ),
    'excess=1',
    'draft=1',
    'ledger=1',
    'region=none',
    'from=2022-01-01&channel=mail&region=Kennemerland&reason=too_old',
  ]

  it.each(selections)('totals are the sums of the rows that it opens: %s', async (query) => {
    const rows = await allRows(cora, query)
    const { body: totals } = await cora.call('GET', `${LOG}/totals?${query}`)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(totals).toMatchObject({
      contacts: rows.length,
      uniqueClients: new Set(rows.flatMap(({ clientId }) => clientId ?? [])).size,
      minutes: sum(rows, ({ minutes }) => minutes),
      declarableMinutes: sum(rows, ({ declarableMinutes }) => declarableMinutes),
      excessMinutes: sum(rows, ({ excessMinutes }) => excessMinutes),
    })
  })

  it('holds every contact that counts once, newest first, and none that was replaced', async () => {
    const rows = await allRows(cora, '')
    const [stored] = await rowsOf<{ n: number }>(
      product.database.db,
      sql`select count(*)::int as n from contacts where replaced_at is null and not is_removed`,
    )
    expect(rows.length).toBe(stored!.n)
    expect(rows.length).toBe(MANY)
    const moments = (rows as unknown as { startedAt: string }[]).map(({ startedAt }) => startedAt)
    expect(moments).toEqual(moments.toSorted().toReversed())
  })

  it('begins every page where its place says', async () => {
    const { body } = await cora.call('GET', `${LOG}/places`)
    const rows = await allRows(cora, '')
    const begins = await Promise.all(
      body.cursors.map(
        async (cursor: string) => (await cora.call('GET', `${LOG}?cursor=${cursor}`)).body.rows[0].id,
      ),
    )
    expect(begins).toEqual([200, 400, 600, 800].map((at) => rows[at]!.id))
  })

  it('shows a supporter his own contacts and no others', async () => {
    const own = await allRows(anna, '')
    expect(own.length).toBeGreaterThan(0)
    expect(own).toEqual(await allRows(cora, `supporter=${anna.staffId}`))
    expect(await allRows(anna, `supporter=${bram.staffId}`)).toEqual([])
    const { body } = await anna.call('GET', `${LOG}/totals`)
    expect(body.contacts).toBe(own.length)
  })

  it('is not there for another organisation', async () => {
    const other = await loggedInStaff(product, { firstName: 'Olga', role: 'coordinator' })
    expect(await allRows(other, '')).toEqual([])
    expect((await other.call('GET', `${LOG}/totals`)).body.contacts).toBe(0)
  })

  it('names a client by his number alone', async () => {
    const { body } = await cora.call('GET', LOG)
    expect(Object.keys(body.rows[0]).filter((key) => /name|birth/iu.test(key))).toEqual([])
  })

  it.each([
    ['from=2021-13-01', 'from'],
    ['month=2021-00', 'month'],
    ['colour=red', 'colour'],
    ['reason=because', 'reason'],
    ['excess=yes', 'excess'],
    ['client=7', 'client'],
    ['reported=2021-06', 'reported'],
    ['service=nonsense', 'service'],
    ['cursor=abc', 'cursor'],
  ])('refuses what it does not know, and says where: %s', async (query, at) => {
    const { status, body } = await cora.call('GET', `${LOG}?${query}`)
    expect(status).toBe(400)
    expect(body.errors[0].at).toBe(at)
  })

  it('tells the amount at the rate of each year, rounded per year, and which year has none', async () => {
    const ledger = 'from=2021-01-01&to=2024-12-31&reason=declarable'
    await product.database.db.execute(sql`update contacts set claim_until = null where replaced_at is null`)
    const before = await cora.call('GET', `${LOG}/totals?${ledger}`)
    expect(before.body).toMatchObject({ amountCents: null, yearsWithoutRate: [2021, 2022, 2023, 2024] })
    const rates = { 2021: 7382, 2022: 7501, 2023: 7777, 2024: 8001 }
    for (const [year, hourlyRateCents] of Object.entries(rates)) {
      const set = await ada.call('PUT', `/api/v1/desk/budgets/${year}`, {
        hourlyRateCents,
        maximumCents: 1_000_00,
      })
      expect(set.status).toBe(200)
    }
    const perYear = await Promise.all(
      Object.entries(rates).map(async ([year, rate]) => {
        const { body } = await cora.call(
          'GET',
          `${LOG}/totals?from=${year}-01-01&to=${year}-12-31&reason=declarable`,
        )
        expect(body.amountCents).toBe(Math.round((body.declarableMinutes * rate) / 60))
        return body.amountCents as number
      }),
    )
    const { body } = await cora.call('GET', `${LOG}/totals?${ledger}`)
    expect(body.amountCents).toBe(perYear.reduce((total, cents) => total + cents, 0))
    expect((await cora.call('PUT', '/api/v1/desk/budgets/2021', {})).status).toBe(403)
  })

  it('says which agreement counts although its term is over', async () => {
    const { body: within } = await cora.call('GET', `${LOG}/totals?from=2021-03-01&to=2021-12-31`)
    expect(within.lapsed).toEqual([])
    const { body: after } = await cora.call('GET', `${LOG}/totals?from=2022-01-01&to=2022-12-31`)
    expect(after.lapsed).toMatchObject([{ agreementId: 'wlz-oco-2021', endedOn: '2021-12-31' }])
  })

  it('keeps views for who made them, each name once', async () => {
    const view = { name: 'Klachten deze maand', query: 'topic=klacht&columns=day,minutes' }
    const { status, body: kept } = await anna.call('POST', '/api/v1/desk/saved-views', view)
    expect(status).toBe(201)
    const again = await anna.call('POST', '/api/v1/desk/saved-views', view)
    expect(again).toMatchObject({ status: 409, body: { code: 'saved_view.name_taken' } })
    expect((await bram.call('GET', '/api/v1/desk/saved-views')).body.views).toEqual([])
    expect((await bram.call('DELETE', `/api/v1/desk/saved-views/${kept.id}`)).status).toBe(404)
    await anna.call('PUT', `/api/v1/desk/saved-views/${kept.id}`, { name: 'Klachten' })
    const { body } = await anna.call('GET', '/api/v1/desk/saved-views')
    expect(body.views).toEqual([{ id: kept.id, name: 'Klachten', query: view.query }])
    expect((await anna.call('DELETE', `/api/v1/desk/saved-views/${kept.id}`)).status).toBe(204)
  })

  it('offers what the organisation’s agreements know, and everybody who worked here', async () => {
    const { body } = await cora.call('GET', `${LOG}/choices`)
    expect(body.regions).toContain('Noord-Holland-Noord')
    expect(body.services).toContain('wlz-oco-2024:care_mediation')
    expect(body.topics).toContain('klacht')
    expect(body.supporters.map(({ firstName }: { firstName: string }) => firstName)).toEqual(
      expect.arrayContaining(['Ada', 'Anna', 'Bram', 'Cora']),
    )
  })
})
