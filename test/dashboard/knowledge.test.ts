import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { expectAccessible } from '../support/accessible.ts'
import { loginByBrowser, newStaff } from '../support/staff.ts'
import { toldTo } from '../support/own-knowledge.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const
const ASKED = 'Moet ik mijn hond opsluiten als de begeleider komt?'
const QUOTE = 'de medewerking die redelijkerwijs nodig is voor de uitvoering van de overeenkomst'

const asked = (text: string) => toldTo(visitor.product.product.app, 'magentazorg', text)

async function knowledgeOf(firstName: string, options: object = AT_A_DESK): Promise<Page> {
  const { product, url } = visitor.product
  const person = await newStaff(product, { firstName, role: 'coordinator' })
  const page = await visitor.visit('/dashboard', options)
  await loginByBrowser(page, url, person)
  await page.getByRole('searchbox').waitFor()
  await page.goto(`${url}/dashboard/knowledge`)
  await page.getByRole('heading', { name: 'Kennis' }).waitFor()
  return page
}

/** Selects words in the text of the agreement, as a mouse does. */
async function select(page: Page, words: string): Promise<void> {
  const paragraph = page.getByRole('complementary').locator('p', { hasText: words }).last()
  await paragraph.waitFor()
  await paragraph.evaluate((element, wanted) => {
    const text = element.firstChild!
    const from = text.textContent!.indexOf(wanted)
    getSelection()!.setBaseAndExtent(text, from, text, from + wanted.length)
  }, words)
}

it('a question without an answer gets one, with the words of the clause, and clients read it at once', async () => {
  expect((await asked(ASKED)).reply!.kind).toBe('handoff')
  const page = await knowledgeOf('Cora')
  const gap = page.getByRole('article').filter({ hasText: ASKED })
  await gap.getByText('1 keer gevraagd').waitFor()
  await gap.getByRole('button', { name: 'Nieuw antwoord schrijven' }).click()
  await page.getByRole('heading', { name: 'Nieuwe vraag' }).waitFor()
  expect(page.url()).not.toContain('hond')
  expect(await page.getByLabel(/^Vraag/u).inputValue()).toBe(ASKED)

  await page.getByRole('textbox', { name: 'Eigen tekst' }).fill('Doe dat 5 minuten voor de hulp komt.')
  await page.getByText('Een antwoord heeft ten minste één citaat').waitFor()
  await page.getByText('Het getal 5 staat in geen van de citaten.').waitFor()
  await select(page, QUOTE)
  await page.getByText('Gekozen in artikel 2').waitFor()
  await page.getByRole('button', { name: 'Als citaat toevoegen' }).click()
  await page.getByText('Een antwoord heeft ten minste één citaat').waitFor({ state: 'detached' })
  const publish = page.getByRole('button', { name: 'Publiceren' })
  expect(await publish.isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: 'Eigen tekst' }).fill('Ja, als de hulp dat vraagt. U werkt mee.')
  await page.getByText('Alles in orde').waitFor()
  expect(await publish.isDisabled()).toBe(true)

  await page.getByRole('button', { name: 'Bekijk wat verandert' }).click()
  await page.getByText(/Van \d+ bekende vragen verandert 1 antwoord/u).waitFor({ timeout: 60_000 })
  await page.getByText('Straks: Antwoord').waitFor()
  await publish.click()
  await page.getByText('Uw cliënten krijgen dit vanaf nu te lezen').waitFor()
  await page.getByRole('heading', { name: 'Versie 1' }).waitFor()
  expect(await asked(ASKED)).toMatchObject({
    text: 'Ja, als de hulp dat vraagt. U werkt mee.',
    reply: { citations: [{ section: '2', quote: QUOTE }] },
  })

  await page.getByRole('button', { name: 'Niet meer gebruiken' }).click()
  await page.getByText('Uit gebruik genomen').waitFor()
  expect((await asked(ASKED)).reply!.kind).toBe('handoff')
}, 120_000)

it('an own text stands beside the clause, and the coordinator goes back to the standard text', async () => {
  const page = await knowledgeOf('Coen')
  await page.getByRole('link', { name: 'Alle vragen' }).click()
  await page.getByLabel('Zoeken in vragen en antwoorden').fill('tot wanneer afzeggen')
  await page.getByRole('link', { name: /^Tot wanneer kan ik afzeggen/u }).click()
  await page.getByRole('radio', { name: 'Eigen tekst' }).check()
  await page.getByRole('textbox', { name: 'Eigen tekst' }).fill('Zeg af tot 48 uur van tevoren. Bel ons.')
  await page.getByLabel('Nieuwe manier van vragen').fill('tot hoe laat kan ik nog van de afspraak af')
  await page.keyboard.press('Enter')
  await page.getByText('Alles in orde').waitFor()
  await page.getByRole('link', { name: 'Terug naar de lijst' }).click()
  await page.goBack()
  await page.getByText('Wijzigingen nog niet gepubliceerd').waitFor()
  expect(await page.getByRole('textbox', { name: 'Eigen tekst' }).inputValue()).toContain('Bel ons.')
  await page.getByText('Alles in orde').waitFor()
  await page.getByRole('button', { name: 'Bekijk wat verandert' }).click()
  await page.getByText(/bekende vragen veranderen \d+ antwoorden/u).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Publiceren' }).click()
  await page.getByRole('heading', { name: 'Versie 1' }).waitFor()
  expect((await asked('Tot wanneer kan ik afzeggen?')).text).toContain('Bel ons.')
  await page.getByRole('button', { name: 'Terug naar de standaardtekst' }).click()
  await page.getByRole('heading', { name: 'Versie 2' }).waitFor()
  expect((await asked('Tot wanneer kan ik afzeggen?')).text).not.toContain('Bel ons.')
}, 120_000)

it.each([
  ['at a desk', AT_A_DESK],
  ['on a phone', { viewport: { width: 360, height: 740 } }],
])(
  'the pages are accessible %s',
  async (_, options) => {
    await asked(ASKED)
    const page = await knowledgeOf('Cato', options)
    await page.getByRole('article').first().waitFor()
    await expectAccessible(page)
    await page.goto(`${visitor.product.url}/dashboard/knowledge?tab=entries`)
    await page.getByRole('link', { name: /^Tot wanneer kan ik afzeggen/u }).waitFor()
    await expectAccessible(page)
    await page.goto(`${visitor.product.url}/dashboard/knowledge?entry=annulering.termijn`)
    await page.getByRole('radio', { name: 'Eigen tekst' }).check()
    await page.getByRole('heading', { name: /artikel 7/u }).waitFor()
    await expectAccessible(page)
  },
  60_000,
)
