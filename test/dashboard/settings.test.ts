import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Role } from '../../server/staff/staff-member.ts'
import { loginByBrowser, newStaff } from '../support/staff.ts'
import { ask, lastMessage, Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const

async function settingsOf(firstName: string, role: Role): Promise<Page> {
  const person = await newStaff(visitor.product.product, { firstName, role })
  const page = await visitor.visit('/dashboard', AT_A_DESK)
  await loginByBrowser(page, visitor.product.url, person)
  await page.getByRole('searchbox').waitFor()
  await page.goto(`${visitor.product.url}/dashboard/settings`)
  await page.getByRole('heading', { name: 'Werktijden' }).waitFor()
  return page
}

/** Asks for a person, as a new client. */
async function promised(): Promise<Page> {
  const client = await visitor.visit('/?organisation=magentazorg')
  await ask(client, 'Mag ik mijn dossier zien?')
  await expect.poll(() => lastMessage(client).innerText()).toContain('dossier')
  await client.getByRole('button', { name: 'Praat met een medewerker' }).click()
  return client
}

const promiseTo = (client: Page) => expect.poll(() => lastMessage(client).innerText())

it('the administrator sets the hours, and the promise to the next client follows them', async () => {
  const before = await promised()
  await promiseTo(before).toMatch(/uiterlijk woensdag 25 november om 9\.00 uur/u)

  const page = await settingsOf('Els', 'administrator')
  await page.getByRole('button', { name: 'Werktijden aanpassen' }).click()
  const dialog = page.getByRole('dialog')
  const monday = dialog.getByRole('group', { name: 'maandag' })
  const keep = dialog.getByRole('button', { name: 'Bewaren' })

  await monday.getByLabel('Tot').fill('12:30')
  await monday.getByRole('button', { name: 'Tijd toevoegen' }).click()
  await monday.getByLabel('Van').last().fill('12:00')
  await monday.getByLabel('Tot').last().fill('17:00')
  await keep.click()
  await monday.getByText('Tijden mogen niet overlappen').waitFor()
  await monday.getByLabel('Van').last().fill('13:00')
  await monday.getByLabel('Van').first().fill('10:30')
  await dialog.getByRole('button', { name: 'Maandag voor alle werkdagen' }).click()
  const daysOff = dialog.getByRole('group', { name: 'Extra dagen dicht' })
  await daysOff.getByRole('button', { name: 'Dag toevoegen' }).click()
  await daysOff.getByLabel('Dag', { exact: true }).fill('2026-11-24')
  await keep.click()

  await page.getByText('De werktijden zijn bewaard').waitFor()
  expect(await page.getByText('10.30–12.30, 13.00–17.00').count()).toBe(5)
  await page.getByText('di 24 november 2026').waitFor()

  const after = await promised()
  await promiseTo(after).toMatch(/uiterlijk donderdag 26 november om 10\.30 uur/u)
  await before.reload()
  await promiseTo(before).toMatch(/uiterlijk woensdag 25 november om 9\.00 uur/u)
}, 90_000)

it('hours in which nobody is ever there are refused where they are filled in', async () => {
  const page = await settingsOf('Ria', 'administrator')
  await page.getByRole('button', { name: 'Werktijden aanpassen' }).click()
  const dialog = page.getByRole('dialog')
  const remove = dialog.getByRole('button', { name: 'Tijd verwijderen' })
  while ((await remove.count()) > 0) await remove.first().click()
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await dialog.getByRole('alert').getByText('Zo is er nooit iemand').waitFor()
})

it('a conversation can go to a team as soon as the coordinator has made it', async () => {
  await promised()
  const page = await settingsOf('Coen', 'coordinator')
  expect(await page.getByRole('button', { name: 'Werktijden aanpassen' }).count()).toBe(0)
  const dialog = page.getByRole('dialog')
  const add = async (name: string) => {
    await page.getByRole('button', { name: 'Team toevoegen' }).click()
    await dialog.getByLabel('Naam').fill(name)
    await dialog.getByLabel('Coen').check()
    await page.keyboard.press('Enter')
  }
  await add('Wijk Noord')
  await page.getByRole('button', { name: 'Aanpassen: Wijk Noord' }).waitFor()
  await add('Wijk Noord')
  await dialog.getByText('Er is al een team met deze naam.').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('navigation', { name: 'Overzichten' }).getByRole('link', { name: 'Wachtend' }).click()
  await page.locator('a.row').first().click()
  await page.locator('header').getByRole('button', { name: 'Overdragen' }).click()
  await dialog.getByLabel('Aan').selectOption({ label: 'Wijk Noord' })
  await dialog.getByLabel('Waarom').fill('Hoort bij de wijk')
  await dialog.getByRole('button', { name: 'Overdragen' }).click()
  await page.getByText('Overgedragen aan Wijk Noord.').waitFor()
}, 60_000)
