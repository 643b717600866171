import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withinOrganisation } from '../../../db/client.ts'
import { reckonAll } from '../../../server/contacts/reckon.ts'
import { budgetOf } from '../../../server/reports/budget/budget.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const YEAR = 2024
const RATE = 7382
const organisation = 'de-wegwijzer'

let product: Product
let [cora, ada] = [] as unknown as [Staff, Staff]
let me: StaffMember
let organisationId: string

beforeAll(async () => {
  product = await newProduct()
  const anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
  cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
  ada = await loggedInStaff(product, { firstName: 'Ada', role: 'administrator', organisation })
  organisationId = await manyContacts(product, {
    contacts: 1000,
    clients: 100,
    from: '2024-01-01',
    to: '2024-09-30',
    supporters: [anna.staffId],
  })
  // As in life: what is sent every month is never too old.
  await product.database.db.execute(sql`update contacts set reported_at = now() where obstacle is null`)
  me = { staffId: cora.staffId, organisationId, role: 'coordinator', firstName: 'Cora', userId: cora.userId }
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

const on = (day: string) => new Date(`${day}T12:00:00Z`)
const set = (maximumCents: number, year = YEAR) =>
  ada.call('PUT', `/api/v1/desk/budgets/${year}`, { hourlyRateCents: RATE, maximumCents })
const read = (day: string, year = YEAR) => budgetOf(product.desk, me, year, on(day))

it('says that nothing was set, and reckons no money', async () => {
  const budget = await read('2024-10-01')
  expect(budget).toMatchObject({
    availableCents: null,
    realised: { cents: null },
    warnings: ['not_set'],
    forecast: 'not_set',
  })
  expect(budget.realised.minutes).toBeGreaterThan(0)
})

it('comes to the cent to the minutes of the year at its rate, and the months to the year', async () => {
  await set(20_000_00)
  const budget = await read('2024-10-01')
  const { minutes, cents, contacts } = budget.realised
  expect(cents).toBe(Math.round((minutes * RATE) / 60))
  const sum = (of: (month: (typeof budget.months)[number]) => number | null) =>
    budget.months.reduce((total, month) => total + (of(month) ?? 0), 0)
  expect(sum((month) => month.cents)).toBe(cents)
  expect(sum((month) => month.minutes)).toBe(minutes)
  expect(sum((month) => month.contacts)).toBe(contacts)
  expect(budget.months).toHaveLength(12)
})

it('opens for each month the contacts that it counts', async () => {
  const { body: budget } = await cora.call('GET', `/api/v1/desk/figures/budget?year=${YEAR}`)
  for (const { month, contacts, minutes } of budget.months) {
    const { body } = await cora.call('GET', `/api/v1/desk/contacts/totals?month=${month}&reason=declarable`)
    expect(body).toMatchObject({ contacts, declarableMinutes: minutes })
  }
})

it('spreads the maximum over the days of the year alike (bijlage-2-h2 lid 2)', async () => {
  await set(366_00)
  const budget = await read('2024-12-31')
  expect(budget.covered).toMatchObject({ days: 366, ofDays: 366 })
  expect(budget.line.map(({ evenCents }) => evenCents)).toEqual(
    Array.from({ length: 366 }, (_, i) => (i + 1) * 100),
  )
})

it('has the budget in proportion when an agreement counts for part of the year (lid 1)', async () => {
  await product.database.db.execute(
    sql`update bindings set binds_from = '2021-07-01' where agreement_id = 'wlz-oco-2021' and organisation_id = ${organisationId}`,
  )
  await set(365_00, 2021)
  const budget = await read('2021-12-31', 2021)
  expect(budget.covered).toEqual({ days: 184, ofDays: 365, from: '2021-07-01', to: '2021-12-31' })
  expect(budget.availableCents).toBe(184_00)
  const evenOn = (wanted: string) => budget.line.find(({ day }) => day === wanted)!.evenCents
  expect([evenOn('2021-06-30'), evenOn('2021-07-01'), evenOn('2021-12-31')]).toEqual([0, 100, 184_00])
})

it('expects the average per working day until yesterday for the working days to come', async () => {
  await set(1_000_000_00)
  const budget = await read('2024-07-01')
  if (typeof budget.forecast === 'string') throw new Error(budget.forecast)
  // January to June 2024: 130 weekdays less 1 January, Good Friday, Easter and Whit Monday and Ascension Day. King's
  // Day was a Saturday and 5 May a Sunday.
  const { workingDays, minutesPerWorkingDay, runsOutOn, expectedCents } = budget.forecast
  expect(workingDays).toBe(125)
  const before = budget.months.slice(0, 6).reduce((total, month) => total + month.minutes, 0)
  expect(minutesPerWorkingDay).toBe(before / 125)
  // July to December: 132 weekdays less Christmas Day and Boxing Day.
  expect(expectedCents).toBe(Math.round(((before + (before / 125) * 130) * RATE) / 60))
  expect(runsOutOn).toBeNull()
  expect(budget.warnings).toEqual([])
})

it('warns before the money is gone, when it is ahead of the even spread, and when it is gone', async () => {
  // Three quarters of the year have passed.
  const { realised } = await read('2024-10-01')
  await set(Math.round(realised.cents! * 1.15))
  const running = await read('2024-10-01')
  expect(running.warnings).toEqual(['runs_out', 'ahead'])
  expect(running.forecast).toMatchObject({ runsOutOn: expect.stringMatching(/^2024-1[01]-\d\d$/u) })
  await set(Math.round(realised.cents! / 2))
  const gone = await read('2024-10-01')
  expect(gone.warnings).toEqual(['reached'])
  expect(gone.reachedOn).toMatch(/^2024-0[4-6]-\d\d$/u)
})

it('expects nothing of a year that is over, nor from too few working days', async () => {
  expect((await read('2025-01-15')).forecast).toBe('over')
  expect((await read('2024-01-12')).forecast).toBe('too_early')
})

it('says that the agreement has ended where it still counts', async () => {
  const budget = await read('2026-03-01', 2026)
  expect(budget.lapsed).toMatchObject([{ agreementId: 'wlz-oco-2024', endedOn: '2025-12-31' }])
})

it('offers the rate that the agreement of 2021 states', async () => {
  const { body } = await cora.call('GET', '/api/v1/desk/budgets')
  expect(body.rates).toEqual([
    { agreementId: 'wlz-oco-2021', year: 2021, hourlyRateCents: 7382, section: 'bijlage-2-h2' },
  ])
})

it('counts the minutes of the assistant alone once the organisation says so', async () => {
  const before = await read('2024-10-01')
  const counted = await ada.call('PUT', '/api/v1/desk/accounting', { isAssistantDeclarable: true })
  expect(counted.status).toBe(200)
  const { body } = await cora.call('GET', '/api/v1/desk/contacts/totals?reason=assistant_only')
  expect(body.contacts).toBe(0)
  await ada.call('PUT', '/api/v1/desk/accounting', { isAssistantDeclarable: false })
  await withinOrganisation(product.database.db, organisationId, (tx) => reckonAll(tx, organisationId))
  expect((await read('2024-10-01')).realised).toEqual(before.realised)
})
