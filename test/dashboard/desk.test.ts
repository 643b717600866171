import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import type { Role } from '../../server/staff/staff-member.ts'
import { expectAccessible } from '../support/accessible.ts'
import { clientOf } from '../support/client.ts'
import { loginByBrowser, newStaff, openSession } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const WIDE = { viewport: { width: 1440, height: 900 } }
const CRISIS = 'Ik wil niet meer leven'

async function waiting(question: string, locale = 'nl'): Promise<string> {
  const client = clientOf(visitor.product.product.app)
  const { body: chat } = await client.call('POST', '/conversations', { organisation: 'magentazorg', locale })
  await client.say(chat, { clientMessageId: 'vraag', text: question })
  await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  return chat.id
}

/** A desk at which somebody is logged in, and what the browser complained of. */
async function deskOf(
  firstName: string,
  options: BrowserContextOptions = WIDE,
  address = '/dashboard',
  role: Role = 'coordinator',
) {
  const place = visitor.product.product
  const person = await newStaff(place, { firstName, role })
  const [name, value] = (await openSession(place, person)).split(/=(.*)/su) as [string, string]
  const page = await visitor.visit('/healthz', { reducedMotion: 'reduce', ...options })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/u.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.context().addCookies([{ name, value, url: visitor.product.url }])
  await page.goto(visitor.product.url + address)
  await page.getByRole('navigation', { name: 'Overzichten' }).or(page.locator('#question')).first().waitFor()
  return { page, complaints }
}

const row = (page: Page, question: string) => page.locator('a.row', { hasText: question })

beforeAll(async () => {
  for (const question of ['Mag ik mijn dossier zien?', 'Hoe kan ik een klacht indienen?', CRISIS])
    await waiting(question)
})

it('is worked with the keyboard alone', async () => {
  const { page, complaints } = await deskOf('Kees')
  await row(page, CRISIS).waitFor()
  expect(await page.locator('a.row').first().innerText()).toContain(CRISIS)

  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('#question').waitFor()
  await page.keyboard.press('c')
  await page.getByText('Bij Kees').waitFor()
  await page.keyboard.press('n')
  await page.keyboard.type('Kijk eens @ke')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Voor Kees').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog', { name: 'Zoek of doe iets' }).waitFor()
  await page.keyboard.type('sneltoetsen')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Sneltoetsen' }).waitFor()
  expect(complaints).toEqual([])
})

it('keeps a reply that was half written when the page is loaded anew', async () => {
  const id = await waiting('Wat staat er in het zorgplan?')
  const { page } = await deskOf('Dirk', WIDE, `/dashboard/conversations/${id}?view=waiting`)
  const stored = page.waitForResponse((response) => response.url().endsWith('/draft'))
  await page.getByLabel('Antwoord aan de cliënt').fill('Beste mevrouw, u kunt')
  expect((await stored).status()).toBe(204)
  await page.reload()
  await expect
    .poll(() => page.getByLabel('Antwoord aan de cliënt').inputValue())
    .toBe('Beste mevrouw, u kunt')
})

it('keeps a reply that could not be sent, with a way to send it again', async () => {
  const id = await waiting('Wat kost begeleiding?')
  const { page } = await deskOf('Fenna', WIDE, `/dashboard/conversations/${id}?view=waiting`)
  await page.getByLabel('Antwoord aan de cliënt').fill('Goedemiddag')
  await page.route('**/replies', (route) => route.abort())
  await page.keyboard.press('Control+Enter')
  await page.getByText('Niet verstuurd. Geen verbinding met de server.').waitFor()
  await page.unroute('**/replies')
  await page.getByRole('button', { name: 'Opnieuw' }).click()
  await page.locator('.message.supporter', { hasText: 'Goedemiddag' }).waitFor()
  expect(await page.locator('.message.supporter').count()).toBe(1)
})

