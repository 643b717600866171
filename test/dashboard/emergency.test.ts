import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Role } from '../../server/staff/staff-member.ts'
import { expectAccessible } from '../support/accessible.ts'
import { askingWith, newStaff, openSession } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const REASON = 'Zij ligt in het ziekenhuis en haar ondersteuner is met vakantie.'

async function deskOf(firstName: string, role: Role, address: string, options: BrowserContextOptions = {}) {
  const place = visitor.product.product
  const person = await newStaff(place, { firstName, role, organisation: 'de-wegwijzer' })
  const cookie = await openSession(place, person)
  const [name, value] = cookie.split(/=(.*)/su) as [string, string]
  const page = await visitor.visit('/healthz', { reducedMotion: 'reduce', ...options })
  await page.context().addCookies([{ name, value, url: visitor.product.url }])
  await page.goto(visitor.product.url + address)
  return { page, ...askingWith(place, () => cookie) }
}

const dialog = (page: Page) => page.getByRole('dialog')
const inDialog = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true })

type Call = Awaited<ReturnType<typeof deskOf>>['call']

async function newClient(call: Call, about: object): Promise<{ id: string; number: number }> {
  const { body } = await call('POST', '/api/v1/desk/clients', { law: 'wlz', isNew: true, ...about })
  return body
}

it('in an emergency a supporter opens a file with a reason, and a coordinator judges it', async () => {
  const { call } = await deskOf('Noor', 'supporter', '/dashboard')
  const about = { name: 'Fenna Spoed', birthDate: '1939-04-05' }
  const client = await newClient(call, about)
  const { page: coordinator } = await deskOf('Cora', 'coordinator', '/dashboard')
  await coordinator.getByRole('main').waitFor()

  const { page } = await deskOf('Bram', 'supporter', `/dashboard/clients/${client.id}`)
  await page.getByText('alleen open voor wie bij deze cliënt betrokken is').waitFor()
  await page.goto(`${visitor.product.url}/dashboard/clients`)
  await page.getByRole('button', { name: 'Noodtoegang' }).click()
  await dialog(page).getByLabel('Naam').fill('Fenna Spoet')
  await dialog(page).getByLabel('Geboortedatum').fill(about.birthDate)
  await dialog(page).getByLabel('Waarom is dit nu nodig?').fill('spoed')
  expect(await inDialog(page, 'Dossier openen').isDisabled()).toBe(true)
  await dialog(page).getByLabel('Waarom is dit nu nodig?').fill(REASON)
  await inDialog(page, 'Dossier openen').click()
  await dialog(page).getByText('Er is geen cliënt met precies deze naam').waitFor()
  await dialog(page).getByLabel('Naam').fill(about.name)
  await expectAccessible(page)
  await inDialog(page, 'Dossier openen').click()
  await page.getByRole('heading', { name: `Fenna Spoed Cliënt ${client.number}` }).waitFor()
  const banner = page.getByRole('region', { name: 'Noodtoegang' })
  await banner.getByText('U bent in dit dossier met noodtoegang, tot').waitFor()
  await banner.getByText(`Reden: ${REASON}`).waitFor()
  await expectAccessible(page)

  await coordinator.getByText('Er wacht een noodtoegang of een deling').waitFor()
  await coordinator.goto(`${visitor.product.url}/dashboard/clients`)
  await coordinator.getByRole('link', { name: 'Noodtoegang en delen zonder toestemming' }).click()
  const item = coordinator.getByRole('listitem').filter({ hasText: 'Noodtoegang van Bram' })
  await item.getByText('Nu open').waitFor()
  await item.getByText(REASON).waitFor()
  await expectAccessible(coordinator)
  await item.getByRole('button', { name: 'Beoordelen' }).click()
  await dialog(coordinator).getByRole('radio', { name: 'Terecht', exact: true }).check()
  await dialog(coordinator).getByLabel('Toelichting').fill('Het kon niet wachten.')
  await inDialog(coordinator, 'Oordeel vastleggen').click()
  await item.getByText('Het kon niet wachten.').waitFor()

  await banner.getByRole('button', { name: 'Beëindig noodtoegang' }).click()
  await page.getByRole('heading', { name: 'Cliënten', exact: true }).waitFor()
  await page.goto(`${visitor.product.url}/dashboard/clients/${client.id}`)
  await page.getByText('alleen open voor wie bij deze cliënt betrokken is').waitFor()
}, 90_000)

it('without consent the way out says why it is closed; lives at stake open it, after asking twice', async () => {
  const { page, call } = await deskOf('Lotte', 'supporter', '/dashboard', PHONE)
  const year = new Date().getUTCFullYear() - 14
  const client = await newClient(call, { name: 'Roos Jong', birthDate: `${year}-01-02` })
  await page.goto(`${visitor.product.url}/dashboard/clients/${client.id}`)
  await page.getByRole('button', { name: 'Delen met…' }).click()
  await dialog(page)
    .getByText(
      'De cliënt is 14 jaar: de cliënt en de wettelijke vertegenwoordiger geven samen toestemming. Leg die eerst vast',
    )
    .waitFor()
  expect(await inDialog(page, 'Vastleggen en blad maken').isDisabled()).toBe(true)
  await expectAccessible(page)
  await dialog(page).getByRole('checkbox', { name: 'Het moet toch, vanwege levensbelang' }).check()
  await dialog(page).getByLabel('Wat is er aan de hand?').fill('Zij is weggelopen en wil niet meer leven.')
  await dialog(page).getByLabel('Met wie heeft u overlegd?').fill('Cora')
  await dialog(page).getByLabel('Naam of afdeling').fill('De heer Post')
  await dialog(page).getByLabel('Wat de cliënt wil').fill('Zij moet nu hulp krijgen.')
  await expectAccessible(page)
  await inDialog(page, 'Vastleggen en blad maken').click()
  await dialog(page).getByText('Weet u het zeker?').waitFor()
  await inDialog(page, 'Ja, deel zonder toestemming').click()
  await dialog(page).getByRole('heading', { name: 'Blad voor De heer Post' }).waitFor()
  await dialog(page).getByText('Naam: Roos Jong').waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('link', { name: 'Opslaan' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^clientblad-.*\.txt$/u)
  await expectAccessible(page)
  await inDialog(page, 'Sluiten').click()
  await page.getByText('zonder toestemming, vanwege levensbelang').waitFor()
}, 60_000)
