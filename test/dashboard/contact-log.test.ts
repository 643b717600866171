import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import readExcelFile from 'read-excel-file/node'
import { beforeAll, expect, it } from 'vitest'
import { rowsOf } from '../../db/client.ts'
import { expectAccessible } from '../support/accessible.ts'
import { manyContacts } from '../support/many-contacts.ts'
import { newStaff, openSession } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

/** As many as an OCO of some size has in a year; the table may not slow down by it. */
/** The whole of it in `npm run test:full`: putting them there takes longer than looking at them. */
const MANY = process.env.WEGWIJS_FULL === '1' ? 100_000 : 20_000
/** Those in sight and some more. */
const MOST_DOM_ROWS = 120
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const
const organisation = 'de-wegwijzer'

const visitor = new Visitor()
let cookie: { name: string; value: string; url: string }

beforeAll(async () => {
  const { product, url } = visitor.product
  const anna = await newStaff(product, { firstName: 'Anna', organisation })
  const cora = await newStaff(product, { firstName: 'Cora', role: 'administrator', organisation })
  const [name, value] = (await openSession(product, cora)).split(/=(.*)/su) as [string, string]
  cookie = { name, value, url }
  const supporters = [anna.staffId]
  await manyContacts(product, {
    contacts: MANY,
    clients: 8_000,
    from: '2025-01-01',
    to: '2026-09-30',
    supporters,
  })
}, 180_000)

async function logAt(query: string, options = {}): Promise<Page> {
  const page = await visitor.visit('/healthz', { ...AT_A_DESK, ...options })
  page.context().setDefaultTimeout(20_000)
  await page.context().addCookies([cookie])
  await page.goto(`${visitor.product.url}/dashboard/${query}`)
  return page
}

const dutch = (value: number) => value.toLocaleString('nl-NL')
const table = (page: Page) => page.getByRole('table', { name: 'Contacten, nieuwste eerst' })
const lines = (page: Page) => table(page).locator('tbody tr[data-at]')
const total = (page: Page, name: string) =>
  page.locator('.figure', { hasText: name }).locator('.value').first().innerText()

it(`scrolls through ${MANY.toLocaleString('en')} contacts with few rows in the page at a time`, async () => {
  const page = await logAt('contacts')
  await lines(page).first().getByRole('button').waitFor()
  await expect.poll(() => total(page, 'Contacten')).toBe(dutch(MANY))
  expect(await table(page).getAttribute('aria-rowcount')).toBe(String(MANY + 1))

  const place = page.locator('.log')
  const shown = (at: number) => page.locator(`tr[data-at="${at}"]`).innerText()
  await place.evaluate((element) => (element.scrollTop = element.scrollHeight / 2))
  await expect.poll(() => shown(MANY / 2), { timeout: 10_000 }).toMatch(/^\d\d-\d\d-20\d\d/u)
  expect(await lines(page).count()).toBeLessThan(MOST_DOM_ROWS)

  await place.evaluate((element) => (element.scrollTop = element.scrollHeight))
  await expect.poll(() => shown(MANY - 1), { timeout: 10_000 }).toMatch(/^\d\d-\d\d-20\d\d/u)
  expect(await page.locator(`tr[data-at="${MANY - 1}"]`).getAttribute('aria-rowindex')).toBe(String(MANY + 1))
  expect(await lines(page).count()).toBeLessThan(MOST_DOM_ROWS)
}, 120_000)

it('is walked through with the arrow keys', async () => {
  const page = await logAt('contacts')
  await lines(page).first().getByRole('button').focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'PageDown']) await page.keyboard.press(key)
  const at = () => page.evaluate(() => document.activeElement?.closest('tr')?.dataset.at)
  expect(Number(await at())).toBeGreaterThan(10)
  await page.keyboard.press('End')
  await expect.poll(at).toBe(String(MANY - 1))
  await page.keyboard.press('Home')
  await expect.poll(at).toBe('0')
}, 60_000)

