import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Role } from '../../server/staff/staff-member.ts'
import { dumpOf } from '../server/privacy/every-row.ts'
import { expectAccessible } from '../support/accessible.ts'
import { askingWith, newStaff, openSession } from '../support/staff.ts'
import { ask, lastMessage, Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const WIDE = { viewport: { width: 1280, height: 900 } }
const ORGANISATION = 'magentazorg'
const NAME = 'Cornelia Zilverreiger'

async function deskOf(firstName: string, role: Role, address: string, options: BrowserContextOptions = WIDE) {
  const place = visitor.product.product
  const person = await newStaff(place, { firstName, role, organisation: ORGANISATION })
  const cookie = await openSession(place, person)
  const [name, value] = cookie.split(/=(.*)/su) as [string, string]
  const page = await visitor.visit('/healthz', { reducedMotion: 'reduce', ...options })
  await page.context().addCookies([{ name, value, url: visitor.product.url }])
  await page.goto(visitor.product.url + address)
  return { page, call: askingWith(place, () => cookie).call }
}

const dialog = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click()
const inDialog = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click()

it('a client asks in the chat to erase his file, a coordinator grants it, and his name is gone', async () => {
  const client = await visitor.visit(`/?organisation=${ORGANISATION}`)
  await ask(client, `Ik ben ${NAME}. Ik wil mijn dossier laten wissen.`)
  await client.getByRole('button', { name: 'Laat mijn dossier wissen' }).click()
  await expect.poll(() => lastMessage(client).innerText()).toMatch(/uiterlijk op .*20\d\d antwoord/su)
  await expectAccessible(client)

  const { page, call } = await deskOf('Cora', 'coordinator', '/dashboard/privacy')
  const { body: file } = await call('POST', '/api/v1/desk/clients', {
    name: NAME,
    birthDate: '1941-05-06',
    law: 'wmo',
    isNew: true,
  })
  await page.getByRole('link', { name: /gegevens wissen/u }).click()
  await page.getByText('Vernietigen binnen drie maanden').waitFor()
  await expectAccessible(page)
  await press(page, 'Koppel het dossier')
  await dialog(page).getByLabel('Naam').fill(NAME)
  await dialog(page).getByLabel('Geboortedatum').fill('1941-05-06')
  await inDialog(page, 'Verder')
  await inDialog(page, 'Koppel het dossier')
  await page.getByRole('link', { name: new RegExp(NAME, 'u') }).waitFor()

  await press(page, 'Ga na wie het is')
  await dialog(page).getByLabel('Hoe bent u nagegaan').fill('Paspoort gezien aan de balie')
  await inDialog(page, 'Opslaan')
  await press(page, 'Beslis')
  await dialog(page).getByLabel('Waarom?').fill('Bewaren is voor niemand van belang')
  await inDialog(page, 'Opslaan')
  await press(page, 'Geef antwoord')
  await dialog(page).getByLabel('Antwoord', { exact: true }).fill('Wij wissen uw dossier vandaag.')
  await inDialog(page, 'Antwoord geven')
  await expect.poll(() => lastMessage(client).innerText()).toContain('Wij wissen uw dossier vandaag.')
  // So that what he wrote in the chat goes with the file.
  const { body: list } = await call('GET', '/api/v1/desk/conversations?view=all')
  for (const { id } of list.lines)
    await call('PUT', `/api/v1/desk/conversations/${id}/client`, { clientId: file.id })
  await press(page, 'Wis het dossier')
  await inDialog(page, 'Ja, wis het dossier')
  await page.getByRole('heading', { name: 'Bewijs van vernietiging' }).waitFor()

  expect(await page.locator('main, body').first().innerText()).not.toContain(NAME)
  await expect.poll(() => client.getByText('Wij wissen uw dossier vandaag.').count()).toBe(0)
  await page.goto(`${visitor.product.url}/dashboard/clients/${file.id}`)
  await page.getByText(/Dit dossier is gewist op/u).waitFor()
  expect(await dumpOf(visitor.product.product.database.db)).not.toContain('Zilverreiger')
}, 90_000)

it('an administrator sees how long what is kept, changes it, and looks what would go', async () => {
  const dark = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const
  const { page } = await deskOf('Ad', 'administrator', '/dashboard/privacy?tab=retention', dark)
  await page.getByText('De zorgaanbieder bewaart het dossier 20 jaar').waitFor()
  const chats = page.getByRole('listitem').filter({ hasText: 'Gesprekken zonder dossier' })
  await chats.getByLabel('Maanden').fill('6')
  await chats.getByRole('button', { name: 'Opslaan' }).click()
  await page.getByText('Opgeslagen').first().waitFor()
  await press(page, 'Kijk wat er weggaat')
  await page.getByText('Er is niets over de termijn.').waitFor()
  await expectAccessible(page)
  // On a phone what stands beside something else on a desk stands below it.
  const title = await page.getByRole('heading', { name: 'Privacyverzoeken', level: 1 }).boundingBox()
  expect(title!.width).toBeGreaterThan(300)
})
