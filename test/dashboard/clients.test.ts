import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Role } from '../../server/staff/staff-member.ts'
import { expectAccessible } from '../support/accessible.ts'
import { clientOf } from '../support/client.ts'
import { askingWith, newStaff, openSession } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const WIDE = { viewport: { width: 1440, height: 900 } }
const ORGANISATION = 'de-wegwijzer'

/** The desk of somebody new, and the way to ask the product something in his name. */
async function deskOf(
  firstName: string,
  address: string,
  options: BrowserContextOptions = WIDE,
  role: Role = 'supporter',
) {
  const place = visitor.product.product
  const person = await newStaff(place, { firstName, role, organisation: ORGANISATION })
  const cookie = await openSession(place, person)
  const [name, value] = cookie.split(/=(.*)/su) as [string, string]
  const page = await visitor.visit('/healthz', { reducedMotion: 'reduce', ...options })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/u.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.context().addCookies([{ name, value, url: visitor.product.url }])
  await page.goto(visitor.product.url + address)
  const { call } = askingWith(place, () => cookie)
  const add = async (client: object) => {
    const { body } = await call('POST', '/api/v1/desk/clients', { law: 'wlz', isNew: true, ...client })
    return body as { id: string; number: number }
  }
  return { page, complaints, call, add }
}

const dialog = (page: Page) => page.getByRole('dialog')
const inDialog = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true })

async function say(page: Page, name: string, birthDate: string) {
  await dialog(page).getByLabel('Naam').fill(name)
  await dialog(page).getByLabel('Geboortedatum').fill(birthDate)
  await inDialog(page, 'Verder').click()
}

async function conversationOf(call: Awaited<ReturnType<typeof deskOf>>['call']): Promise<string> {
  const client = clientOf(visitor.product.product.app)
  const chat = await client.start(ORGANISATION)
  const { id } = chat
  await client.say(chat, { clientMessageId: 'vraag', text: 'Wie helpt mij met mijn klacht?' })
  await call('POST', `/api/v1/desk/conversations/${id}/claim`, {})
  return id
}

