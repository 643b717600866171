import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { expectAccessible } from '../../support/accessible.ts'
import { ask, lastMessage, Visitor } from '../../support/visitor.ts'

const visitor = new Visitor()

it('a client chooses his organisation, asks, and reads the clause behind the answer', async () => {
  const page = await visitor.visit('/')
  await page.getByRole('button', { name: 'Magentazorg' }).click()
  await page.getByText('Ik ben een computer').waitFor()
  await ask(page, 'tot wanneer kan ik me afspraak afzeggen')
  await page.getByText('48 uur van tevoren').first().waitFor()
  const clause = page.getByText('meldt hij dit uiterlijk 48 uur van tevoren')
  expect(await clause.first().isVisible()).toBe(false)
  await page.getByText('Waar staat dit?').click()
  await clause.first().waitFor()
  await page.getByText('Artikel 7').waitFor()
})

it('who chose the wrong organisation goes back and chooses another', async () => {
  const page = await visitor.visit('/')
  await page.getByRole('button', { name: 'Magentazorg' }).click()
  await page.getByText('hulp van Magentazorg').waitFor()
  await page.getByRole('button', { name: 'Andere organisatie' }).click()
  await page.getByRole('button', { name: 'Zorggroep' }).click()
  await page.getByText('hulp van Zorggroep').waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Magentazorg' }).waitFor()
})

it('a choice and a related question are asked with one tap', async () => {
  const page = await visitor.visit('/?organisation=zonl')
  await ask(page, 'ik heb een vraag')
  await page.getByRole('button', { name: 'Stoppen met de hulp' }).click()
  await page.getByText('30 dagen').first().waitFor()
  await page.getByText('Anderen vragen ook').waitFor()
  expect(await page.getByRole('button', { name: 'Een klacht' }).count()).toBe(0)
  const related = page.getByRole('log').getByRole('listitem').getByRole('button').first()
  const question = await related.innerText()
  await related.click()
  await page.getByRole('article').filter({ hasText: question }).waitFor()
})

it('who writes his service number reads under his message that it was taken out, also after reloading', async () => {
  const page = await visitor.visit('/?organisation=zonl')
  await ask(page, 'mijn bsn is 123456782, mag ik mijn dossier zien')
  const own = page.getByRole('article').filter({ hasText: 'mijn bsn is •••' })
  await own.getByText('We hebben een BSN, rekeningnummer of kaartnummer weggehaald').waitFor()
  await page.reload()
  await own.getByText('We hebben een BSN, rekeningnummer of kaartnummer weggehaald').waitFor()
  expect(await page.getByText('123456782').count()).toBe(0)
})

it('danger shows numbers that can be tapped to call', async () => {
  const page = await visitor.visit('/?organisation=zonl')
  await ask(page, 'mijn man slaat mij en ik durf niet naar huis')
  const number = lastMessage(page).getByRole('link', { name: '0800-2000' })
  await number.first().waitFor()
  expect(await number.first().getAttribute('href')).toBe('tel:08002000')
})

it('who wants a person is told that the wish is passed on, once', async () => {
  const page = await visitor.visit('/?organisation=de-wegwijzer')
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await page.getByText('Ik geef uw vraag door aan een medewerker').waitFor()
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  const wishes = page.getByRole('article').filter({ hasText: 'Ik wil een medewerker spreken' })
  expect(await wishes.count()).toBe(1)
})

it('a supporter is shown by his first name, and it is he with whom the client now talks', async () => {
  const page = await visitor.visit('/?organisation=magentazorg')
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await page.getByText('Ik geef uw vraag door').waitFor()
  await page.getByText('U praat met een computer').waitFor()
  await visitor.supporterWrites(page, 'Goedemiddag, ik bel u zo.')
  await lastMessage(page).getByText('Goedemiddag, ik bel u zo.').waitFor()
  await lastMessage(page)
    .getByText(/^Anna · \d\d:\d\d$/u)
    .waitFor()
  await page.getByText('U praat met Anna').waitFor()
})

it('HTML in a message is shown as it was typed and never run', async () => {
  const page = await visitor.visit('/?organisation=magentazorg')
  const typed = '<img src=x onerror="document.title=1"> mag ik mijn dossier zien'
  await ask(page, typed)
  await page.getByRole('article').filter({ hasText: typed }).waitFor()
  expect(await page.title()).toBe('Vraag het Wegwijs')
})

