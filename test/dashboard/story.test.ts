import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { loginByBrowser, newStaff } from '../support/staff.ts'
import { ask, lastMessage, Visitor } from '../support/visitor.ts'

const visitor = new Visitor()
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const

/** A supporter in a browser of his own, logged in with password and code. */
async function atDesk(firstName: string): Promise<Page> {
  const person = await newStaff(visitor.product.product, { firstName })
  const page = await visitor.visit('/dashboard', AT_A_DESK)
  await loginByBrowser(page, visitor.product.url, person)
  await page.getByRole('searchbox').waitFor()
  return page
}

const claim = (page: Page) => page.locator('header').getByRole('button', { name: 'Oppakken' })
const row = (page: Page, question: string) => page.locator('a.row', { hasText: question })

it('a client asks, wants a person, is promised a date, is helped by one of two supporters, and says how it was', async () => {
  const [anna, bram] = [await atDesk('Anna'), await atDesk('Bram')]
  const client = await visitor.visit('/?organisation=magentazorg')

  await ask(client, 'Mag ik mijn dossier zien?')
  await expect.poll(() => lastMessage(client).innerText()).toContain('dossier')
  await client.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await expect
    .poll(() => lastMessage(client).innerText())
    .toMatch(/uiterlijk woensdag 25 november om 9\.00 uur/u)

  // It arrives without anybody asking for it.
  for (const page of [anna, bram]) {
    await row(page, 'Mag ik mijn dossier zien?').click()
    await page.getByText('Samenvatting').waitFor()
  }
  await Promise.all([claim(anna).waitFor(), claim(bram).waitFor()])
  // In the same moment: a click that waits until it may would come when the button has gone.
  await Promise.all([claim(anna).dispatchEvent('click'), claim(bram).dispatchEvent('click')])
  const refusal = /(Anna|Bram) heeft dit gesprek (?:net opgepakt)?/u
  const lost = await Promise.any(
    [anna, bram].map(async (page) => {
      await page.getByText(/heeft dit gesprek net opgepakt/u).waitFor()
      return page
    }),
  )
  const [winner, name] = lost === bram ? [anna, 'Anna'] : [bram, 'Bram']
  expect(await lost.getByText(refusal).first().innerText()).toContain(name)

  await winner.getByText('U heeft recht op inzage').or(winner.getByText('dossier')).first().waitFor()
  await winner.getByLabel('Antwoord aan de cliënt').fill('Goedemiddag, ik stuur u het formulier.')
  await client.getByText(`${name} typt`).waitFor()
  await winner.getByRole('button', { name: 'Versturen' }).click()
  await client.getByText('Goedemiddag, ik stuur u het formulier.').waitFor()
  expect(await lastMessage(client).innerText()).toContain(name)

  await ask(client, 'Dank u wel, dat is fijn.')
  await winner.getByText('Dank u wel, dat is fijn.').last().waitFor()

  await winner.locator('header').getByRole('button', { name: 'Afronden' }).click()
  const dialog = winner.getByRole('dialog')
  await dialog.getByLabel('Beantwoord').check()
  await dialog.getByRole('button', { name: 'Afronden' }).click()

  await client.getByRole('radio', { name: '5', exact: true }).check()
  await client.getByLabel(/Wilt u er iets over zeggen/u).fill('Heel vriendelijk geholpen')
  await client.getByRole('button', { name: 'Klaar' }).click()
  await winner.getByText('5 van 5').first().waitFor()
  await winner.getByText('Heel vriendelijk geholpen').first().waitFor()
}, 90_000)