it('a supporter writes a new client down from his conversation, and sees what holds for him', async () => {
  const { page, call } = await deskOf('Noor', '/dashboard/clients')
  const conversation = await conversationOf(call)
  await page.goto(`${visitor.product.url}/dashboard/conversations/${conversation}`)
  await page.getByRole('button', { name: 'Cliënt koppelen' }).click()
  await say(page, 'Sjaan van der Ploeg', '1941-02-03')
  await dialog(page).getByText('Deze persoon is nog niet bekend').waitFor()
  const municipality = dialog(page).getByRole('combobox', { name: 'Gemeente' })
  await municipality.fill('den bo')
  await dialog(page)
    .getByRole('option', { name: /'s-Hertogenbosch/u })
    .waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await municipality.inputValue()).toBe("'s-Hertogenbosch")
  await dialog(page).getByLabel('Eerste dag van de indicatie').fill('2025-03-01')
  await dialog(page).getByLabel('Laatste dag').fill('2025-02-01')
  await inDialog(page, 'Vastleggen').click()
  await dialog(page).getByText('ligt op of na de eerste dag').waitFor()
  await dialog(page).getByLabel('Laatste dag').fill('2026-02-28')
  await inDialog(page, 'Vastleggen').click()

  const panel = page.getByRole('region', { name: 'Cliënt', exact: true })
  await panel.getByRole('link', { name: 'Sjaan van der Ploeg' }).waitFor()
  await panel.getByText('3 februari 1941').waitFor()
  await panel
    .getByText('Verlopen op 28 februari 2026. U kunt het contact wel vastleggen, maar niet declareren.')
    .waitFor()
  await panel.getByText('Afgelopen op').waitFor()
  await panel.getByText('het zorgkantoor: Niet gegeven').waitFor()

  await panel.getByRole('button', { name: 'Ontkoppelen' }).click()
  await panel.getByText('Nog niet gekoppeld aan een cliënt.').waitFor()
  await page.getByRole('button', { name: 'Cliënt koppelen' }).click()
  await say(page, 'Ploeg, Sjaan v.d.', '1941-02-03')
  await dialog(page)
    .getByText(/Deze persoon is bekend als cliënt \d+/u)
    .waitFor()
  await inDialog(page, 'Koppelen').click()
  await panel.getByRole('link', { name: 'Sjaan van der Ploeg' }).waitFor()
}, 60_000)

it('who is almost the same is asked about, and only a person says that he is somebody else', async () => {
  const { page, add } = await deskOf('Loes', '/dashboard/clients')
  await page.getByRole('heading', { name: 'Cliënten', exact: true }).waitFor()
  const known = await add({ name: 'Dirk Janssen', birthDate: '1952-10-11', municipality: 'Almere' })
  await page.getByRole('button', { name: 'Nieuwe cliënt' }).click()
  await say(page, 'Dirk Jansen', '1952-10-11')
  const candidate = dialog(page).getByRole('radio', {
    name: new RegExp(`Dirk Janssen.*Cliënt ${known.number}`, 'u'),
  })
  await candidate.check()
  await inDialog(page, 'Open het dossier').click()
  await page.getByRole('heading', { name: `Dirk Janssen Cliënt ${known.number}` }).waitFor()

  await page.goto(`${visitor.product.url}/dashboard/clients`)
  await page.getByRole('button', { name: 'Nieuwe cliënt' }).click()
  await say(page, 'Dirk Jansen', '1952-10-11')
  await dialog(page).getByRole('radio', { name: 'Nee, dit is iemand anders' }).check()
  await inDialog(page, 'Vastleggen').click()
  await page.getByRole('heading', { name: /^Dirk Jansen / }).waitFor()
  await page.getByRole('link', { name: 'Alle cliënten' }).click()
  await page.getByRole('searchbox', { name: 'Zoek op naam' }).fill('jans 11-10-1952')
  await expect.poll(() => page.getByRole('listitem').getByText('11 oktober 1952').count()).toBe(2)
  await page.getByRole('searchbox', { name: 'Zoek op naam' }).fill('niemand')
  await page.getByText('Geen cliënt gevonden').waitFor()
  expect(page.url()).toBe(`${visitor.product.url}/dashboard/clients`)
}, 60_000)

it('of who is almost the same and is not his, a supporter sees what to ask a colleague', async () => {
  const { add } = await deskOf('Gijs', '/dashboard/clients')
  const known = await add({ name: 'Sipke Terpstra', birthDate: '1947-07-17', municipality: 'Almere' })
  const { page } = await deskOf('Hiske', '/dashboard/clients')
  await page.getByRole('button', { name: 'Nieuwe cliënt' }).click()
  await say(page, 'Sipke Terpstraa', '1947-07-17')
  const line = dialog(page).getByRole('listitem')
  expect(await line.innerText()).toBe(`Cliënt ${known.number} · Almere Gelijk: S. T., geboren in 1947`)
  await expectAccessible(page)
  expect(await dialog(page).innerText()).not.toContain('Sipke Terpstra ')
  await dialog(page).getByRole('radio', { name: 'Nee, dit is iemand anders' }).check()
  await inDialog(page, 'Vastleggen').click()
  await page.getByRole('heading', { name: /^Sipke Terpstraa / }).waitFor()
}, 60_000)

it('in the file of a child only the right person can give consent, and taking it back stays in sight', async () => {
  const { page, add } = await deskOf('Fenna', '/dashboard/clients')
  const { id } = await add({ name: 'Bo Kwetsbaar', birthDate: '2012-05-05' })
  await page.goto(`${visitor.product.url}/dashboard/clients/${id}`)
  await page.getByRole('button', { name: 'Toestemming vastleggen' }).click()
  await dialog(page).getByLabel('Gegeven op').fill('2026-05-04')
  await dialog(page).getByLabel('de cliënt', { exact: true }).check()
  await inDialog(page, 'Bewaren').click()
  await dialog(page).getByText('De cliënt was toen 13 jaar. Van 12 tot 16 jaar').waitFor()
  await dialog(page).getByLabel('samen').check()
  await inDialog(page, 'Bewaren').click()
  await page.getByText('het zorgkantoor: Het formulier ontbreekt').waitFor()
  await page.getByRole('button', { name: 'Intrekken' }).click()
  await dialog(page).getByLabel('Ingetrokken op').fill('2026-05-06')
  await inDialog(page, 'Intrekken').click()
  await page.getByText('ingetrokken op 6 mei 2026').waitFor()
  await page.getByText('het zorgkantoor: Ingetrokken').waitFor()

  await page.getByRole('button', { name: 'Vertegenwoordiger aanpassen' }).click()
  await dialog(page).getByLabel('Rol').selectOption({ label: 'voogd' })
  await dialog(page).getByLabel('Naam').fill('Guus Voogd')
  await inDialog(page, 'Bewaren').click()
  await page.getByText('Guus Voogd, voogd').waitFor()
}, 60_000)

it('two files of one person are merged with a reason and taken apart again', async () => {
  const { page, add } = await deskOf('Wil', '/dashboard/clients')
  const one = await add({ name: 'Mia Vroeger', birthDate: '1949-01-30' })
  const other = await add({ name: 'Mia Later', birthDate: '1949-01-30' })
  await page.goto(`${visitor.product.url}/dashboard/clients/${one.id}`)
  await page.getByRole('button', { name: 'Dubbel dossier samenvoegen' }).click()
  await dialog(page).getByLabel('Nummer van het dossier').fill(String(one.number))
  await dialog(page).getByText('Dat is dit dossier zelf.').waitFor()
  await dialog(page).getByLabel('Nummer van het dossier').fill(String(other.number))
  await dialog(page).getByText('Mia Later').waitFor()
  await dialog(page).getByLabel('Waarom').fill('Zij is getrouwd.')
  await inDialog(page, 'Samenvoegen').click()
  await page.getByText('Dit dossier telt mee bij een ander').waitFor()
  await page.getByRole('link', { name: 'Open dat dossier' }).click()
  await page.getByRole('heading', { name: /Mia Later/u }).waitFor()
  await page.getByText(`Cliënt ${one.number} telt als cliënt ${other.number}`).waitFor()
  await page.getByText('Zij is getrouwd.').waitFor()
  await page.getByRole('button', { name: 'Ongedaan maken' }).click()
  await page.getByText(/ongedaan gemaakt door Wil/u).waitFor()
}, 60_000)

it('a supporter who is not involved is told what he can do', async () => {
  const { add } = await deskOf('Ties', '/dashboard/clients')
  const { id } = await add({ name: 'Tonny Gesloten', birthDate: '1938-07-07' })
  const { page } = await deskOf('Vreemd', `/dashboard/clients/${id}`)
  await page.getByRole('alert').getByText('alleen open voor wie bij deze cliënt betrokken is').waitFor()
}, 60_000)

it.each([
  ['wide and light', WIDE],
  ['wide and dark', { ...WIDE, colorScheme: 'dark' }],
  ['on a phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
] as const)(
  'lists, files and their dialogs are accessible %s',
  async (_, options) => {
    const { page, complaints, add, call } = await deskOf('Mies', '/dashboard/clients', options)
    const birthDate = '1950-01-01'
    const { id } = await add({
      name: `Axe ${_}`,
      birthDate,
      municipality: 'Almere',
      indicationFrom: '2024-01-01',
    })
    const conversation = await conversationOf(call)
    await call('PUT', `/api/v1/desk/conversations/${conversation}/client`, { clientId: id })
    await page.reload()
    await page.getByRole('listitem').getByText('1 januari 1950').first().waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Nieuwe cliënt' }).click()
    await expectAccessible(page)
    await say(page, `Axel ${_}`, birthDate)
    await dialog(page).getByRole('radio', { name: 'Nee, dit is iemand anders' }).check()
    await expectAccessible(page)
    await page.goto(`${visitor.product.url}/dashboard/clients/${id}`)
    await page.getByRole('heading', { name: 'Dubbele dossiers' }).waitFor()
    await expectAccessible(page)
    for (const name of ['Gegevens aanpassen', 'Wet en indicatie aanpassen', 'Toestemming vastleggen']) {
      await page.getByRole('button', { name }).click()
      await dialog(page).waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await dialog(page).waitFor({ state: 'detached' })
    }
    await page.goto(`${visitor.product.url}/dashboard/conversations/${conversation}`)
    await page.locator('#question').waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  },
  90_000,
)
