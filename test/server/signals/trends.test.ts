import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countsByQuarter } from '../../../server/signals/list.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { categoryOf, madeBy, memberOf, SIGNALS } from '../../support/signals.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const QUARTER = '2024-07-01'

describe.each(databaseKinds)('trends, on $name', (kind) => {
  let product: Product
  let [anna, cora, cees, elsewhere] = [] as unknown as [Staff, Staff, Staff, Staff]

  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { organisation })
    cora = await loggedInStaff(product, { organisation, firstName: 'Cora', role: 'coordinator' })
    cees = await loggedInStaff(product, { organisation, firstName: 'Cees', role: 'coordinator' })
    elsewhere = await loggedInStaff(product, { organisation: 'zonl', role: 'coordinator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const trends = async (staff = cora, quarter = QUARTER) =>
    (await staff.call('GET', `${SIGNALS}/trends?quarter=${quarter}`)).body.trends
  const on = (day: string, changes = {}) => madeBy(anna, { observedOn: `2024-${day}`, ...changes })

  it('three signals of one category in a quarter are proposed, two are not, nor a complaint', async () => {
    await on('06-30')
    await on('07-01', { provider: 'Huis aan de Haven' })
    await on('08-15', { provider: 'huis aan de  haven' })
    await on('08-16', { kind: 'complaint' })
    expect(await trends()).toEqual([])
    const third = await on('09-30', { provider: 'De Linde' })
    await on('10-01')
    const [trend, ...others] = await trends()
    expect(others).toEqual([])
    expect(trend).toMatchObject({
      category: { name: 'Wachttijd voor zorg' },
      clients: { known: 0, unknown: 3 },
      providers: [{ count: 2 }],
      decision: null,
    })
    expect(trend.signals.map(({ id }: { id: string }) => id)).toContain(third.id)
    expect(await trends(elsewhere)).toEqual([])
    expect((await anna.call('GET', `${SIGNALS}/trends?quarter=${QUARTER}`)).status).toBe(403)
  })

  it('a person confirms or dismisses it in words of his own, and signals that come later are new since', async () => {
    const categoryId = await categoryOf(cora, 'Wachttijd voor zorg')
    const decision = {
      quarter: QUARTER,
      categoryId,
      status: 'confirmed',
      description: 'Drie cliënten wachten langer dan een half jaar op een plek.',
      decidedAt: null,
    }
    const { status, body } = await cora.call('POST', `${SIGNALS}/trends`, decision)
    expect(status).toBe(201)
    const [{ decision: decided }] = body.trends
    expect(decided).toMatchObject({ status: 'confirmed', decidedBy: cora.staffId })
    const late = await cees.call('POST', `${SIGNALS}/trends`, { ...decision, status: 'dismissed' })
    expect(late).toMatchObject({ status: 409, body: { code: 'trend.changed_meanwhile' } })
    const fourth = await on('09-01')
    expect((await trends())[0].newSince).toEqual([fourth.id])
    const again = { ...decision, status: 'dismissed', decidedAt: decided.decidedAt }
    expect((await cees.call('POST', `${SIGNALS}/trends`, again)).status).toBe(201)
    const [trend] = await trends()
    expect(trend).toMatchObject({ newSince: [], decision: { status: 'dismissed', decidedBy: cees.staffId } })
  })

  it('two who decide at the same moment: one does, the other hears of it', async () => {
    const name = 'Vervoer'
    for (const day of ['07-02', '07-03', '07-04']) await on(day, { category: name })
    const decision = {
      quarter: QUARTER,
      categoryId: await categoryOf(cora, name),
      status: 'confirmed',
      description: 'Taxi’s komen te laat.',
      decidedAt: null,
    }
    const both = await Promise.all(
      [cora, cees].map(({ call }) => call('POST', `${SIGNALS}/trends`, decision)),
    )
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  it('nothing can be decided of what is no trend, and words that lead to a person are pointed out', async () => {
    const decision = {
      quarter: QUARTER,
      categoryId: await categoryOf(cora, 'Veiligheid'),
      status: 'confirmed',
      description: 'x',
      decidedAt: null,
    }
    const none = await cora.call('POST', `${SIGNALS}/trends`, decision)
    expect(none).toMatchObject({ status: 404, body: { code: 'trend.not_found' } })
    const [vervoer] = (await trends()).filter(
      (each: { category: { name: string } }) => each.category.name === 'Vervoer',
    )
    const told = {
      ...decision,
      categoryId: vervoer.category.id,
      decidedAt: vervoer.decision.decidedAt,
      description: 'Bel 06-12345678.',
    }
    const warned = await cora.call('POST', `${SIGNALS}/trends`, told)
    expect(warned).toMatchObject({ status: 409, body: { code: 'signal.leads_to_person' } })
  })

  it('counts what was observed by quarter and category', async () => {
    const counts = await countsByQuarter(product.desk, memberOf(cora), '2024-01-01')
    const id = await categoryOf(cora, 'Wachttijd voor zorg')
    const counted = counts.filter((each) => each.categoryId === id)
    expect(counted).toMatchObject([
      { quarter: '2024-04-01', count: 1 },
      { quarter: QUARTER, count: 4 },
      { quarter: '2024-10-01', count: 1 },
    ])
    expect((await cora.call('GET', `${SIGNALS}/counts`)).body.quarters).toHaveLength(8)
  })
})
