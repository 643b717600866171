import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { contacts, conversations, messages, steps } from '../../db/schema.ts'
import { setBindings } from '../../server/contacts/agreements.ts'
import { expectAccessible } from '../support/accessible.ts'
import { registeredClient } from '../support/registered-client.ts'
import { loginByBrowser, newStaff } from '../support/staff.ts'
import { ask, lastMessage, Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const
const only2021 = [{ agreementId: 'wlz-oco-2021', from: '2021-01-01', to: null }]

async function atDesk() {
  const { product, url } = visitor.product
  const person = await newStaff(product, { organisation: 'de-wegwijzer', firstName: 'Anna' })
  const { staffId, organisationId, userId } = person
  const ada = { staffId, organisationId, userId, role: 'administrator', firstName: 'Ada' } as const
  await setBindings(product.desk, ada, only2021)
  const page = await visitor.visit('/dashboard', AT_A_DESK)
  await loginByBrowser(page, url, person)
  await page.getByRole('searchbox').waitFor()
  return { page, organisationId }
}

const dialog = (page: Page) => page.getByRole('dialog')
const button = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name })

it('a supporter closes with the contact written down, and is told when the next one goes over the 30 minutes', async () => {
  const { page, organisationId } = await atDesk()
  const { database } = visitor.product.product
  const client = await visitor.visit('/?organisation=de-wegwijzer')
  await ask(client, 'Wie heeft recht op Wlz-cliëntondersteuning?')
  await expect.poll(() => lastMessage(client).innerText()).toContain('Wlz')
  await client.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await page.locator('a.row', { hasText: 'Wie heeft recht' }).click()
  await page.locator('header').getByRole('button', { name: 'Oppakken' }).click()
  await page.getByLabel('Antwoord aan de cliënt').fill('Dat leg ik u uit.')
  await page.getByRole('button', { name: 'Versturen' }).click()
  await client.getByText('Dat leg ik u uit.').waitFor()
  const clientId = await registeredClient(visitor.product.product, organisationId)
  await database.db
    .update(conversations)
    .set({ clientId })
    .where(eq(conversations.organisationId, organisationId))

  // As if that was an hour ago, so that what is written down later also began later.
  const createdAt = new Date(Date.now() - 3_600_000)
  await database.db.update(messages).set({ createdAt })
  await database.db.update(steps).set({ createdAt })
  await page.locator('header').getByRole('button', { name: 'Afronden' }).click()
  await dialog(page).getByText('0 van 30 minuten gebruikt').waitFor()
  await dialog(page).getByLabel('Minuten').fill('25')
  expect(await button(page, 'Afronden').isDisabled()).toBe(true)
  await dialog(page).getByLabel('Waarom andere minuten').fill('Ook nog gebeld.')
  await expectAccessible(page)
  await button(page, 'Afronden').click()
  await page.getByText('Het gesprek is afgerond.').waitFor()
  const [first] = await database.db.select().from(contacts).where(eq(contacts.clientId, clientId))
  expect(first).toMatchObject({
    minutes: 25,
    declarableMinutes: 25,
    isDraft: false,
    service: 'information_and_advice',
  })

  await page.goto(`${visitor.product.url}/dashboard/clients/${clientId}`)
  await page.getByText('25 van 30 minuten gebruikt').waitFor()
  await page.getByRole('button', { name: 'Contact vastleggen' }).click()
  await dialog(page).getByLabel('Minuten').fill('12')
  await dialog(page)
    .getByText('Met deze 12 minuten wordt het samen 37. Daarvan zijn er 7 niet te declareren')
    .waitFor()
  await dialog(page).getByLabel('Onderwerp').selectOption('klacht')
  await expectAccessible(page)
  await button(page, /Vastleggen onder 6/u).click()
  await expect.poll(() => dialog(page).getByText('Met deze 12 minuten').count()).toBe(0)
  await dialog(page).getByLabel('Dienst').selectOption('information_and_advice')
  await dialog(page).getByRole('button', { name: 'Vastleggen', exact: true }).click()
  await page.getByText('Het contact is vastgelegd.').waitFor()

  await page.getByRole('button', { name: /12 min.*5 min te declareren/su }).click()
  await dialog(page).getByText('Te declareren: 5 van 12 minuten.').waitFor()
  await button(page, 'Verbeteren').click()
  await dialog(page).getByLabel('Minuten').fill('4')
  await dialog(page).getByLabel('Waarom verbetert u dit?').fill('Verkeerd geteld.')
  await button(page, 'Verbetering bewaren').click()
  await dialog(page).getByText('Te declareren: 4 van 4 minuten.').waitFor()
  await dialog(page).getByText('Reden: Verkeerd geteld.').waitFor()
  await expectAccessible(page)
}, 120_000)

it('the time of a call goes on when the page is loaded again, and says nothing of a person', async () => {
  const { page } = await atDesk()
  await page.goto(`${visitor.product.url}/dashboard/contacts`)
  await page.getByRole('button', { name: 'Contact vastleggen' }).click()
  await dialog(page).getByRole('button', { name: 'Start' }).click()
  await page.reload()
  await page.getByRole('button', { name: /Tijd loopt/u }).click()
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage))
  expect(kept.replaceAll(/\d/gu, '')).not.toMatch(/Riet|@|clientId/u)
  await dialog(page).getByRole('button', { name: 'Stop en vul in' }).click()
  expect(await dialog(page).getByLabel('Minuten').inputValue()).toBe('1')
  await dialog(page).getByLabel('Minuten').fill('3')
  await dialog(page).getByLabel('Waarom andere minuten').fill('Eerst vergeten te starten.')
  await dialog(page).getByRole('button', { name: 'Vastleggen', exact: true }).click()
  await page.getByText('Het contact is vastgelegd.').waitFor()
}, 90_000)
