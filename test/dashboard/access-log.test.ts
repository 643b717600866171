import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { clients } from '../../db/schema.ts'
import { sealedOf } from '../../server/clients/client.ts'
import { organisationKey } from '../../server/privacy/data-keys.ts'
import { expectAccessible } from '../support/accessible.ts'
import { registeredClient } from '../support/registered-client.ts'
import { loggedInStaff, newStaff, openSession, type Staff } from '../support/staff.ts'
import { Visitor } from '../support/visitor.ts'

const AT_A_DESK = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' } as const
const ON_A_PHONE = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const
const organisation = 'de-wegwijzer'

const visitor = new Visitor()
let anna: Staff
let clientId: string
let cookie: { name: string; value: string; url: string }

beforeAll(async () => {
  const { product, url } = visitor.product
  anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
  clientId = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
  const { db } = product.database
  const key = await organisationKey(db, product.desk.masterKey, anna.organisationId)
  const told = { name: 'Bep de Vries', birthDate: '1950-01-01', reach: null, representative: null }
  await db
    .update(clients)
    .set(sealedOf(key, clientId, told))
    .where(eq(clients.id, clientId))
  const cora = await newStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
  const [name, value] = (await openSession(product, cora)).split(/=(.*)/su) as [string, string]
  cookie = { name, value, url }
  await anna.call('GET', `/api/v1/desk/clients/${clientId}`)
  await anna.call('GET', `/api/v1/desk/clients/${await registeredClient(product, anna.organisationId)}`)
})

async function deskAt(path: string, options: object = AT_A_DESK): Promise<Page> {
  const page = await visitor.visit('/healthz', options)
  await page.context().addCookies([cookie])
  await page.goto(`${visitor.product.url}/dashboard/${path}`)
  return page
}

it('a coordinator sees what stands out, opens its lines, and signs for the period', async () => {
  const page = await deskAt('')
  await page.getByRole('link', { name: 'Inzage', exact: true }).click()
  await page.getByRole('heading', { name: 'Zelfde achternaam' }).waitFor()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'Regels bekijken: Zelfde achternaam, Anna de Vries' }).click()
  const lines = page.getByRole('list', { name: 'Regels van het inzagelog' }).getByRole('listitem')
  await expect.poll(() => lines.count()).toBe(1)
  expect(await lines.first().innerText()).toContain('Dossier bekeken')
  await lines.first().locator('summary').click()
  await lines.first().getByText('Controlegetal').waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Filters wissen' }).click()
  await expect.poll(() => lines.count()).toBeGreaterThan(3)
  await page.getByLabel('Uitkomst').selectOption('refused')
  await expect.poll(() => lines.count()).toBe(1)

  await page.getByRole('link', { name: 'Aftekenen' }).click()
  await page.getByRole('button', { name: 'Periode aftekenen' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Zelfde achternaam').check()
  await dialog.getByLabel('Wat u vond en deed').fill('Anna is geen familie van deze cliënt.')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Aftekenen' }).click()
  await page.getByText('Anna is geen familie van deze cliënt.').waitFor()
  await page.getByText('Geen regel was veranderd').waitFor()
  await expectAccessible(page)
})

it('an account for the client opens from his file', async () => {
  const page = await deskAt(`clients/${clientId}`)
  const [account] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Openen om af te drukken' }).click(),
  ])
  await account.getByRole('heading', { name: 'Wie heeft uw dossier ingezien?' }).waitFor()
  expect(await account.getByRole('row').nth(1).innerText()).toContain('Cora')
  expect(await account.locator('table').evaluate((table) => getComputedStyle(table).borderCollapse)).toBe(
    'collapse',
  )
  await expectAccessible(account)
})

it.each(['patterns', 'lines', 'reviews'])('the %s fit on a phone, in the dark', async (tab) => {
  const page = await deskAt(`access-log?tab=${tab}`, ON_A_PHONE)
  await page.getByRole('heading', { name: 'Inzagelog' }).waitFor()
  await page.getByRole('status').filter({ hasText: 'Bezig met laden' }).waitFor({ state: 'detached' })
  await expectAccessible(page)
})
