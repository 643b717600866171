import AxeBuilder from '@axe-core/playwright'
import { sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import readXlsx from 'read-excel-file/node'
import { beforeAll, expect, it } from 'vitest'
import { todayInAmsterdam } from '../../server/calendar-day.ts'
import { registerContact } from '../../server/contacts/register.ts'
import { monthBefore } from '../../server/reports/months/list.ts'
import { sendMonth, showMonth } from '../../server/reports/months/month-reports.ts'
import { manyContacts } from '../support/many-contacts.ts'
import { registeredClient } from '../support/registered-client.ts'
import { loginByBrowser, newStaff } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const
const organisation = 'de-wegwijzer'
const SERVICE = 'information_advice_and_general_support'

const lastMonth = monthBefore(todayInAmsterdam(new Date()).slice(0, 7))
const name = new Intl.DateTimeFormat('nl-NL', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
  Date.parse(`${lastMonth}-01`),
)

let supporter: Awaited<ReturnType<typeof newStaff>>
beforeAll(async () => {
  const { product } = visitor.product
  supporter = await newStaff(product, { firstName: 'Anna', organisation })
  const days = { from: `${lastMonth}-01`, to: `${lastMonth}-28` }
  await manyContacts(product, { contacts: 400, clients: 90, ...days, supporters: [supporter.staffId] })
  await product.database.db
    .execute(sql`insert into budgets (organisation_id, year, hourly_rate_cents, maximum_cents)
    values (${supporter.organisationId}, ${Number(lastMonth.slice(0, 4))}, 8215, 50000000)`)
  // One client from elsewhere: his number has to stay inside.
  await visits('Utrecht', 'other_services')
}, 60_000)

async function visits(municipality: string, service = SERVICE): Promise<void> {
  const { product } = visitor.product
  const { staffId, organisationId, userId } = supporter
  const clientId = await registeredClient(product, organisationId, { municipality })
  const me = { staffId, organisationId, userId, role: 'supporter' as const, firstName: 'Anna' }
  const startedAt = new Date(`${lastMonth}-14T09:00:00Z`)
  await registerContact(product.desk, me, { clientId, channel: 'visit', startedAt, minutes: 45, service })
}

async function reportsOf(firstName: string): Promise<Page> {
  const person = await newStaff(visitor.product.product, { firstName, role: 'coordinator', organisation })
  const page = await visitor.visit('/dashboard', AT_A_DESK)
  await loginByBrowser(page, visitor.product.url, person)
  await page.getByRole('searchbox').waitFor()
  await page.goto(`${visitor.product.url}/dashboard/reports`)
  await page.getByRole('heading', { name, level: 2 }).waitFor()
  return page
}

/** As a colleague does who was here before. */
async function freeze(): Promise<void> {
  const { desk } = visitor.product.product
  const { staffId, organisationId, userId } = supporter
  const me = { staffId, organisationId, userId, role: 'coordinator' as const, firstName: 'Anna' }
  const { versions, draft } = await showMonth(desk, me, lastMonth)
  if (versions.length > 0) return
  await sendMonth(desk, me, lastMonth, { after: 0, fingerprint: draft!.fingerprint })
}

const production = (page: Page) => page.getByRole('region', { name: 'Productie' })

it('the coordinator looks at last month, freezes it, and corrects it after a contact came in late', async () => {
  const page = await reportsOf('Cora')
  await page.getByText(`Het rapport over ${name} is nog niet gemaakt.`).waitFor()
  const utrecht = production(page).getByRole('row', { name: /Utrecht/u })
  await utrecht.waitFor()
  expect(await utrecht.getByText('<5').count()).toBeGreaterThan(1)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  await page.getByRole('button', { name: 'Vastleggen om te versturen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Wat u nu vastlegt, verandert niet meer.').waitFor()
  await dialog.getByText(/Let op: \d+ contacten van deze maand gaan niet mee/u).waitFor()
  await dialog.getByRole('button', { name: 'Vastleggen om te versturen' }).click()
  await page.getByText(`Versie 1 van ${name} is vastgelegd.`).waitFor()
  await page.getByText('Vastgelegd (versie 1)').first().waitFor()
  expect(await page.getByText('is nog niet gemaakt').count()).toBe(0)

  await visits('Haarlem')
  await page.reload()
  await page.getByRole('heading', { name: 'Wat is veranderd na versie 1' }).waitFor()
  await page.getByText('1 erbij, 0 eraf, 0 anders. Verschil: +45 minuten.').waitFor()
  await page.getByRole('button', { name: 'Correctie vastleggen' }).click()
  await dialog.getByRole('button', { name: 'Correctie vastleggen' }).click()
  await page.getByText('Vastgelegd (versie 2)').first().waitFor()

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Excel, versie 2' }).click(),
  ])
  expect(file.suggestedFilename()).toBe(`maandrapport-${lastMonth}-versie-2.xlsx`)
  const [first] = await readXlsx(await file.path())
  const total = first!.data.at(-1)!
  const inPage = await production(page)
    .getByRole('row', { name: /^Totaal/u })
    .getByRole('cell')
    .last()
    .innerText()
  expect(inPage.replaceAll(/\s+/gu, ' ')).toContain(`${total[3]} cliënten, ${total[4]} contacten`)
  expect(Number(inPage.split(' ')[0]!.replace('.', '').replace(',', '.'))).toBe(total[5])
}, 90_000)

it('a number opens the contacts that it counts', async () => {
  const page = await reportsOf('Coen')
  const cell = production(page)
    .getByRole('row', { name: /^Totaal/u })
    .getByRole('cell')
    .last()
  const contacts = /(\d+) contacten/u.exec(await cell.innerText())![1]!
  await cell.getByRole('link').click()
  await page.getByRole('heading', { name: 'Contacten' }).waitFor()
  await expect.poll(() => page.getByRole('main').innerText()).toContain(contacts)
  const { searchParams } = new URL(page.url())
  expect(searchParams.get('reported') ?? searchParams.get('month')).toContain(lastMonth)
}, 60_000)

it('the organisation gives the sheets its own names, and what Excel would refuse is said at once', async () => {
  await freeze()
  const page = await reportsOf('Carla')
  await page.getByRole('button', { name: 'Indeling van het Excel-bestand' }).click()
  const dialog = page.getByRole('dialog')
  const field = dialog.getByRole('textbox', { name: 'Naam van het blad “Productie”' })
  await field.fill('Uren/maand')
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await dialog.getByRole('alert').getByText('Een blad heeft een naam van 1 tot 31 tekens').waitFor()
  await field.fill('Uren')
  await dialog.getByRole('checkbox', { name: 'In het bestand: Per kanaal' }).uncheck()
  await dialog.getByRole('button', { name: 'Later: Productie' }).click()
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await page.getByText('De indeling is bewaard.').waitFor()
  const link = page.getByRole('link', { name: /^Excel, versie/u }).first()
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  const sheets = await readXlsx(await file.path())
  expect(sheets.map(({ sheet }) => sheet)).toEqual([
    'Uren',
    'Ondersteuningsvragen',
    'Bereikbaarheid',
    'Toelichting',
  ])
}, 60_000)