it('an unknown organisation leads to the list', async () => {
  const page = await visitor.visit('/?organisation=nergens')
  await page.getByText('Deze organisatie ken ik niet').waitFor()
  await page.getByRole('button', { name: 'Magentazorg' }).waitFor()
})

it('only what is new is announced: not the earlier conversation, nor what the client did himself', async () => {
  const page = await visitor.visit('/?organisation=magentazorg')
  const announced = () =>
    page
      .getByRole('article')
      .evaluateAll((articles) =>
        articles.filter((each) => each.ariaLive !== 'off').map((each) => each.textContent),
      )
  expect(await page.getByRole('log').getAttribute('aria-live')).toBe('polite')
  await page.getByText('Ik ben een computer').waitFor()
  expect(await announced()).toEqual([])
  await ask(page, 'Mag ik mijn dossier zien?')
  await page.getByText('Waar staat dit?').waitFor()
  expect(await announced()).toEqual([expect.stringMatching(/^Computer.*dossier/su)])
  await page.reload()
  await page.getByText('Waar staat dit?').waitFor()
  expect(await announced()).toEqual([])
})

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    const focused = await page.evaluate(
      () => document.activeElement?.shadowRoot?.activeElement?.textContent?.trim() ?? '',
    )
    if (focused === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} cannot be reached with the Tab key`)
}

it('everything can be done by keyboard', async () => {
  const page = await visitor.visit('/?organisation=magentazorg')
  await page.getByText('Ik ben een computer').waitFor()
  await page.getByLabel('Uw vraag').focus()
  await page.keyboard.type('mag ik mijn dossier zien')
  await page.keyboard.press('Enter')
  await page.getByText('Waar staat dit?').waitFor()
  await tabTo(page, 'Waar staat dit?')
  await page.keyboard.press('Enter')
  await page.getByText('De cliënt heeft recht op inzage in het dossier').first().waitFor()
  await tabTo(page, 'Ja')
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Ja', pressed: true }).waitFor()
  await tabTo(page, 'Meer')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Groot')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Meer', expanded: false }).waitFor()
  await tabTo(page, 'Verlaat deze pagina')
  await tabTo(page, 'Praat met een medewerker')
  await page.keyboard.press('Enter')
  await page.getByText('Ik geef uw vraag door aan een medewerker').waitFor()
})

it.each([
  ['a small phone in the light', { viewport: { width: 320, height: 640 }, colorScheme: 'light' as const }],
  ['a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const }],
  ['a desk', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const }],
  ['200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ['forced colours', { viewport: { width: 360, height: 740 }, forcedColors: 'active' as const }],
])('nothing overflows, all can be tapped and axe finds nothing on %s', async (_, options) => {
  const page = await visitor.visit('/?organisation=magentazorg', options)
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').click()
  await page.getByRole('button', { name: 'Nee' }).click()
  await page.getByText('Jammer').waitFor()
  await expectAccessible(page)
})

it('the menu and the largest letters fit on a small phone as well', async () => {
  const page = await visitor.visit('/?organisation=magentazorg', { viewport: { width: 320, height: 640 } })
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').waitFor()
  const usual = await page.getByText('Waar staat dit?').evaluate((each) => getComputedStyle(each).fontSize)
  await page.getByRole('button', { name: 'Meer' }).click()
  await page.getByRole('button', { name: 'Grootst' }).click()
  await page.getByRole('button', { name: 'Wis dit gesprek' }).click()
  await expectAccessible(page)
  await page.reload()
  const larger = await page.getByText('Waar staat dit?').evaluate((each) => getComputedStyle(each).fontSize)
  expect(Number.parseFloat(larger) / Number.parseFloat(usual)).toBeCloseTo(1.45)
})

it('the English page is whole', async () => {
  const page = await visitor.visit('/?organisation=magentazorg&locale=en')
  await page.getByText('I am a computer').waitFor()
  await page.getByRole('button', { name: 'Leave this page' }).waitFor()
  await page.getByRole('button', { name: 'Talk to a person' }).click()
  await page.getByRole('article').filter({ hasText: 'I want to speak to a person' }).waitFor()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Erase this conversation' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
})
