import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import readExcel from 'read-excel-file/node'
import { beforeAll, expect, it } from 'vitest'
import { fillReactionMinutes } from '../../server/handoff/reaction.ts'
import { fillRequests } from '../server/reports/requests.ts'
import { newStaff, openSession } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const

let coordinator: Awaited<ReturnType<typeof newStaff>>
let period: { from: string; to: string }

beforeAll(async () => {
  const { product } = visitor.product
  coordinator = await newStaff(product, {
    firstName: 'Cora',
    role: 'coordinator',
    organisation: 'de-wegwijzer',
  })
  const anna = await newStaff(product, { firstName: 'Anna', organisation: 'de-wegwijzer' })
  const people = [coordinator.staffId, anna.staffId]
  period = (await fillRequests(product, coordinator.organisationId, people, 120)).period
  await fillReactionMinutes(product.database.db)
})

/** The page in a browser of its own, in a session of the coordinator. */
async function figures(options: BrowserContextOptions = AT_A_DESK, query = ''): Promise<Page> {
  const { url, product } = visitor.product
  const [name, value] = (await openSession(product, coordinator)).split('=') as [string, string]
  const cookie = { name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false }
  const storageState = { cookies: [{ ...cookie, sameSite: 'Lax' as const }], origins: [] }
  const { from, to } = period
  const address = `${url}/dashboard/figures/response-times?from=${from}&to=${to}${query}`
  const page = await visitor.visit(address, { ...options, storageState })
  await page.getByRole('heading', { name: 'Reactietijden' }).waitFor()
  return page
}

const listed = (page: Page) => page.getByRole('status').filter({ hasText: 'Aantal vragen' })

it('a coordinator goes from a figure to the requests behind it, and from there to a conversation', async () => {
  const page = await figures()
  await page.getByText('Er wachten nu vragen langer dan beloofd').waitFor()
  const row = page.getByRole('region', { name: 'Per medewerker' }).getByRole('row', { name: 'Anna' })
  const missed = row.getByRole('link').nth(1)
  const count = await missed.innerText()
  await missed.click()
  await expect.poll(() => listed(page).innerText()).toBe(`Aantal vragen: ${count}`)
  expect(await page.getByRole('button', { name: 'Te laat', exact: true }).getAttribute('aria-pressed')).toBe(
    'true',
  )
  expect(await page.getByLabel('Medewerker').locator('option:checked').innerText()).toBe('Anna')

  await page.getByRole('link', { name: 'Open het gesprek' }).first().click()
  await page.waitForURL(/\/dashboard\/conversations\//u)
  await page.goBack()
  await expect.poll(() => listed(page).innerText()).toBe(`Aantal vragen: ${count}`)
  await page.getByRole('link', { name: 'Terug naar de cijfers' }).click()
  await page.getByRole('heading', { name: 'Per week' }).waitFor()
})

it('an hour of the week opens as many requests as stand in it', async () => {
  const page = await figures()
  const cell = page.getByRole('region', { name: 'Wanneer cliënten vragen' }).getByRole('link').first()
  const count = /\d+(?= vragen)/u.exec((await cell.textContent())!)![0]
  await cell.click()
  await expect.poll(() => listed(page).innerText()).toBe(`Aantal vragen: ${count}`)
})

it('the workbook for an audit holds the requests that are on the screen', async () => {
  const page = await figures(AT_A_DESK, '&rows=1&state=closed_unanswered')
  await listed(page).waitFor()
  const count = Number((await listed(page).innerText()).replace(/\D/gu, ''))
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Excel voor controle' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe(`reactietijden-${period.from}-${period.to}.xlsx`)
  const [requests] = await readExcel(await readFile(await download.path()))
  expect(requests!.data).toHaveLength(count + 1)
})

it.each([
  ['at a desk', AT_A_DESK],
  ['in the dark', { ...AT_A_DESK, colorScheme: 'dark' }],
  ['on a telephone', { viewport: { width: 360, height: 740 }, hasTouch: true, reducedMotion: 'reduce' }],
] as [string, BrowserContextOptions][])(
  'the figures and the requests can be used by everybody %s',
  async (_, options) => {
    for (const query of ['', '&rows=1']) {
      const page = await figures(options, query)
      await (query ? listed(page) : page.getByRole('heading', { name: 'Zo tellen we' })).waitFor()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html])).toEqual([])
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement)
      expect(scrollWidth).toBe(clientWidth)
    }
  },
  90_000,
)