it('filters, and the address, the totals and the download follow', async () => {
  const page = await logAt('contacts')
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByLabel('Regio').selectOption('Kennemerland')
  await page.getByLabel('Van', { exact: true }).fill('2026-03-01')
  await page.getByLabel('Tot en met').fill('2026-03-31')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Filter weghalen: Regio: Kennemerland' }).waitFor()
  const [counted] = await rowsOf<{ n: number; minutes: number }>(
    visitor.product.product.database.db,
    sql`select count(*)::int as n, sum(minutes)::int as minutes from contacts where region = 'Kennemerland'
      and day between '2026-03-01' and '2026-03-31' and replaced_at is null and not is_removed`,
  )
  const row = counted!
  await expect.poll(() => total(page, 'Contacten')).toBe(dutch(row.n))
  expect(await total(page, 'Minuten')).toBe(dutch(row.minutes))

  await page.getByRole('button', { name: 'Kolommen' }).click()
  await page.getByLabel('Gemeente').check()
  await page.getByLabel('Kanaal').uncheck()
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: 'Gemeente' }).waitFor()
  const titles = await page.getByRole('columnheader').allInnerTexts()

  await page.getByRole('button', { name: 'Downloaden' }).click()
  const coming = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Excel (xlsx)' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toBe('contacten-2026-03-01-2026-03-31.xlsx')
  const [log] = await readExcelFile(await readFile(await file.path()))
  expect(log!.data[0]).toEqual(titles)
  expect(log!.data.length).toBe(1 + row.n + 2)
}, 120_000)

it('keeps a view under a name, once', async () => {
  const page = await logAt('contacts?topic=klacht&from=2026-01-01')
  const keep = async (name: string) => {
    await page.getByRole('button', { name: 'Weergaven' }).click()
    await page.getByRole('button', { name: 'Weergave bewaren' }).click()
    await page.getByRole('dialog').getByLabel('Naam').fill(name)
    await page.getByRole('dialog').getByRole('button', { name: 'Bewaren' }).click()
  }
  await keep('Klachten dit jaar')
  await page.getByText('De weergave is bewaard.').waitFor()
  await keep('Klachten dit jaar')
  await page.getByText('U hebt al een weergave met deze naam.').waitFor()
  await page.keyboard.press('Escape')
  await page.goto(`${visitor.product.url}/dashboard/contacts`)
  await page.getByRole('button', { name: 'Weergaven' }).click()
  await page.getByRole('link', { name: 'Klachten dit jaar' }).click()
  await page.getByRole('button', { name: 'Filter weghalen: Onderwerp: Klacht' }).waitFor()
}, 60_000)

it('figures open the contacts that they count', async () => {
  const page = await logAt('figures/budget?year=2026')
  await page.getByText('Voor 2026 is geen tarief en maximum ingesteld.').waitFor()
  await page.getByRole('link', { name: 'Tarief en maximum instellen' }).click()
  await page.getByRole('button', { name: 'Jaar toevoegen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Uurtarief').fill('73,82')
  await dialog.getByLabel('Maximum per jaar').fill('1.250.000,00')
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await page.getByText('Maximum per jaar € 1.250.000,00').waitFor()

  await page.goto(`${visitor.product.url}/dashboard/figures/budget?year=2026`)
  const march = page.getByRole('row', { name: 'maart 2026' })
  const minutes = await march.getByRole('cell').nth(1).innerText()
  await march.getByRole('link').nth(2).click()
  await expect.poll(() => total(page, 'Declarabele minuten')).toBe(minutes)

  await page.goto(`${visitor.product.url}/dashboard/figures/minutes?from=2025-01-01&to=2026-09-30`)
  const over = page.locator('.figure', { hasText: 'Cliënten boven 30' }).getByRole('link')
  const count = await over.innerText()
  await over.click()
  await page.getByText(`${count} cliënten, samen`).waitFor()
  const client = page.getByRole('table', { name: 'Cliënten met meer dan 30 minuten' }).getByRole('row').nth(1)
  const [, ofClient] = await client.getByRole('cell').allInnerTexts()
  await client.getByRole('link').first().click()
  await expect.poll(() => total(page, 'Minuten')).toBe(ofClient)
}, 120_000)

it.each(['contacts', 'figures/budget?year=2026', 'figures/minutes?from=2025-01-01&to=2026-09-30'])(
  'can be read and worked by everybody: %s',
  async (address) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await logAt(address, { colorScheme, viewport: { width: 360, height: 740 } })
      await page.locator('.figure .value').first().waitFor()
      await expectAccessible(page)
    }
  },
  120_000,
)
