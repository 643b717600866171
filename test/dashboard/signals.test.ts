import type { BrowserContextOptions, Page } from 'playwright-core'
import { eq } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { conversations } from '../../db/schema.ts'
import { makeSignal } from '../../server/signals/make.ts'
import type { Role } from '../../server/staff/staff-member.ts'
import { expectAccessible } from '../support/accessible.ts'
import { clientOf } from '../support/client.ts'
import { testEngine } from '../support/engine.ts'
import { madeBy, memberOf, SIGNALS, written } from '../support/signals.ts'
import { loggedInStaff, type Staff } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const WIDE = { viewport: { width: 1440, height: 900 } }
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
const PROVIDER = 'Huis aan de Haven'

const place = () => visitor.product.product
const staffAs = (firstName: string, role: Role = 'supporter') =>
  loggedInStaff(place(), { organisation: 'de-wegwijzer', firstName, role })

async function deskOf(person: Staff, address: string, options: BrowserContextOptions = WIDE) {
  const [name, value] = person.cookie.split(/=(.*)/su) as [string, string]
  const page = await visitor.visit('/healthz', { reducedMotion: 'reduce', ...options })
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy/u.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.context().addCookies([{ name, value, url: visitor.product.url }])
  await page.goto(visitor.product.url + address)
  return { page, complaints }
}

async function fillIn(dialog: ReturnType<Page['getByRole']>) {
  await dialog.getByLabel('Categorie').selectOption({ label: 'Veiligheid' })
  await dialog.getByLabel('Zorgaanbieder of locatie').fill(PROVIDER)
  await dialog.getByLabel('De cliënt, zonder naam').fill('Man van rond de 70')
  await dialog.getByLabel('Wat er misgaat').fill('De nachtdienst komt niet. Bel 06-12345678.')
  await dialog.getByLabel('Waar het op vastloopt').fill('Er is ’s nachts niemand in huis.')
}

it('a supporter writes an acute signal down in a conversation, and passes it on with proof', async () => {
  const cora = await staffAs('Cora', 'coordinator')
  const anna = await staffAs('Anna')
  const client = clientOf(place().app)
  const chat = await client.start('de-wegwijzer')
  await client.say(chat, { clientMessageId: '1', text: 'De nachtdienst komt niet' })
  const { db } = place().database
  await db.update(conversations).set({ municipality: 'Middelburg' }).where(eq(conversations.id, chat.id))

  const { page: settings } = await deskOf(cora, '/dashboard/signals?tab=manage')
  await settings.getByRole('button', { name: 'Contactpersoon toevoegen' }).click()
  const prefill = (await anna.call('GET', `/api/v1/desk/conversations/${chat.id}/signal`)).body
  const { regions } = (await anna.call('GET', `${SIGNALS}/choices`)).body
  const { zorgkantoor } = regions.find(({ region }: { region: string }) => region === prefill.region)
  const contact = settings.getByRole('dialog', { name: 'Contactpersoon toevoegen' })
  await contact.getByLabel('Zorgkantoor').fill(zorgkantoor)
  await contact.getByLabel('Naam').fill('Ineke Maas')
  await contact.getByLabel('Telefoon').fill('0118 123 456')
  await contact.getByRole('button', { name: 'Bewaren' }).click()
  await settings.getByText('Ineke Maas').waitFor()

  const { page, complaints } = await deskOf(anna, `/dashboard/conversations/${chat.id}?view=all`)
  await page.getByRole('button', { name: 'Meer mogelijkheden' }).click()
  await page.getByRole('menuitem', { name: 'Signaal vastleggen' }).click()
  const dialog = page.getByRole('dialog', { name: 'Signaal vastleggen' })
  expect(await dialog.getByLabel('Zorgkantoorregio').inputValue()).toBe(prefill.region)
  await fillIn(dialog)
  await dialog.getByLabel('Dit is acuut').check()
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await dialog.getByText('Wat er misgaat: misschien een telefoonnummer').waitFor()
  await dialog.getByLabel('Wat er misgaat').fill('De nachtdienst komt niet.')
  await dialog.getByLabel('Ik heb het nagelezen').check()
  await dialog.getByRole('button', { name: 'Bewaren' }).click()
  await page.getByText('Het is vastgelegd.').waitFor()

  await page.goto(`${visitor.product.url}/dashboard/signals`)
  const open = page.getByRole('region', { name: 'Acute signalen die nog doorgegeven moeten worden' })
  await open.getByRole('link', { name: 'Veiligheid' }).click()
  await page.getByRole('link', { name: '0118 123 456' }).waitFor()
  await page.getByText('Er is geen cliënt gekoppeld.').waitFor()
  await page.getByRole('button', { name: 'Doorgeven' }).click()
  const passing = page.getByRole('dialog', { name: 'Acuut signaal doorgeven' })
  expect(await passing.getByLabel('Ik heb verteld om welke cliënt het gaat').isDisabled()).toBe(true)
  await passing.getByLabel('Wat is er afgesproken?').fill('Zij belt de aanbieder.')
  await passing.getByRole('button', { name: 'Vastleggen' }).click()
  await page.getByText(`Gebeld met Ineke Maas van ${zorgkantoor}`).waitFor()
  await page.getByText('Alleen de feiten verteld').waitFor()
  await page.getByRole('link', { name: 'Terug naar het overzicht' }).click()
  await page.getByRole('link', { name: 'Veiligheid' }).waitFor()
  expect(await open.count()).toBe(0)
  expect(complaints).toEqual([])
}, 90_000)

