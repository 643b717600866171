import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../../support/browser.ts'
import { servedProduct } from '../../support/product.ts'

let product: Awaited<ReturnType<typeof servedProduct>>
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([servedProduct(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await product?.close()
})

async function visit(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(product.url + path)
  return page
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Uw vraag').fill(question)
  await page.getByRole('button', { name: 'Stuur' }).click()
}

const lastMessage = (page: Page) => page.getByRole('article').last()

it('a client chooses his organisation, asks, and reads the clause behind the answer', async () => {
  const page = await visit('/')
  await page.getByRole('button', { name: 'Magentazorg' }).click()
  await page.getByText('Ik ben een computer').waitFor()
  await ask(page, 'tot wanneer kan ik me afspraak afzeggen')
  await page.getByText('48 uur van tevoren').first().waitFor()
  const clause = page.getByText('meldt hij dit uiterlijk 48 uur van tevoren')
  expect(await clause.first().isVisible()).toBe(false)
  await page.getByText('Waar staat dit?').click()
  await clause.first().waitFor()
  await page.getByText('Artikel 7').waitFor()
  await page.context().close()
})

it('a choice and a related question are asked with one tap', async () => {
  const page = await visit('/?organisation=zonl')
  await ask(page, 'ik heb een vraag')
  await page.getByRole('button', { name: 'Stoppen met de hulp' }).click()
  await page.getByText('30 dagen').first().waitFor()
  await page.getByText('Anderen vragen ook').waitFor()
  const related = page.getByRole('log').getByRole('listitem').getByRole('button').first()
  const question = await related.innerText()
  await related.click()
  await page.getByRole('article').filter({ hasText: question }).waitFor()
  await page.context().close()
})

it('danger shows numbers that can be tapped to call', async () => {
  const page = await visit('/?organisation=zonl')
  await ask(page, 'mijn man slaat mij en ik durf niet naar huis')
  const number = lastMessage(page).getByRole('link', { name: '0800-2000' })
  await number.first().waitFor()
  expect(await number.first().getAttribute('href')).toBe('tel:08002000')
  await page.context().close()
})

it('who wants a person is told honestly that the wish is stored', async () => {
  const page = await visit('/?organisation=de-wegwijzer')
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await page.getByText('Ik heb bewaard dat u een medewerker wilt spreken').waitFor()
  await page.context().close()
})

it('a message that cannot be sent is kept, and is sent once when tried again', async () => {
  const page = await visit('/?organisation=magentazorg')
  await page.getByText('Ik ben een computer').waitFor()
  await page.context().setOffline(true)
  await ask(page, 'Mag ik mijn dossier zien?')
  await page.getByText('Niet verstuurd').waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Probeer opnieuw' }).click()
  await page.getByText('Waar staat dit?').waitFor()
  expect(await page.getByText('Mag ik mijn dossier zien?').count()).toBe(1)
  await page.context().close()
})

it('HTML in a message is shown as it was typed and never run', async () => {
  const page = await visit('/?organisation=magentazorg')
  const typed = '<img src=x onerror="document.title=1"> mag ik mijn dossier zien'
  await ask(page, typed)
  await page.getByRole('article').filter({ hasText: typed }).waitFor()
  expect(await page.title()).toBe('Vraag het Wegwijs')
  await page.context().close()
})

it('an unknown organisation leads to the list', async () => {
  const page = await visit('/?organisation=nergens')
  await page.getByText('Deze organisatie ken ik niet').waitFor()
  await page.getByRole('button', { name: 'Magentazorg' }).waitFor()
  await page.context().close()
})

it('everything can be done by keyboard', async () => {
  const page = await visit('/?organisation=magentazorg')
  const field = page.getByLabel('Uw vraag')
  await field.waitFor()
  while (!(await field.evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('Tab')
  await page.keyboard.type('mag ik mijn dossier zien')
  await page.keyboard.press('Enter')
  const summary = page.getByText('Waar staat dit?')
  await summary.waitFor()
  await summary.focus()
  await page.keyboard.press('Enter')
  await page.getByText('De cliënt heeft recht op inzage in het dossier').first().waitFor()
  await page.context().close()
})

it.each([
  ['a small phone in the light', { viewport: { width: 320, height: 640 }, colorScheme: 'light' as const }],
  ['a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const }],
  ['a desk', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const }],
  [
    '200 % zoom',
    { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, colorScheme: 'light' as const },
  ],
])('nothing overflows and axe finds nothing on %s', async (_, options) => {
  const page = await visit('/?organisation=magentazorg', options)
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').click()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  await page.context().close()
})

it('the English page is whole', async () => {
  const page = await visit('/?organisation=magentazorg&locale=en')
  await page.getByText('I am a computer').waitFor()
  await page.getByRole('button', { name: 'Talk to a person' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
  await page.context().close()
})