it('locks by itself, shows nothing then, and goes on where one was after logging in', async () => {
  const person = await newStaff(visitor.product.product, { firstName: 'Lotte' })
  await waiting('Wie betaalt mijn hulp?')
  const page = await visitor.visit('/healthz', { ...WIDE, reducedMotion: 'reduce' })
  await page.clock.install()
  await loginByBrowser(page, visitor.product.url, person)
  await row(page, 'Wie betaalt mijn hulp?').click()
  await page.getByLabel('Antwoord aan de cliënt').fill('Half een zin')
  await page.clock.fastForward('16:00')
  await page.getByText('Uw werkplek is vergrendeld').waitFor()
  expect(await page.locator('#question').isVisible()).toBe(false)

  await page.locator('input[autocomplete="username"]').fill(person.email)
  await page.locator('input[autocomplete="current-password"]').fill(person.password)
  await page.locator('form button[type="submit"]').click()
  await page.locator('input[autocomplete="one-time-code"]').fill(person.code())
  await page.locator('form button[type="submit"]').click()
  await page.locator('#question').waitFor()
  expect(await page.getByLabel('Antwoord aan de cliënt').inputValue()).toBe('Half een zin')
})

it('proposes the words of a referral in the language of the client', async () => {
  const id = await waiting('May I see my file?', 'en')
  const { page } = await deskOf('Wil', WIDE, `/dashboard/conversations/${id}?view=waiting`)
  await page.getByRole('button', { name: 'Meer mogelijkheden' }).click()
  await page.getByRole('menuitem', { name: 'Doorverwijzen' }).click()
  const proposed = page.getByRole('dialog', { name: 'Doorverwijzen' }).getByLabel('Tekst voor de cliënt')
  await expect.poll(() => proposed.inputValue()).toContain('We cannot help you in time.')
})

it('shows who else is looking and typing', async () => {
  const address = `/dashboard/conversations/${await waiting('Wie mag mijn plan lezen?')}?view=waiting`
  const { page } = await deskOf('Ans', WIDE, address)
  const { page: other } = await deskOf('Bert', WIDE, address)
  await page.getByText('Bert kijkt mee.').waitFor()
  await other.getByLabel('Antwoord aan de cliënt').fill('Beste')
  await page.getByText('Bert typt…').waitFor()
})

it('warns of each crisis across the top, in the tab and aloud, until somebody has it', async () => {
  const { page } = await deskOf('Greet', WIDE, '/dashboard?view=mine')
  const banner = page.getByRole('region', { name: 'Crisis' })
  await banner.getByText(CRISIS).waitFor()
  await waiting('Mijn man slaat mij, ik ben bang')
  await banner.getByText('en nog 1').waitFor()
  expect(await page.title()).toContain('CRISIS')
  expect(await page.locator('[aria-live=assertive]').innerText()).toContain('Er is een nieuwe crisis')

  await banner.getByRole('button', { name: 'Oppakken' }).click()
  await page.getByText('Bij Greet').waitFor()
  await banner.getByText('Mijn man slaat mij').waitFor()
  await banner.getByRole('button', { name: 'Oppakken' }).click()
  await banner.waitFor({ state: 'detached' })
  await expect.poll(() => page.title()).not.toContain('CRISIS')
})

it.each([
  ['wide and light', WIDE],
  ['wide and dark', { ...WIDE, colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
  ['at 200 % zoom', { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }],
] as const)(
  'is accessible %s',
  async (_, options) => {
    const { page, complaints } = await deskOf('Mies', options, '/dashboard?view=all', 'administrator')
    await page.locator('a.row').first().waitFor()
    await expectAccessible(page)
    await row(page, CRISIS).click()
    await page.getByText('Samenvatting').waitFor()
    await expectAccessible(page)
    await page.goto(`${visitor.product.url}/dashboard/settings`)
    await page.getByText('9.00–17.00').first().waitFor()
    await expectAccessible(page)
    for (const name of ['Werktijden aanpassen', 'Team toevoegen']) {
      await page.getByRole('button', { name }).click()
      await page.getByRole('dialog', { name }).waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
    expect(complaints).toEqual([])
  },
  60_000,
)