it('who coordinates confirms a trend, and fixes the quarterly report with it', async () => {
  const cora = await staffAs('Corrie', 'coordinator')
  const me = memberOf(cora)
  const engine = await testEngine()
  const lastQuarter = new Date()
  lastQuarter.setUTCMonth(Math.floor(lastQuarter.getUTCMonth() / 3) * 3 - 1, 15)
  const observedOn = lastQuarter.toISOString().slice(0, 10)
  const signal = (await written(cora, { observedOn, isChecked: true })) as unknown as Parameters<
    typeof makeSignal
  >[3]
  for (let i = 0; i < 5; i++) await makeSignal(place().desk, me, engine, signal)
  const quarter = `${observedOn.slice(0, 4)}-${String(Math.floor(lastQuarter.getUTCMonth() / 3) * 3 + 1).padStart(2, '0')}-01`

  const { page, complaints } = await deskOf(cora, `/dashboard/signals?tab=trends&quarter=${quarter}`)
  const trend = page.getByRole('article', { name: 'Wachttijd voor zorg' })
  await trend.getByText(`${PROVIDER} (5 keer)`).waitFor()
  await trend.getByRole('button', { name: 'Dit is een trend' }).click()
  const deciding = page.getByRole('dialog', { name: 'Wachttijd voor zorg' })
  await deciding.getByLabel('Beschrijf de trend').fill('Een plek komt pas na negen maanden vrij.')
  await deciding.getByRole('button', { name: 'Bewaren' }).click()
  await trend.getByText('Trend, volgens Corrie').waitFor()
  await trend.getByRole('link', { name: '5 signalen' }).click()
  await page.getByText('5 gevonden').waitFor()

  await page.goto(`${visitor.product.url}/dashboard/reports?tab=quarters&quarter=${quarter}`)
  await page.getByText('Een plek komt pas na negen maanden vrij.').waitFor()
  await page.getByRole('button', { name: 'Vastleggen als versie 1' }).click()
  const sending = page.getByRole('dialog', { name: 'Vastleggen als versie 1' })
  await sending.getByRole('checkbox').first().check()
  await sending.getByRole('button', { name: 'Vastleggen als versie 1' }).click()
  await page.getByText('Sindsdien is er niets veranderd.').waitFor()
  const signals = page.getByRole('region', { name: 'Signalen', exact: true }).first()
  const total = signals.getByRole('row', { name: 'Totaal' }).getByRole('link').last()
  expect(await total.innerText()).toBe('5')
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download versie 1 (XLSX)' }).click()
  expect((await downloading).suggestedFilename()).toMatch(/^kwartaalrapportage-\d{4}-Q\d-v1\.xlsx$/u)
  await total.click()
  await page.getByText('5 gevonden').waitFor()
  expect(complaints).toEqual([])
}, 90_000)

it.each([
  ['wide and light', WIDE],
  ['wide and dark', { ...WIDE, colorScheme: 'dark' }],
  ['on a phone', PHONE],
] as const)(
  'is accessible %s',
  async (_, options) => {
    const cora = await staffAs('Coos', 'coordinator')
    await madeBy(cora, { isAcute: true })
    const { page, complaints } = await deskOf(cora, '/dashboard/signals', options)
    const see = async (address: string, text: string) => {
      await page.goto(visitor.product.url + address)
      await page.getByText(text).first().waitFor()
      await expectAccessible(page)
    }
    await see('/dashboard/signals', 'Acute signalen die nog doorgegeven')
    await page.getByRole('button', { name: 'Signaal vastleggen' }).click()
    await page.getByRole('dialog').getByLabel('Waar het op vastloopt').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Wachttijd voor zorg' }).first().click()
    await page.getByText('Doorgegeven aan het zorgkantoor').waitFor()
    await expectAccessible(page)
    await see('/dashboard/signals?tab=trends', 'Signalen per kwartaal')
    await see('/dashboard/signals?tab=manage', 'Wachttijd voor zorg')
    await see('/dashboard/reports?tab=quarters', 'Unieke cliënten')
    expect(complaints).toEqual([])
  },
  60_000,
)
