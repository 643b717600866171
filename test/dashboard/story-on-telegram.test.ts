import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { newPerson } from '../support/fake-telegram-people.ts'
import { newProduct, type Product } from '../support/product.ts'
import { productOnTelegram, type ProductOnTelegram } from '../support/product-on-telegram.ts'
import { loginByBrowser, newStaff } from '../support/staff.ts'

let base: Product
let running: ProductOnTelegram
let browser: Browser
beforeAll(async () => {
  ;[base, browser] = await Promise.all([newProduct(), openBrowser()])
  running = await productOnTelegram(base, 'long poll')
})
afterAll(async () => {
  await browser.close()
  await running.close()
  await base.close()
})

it('a client on Telegram is promised a date, is helped by a supporter at his desk, and says how it was', async () => {
  const anna = await newStaff(base, { firstName: 'Anna' })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  context.setDefaultTimeout(10_000)
  const desk = await context.newPage()
  await loginByBrowser(desk, running.url, anna)

  const riet = newPerson(running.telegram)
  await riet.begins()
  riet.says('Mag ik mijn dossier zien?')
  await riet.hears('dossier')
  riet.says('/mens')
  await riet.hears('uiterlijk woensdag 25 november om 9.00 uur')

  await desk.locator('a.row', { hasText: 'Mag ik mijn dossier zien?' }).click()
  await desk.locator('header').getByRole('button', { name: 'Oppakken' }).click()
  await desk.getByLabel('Antwoord aan de cliënt').fill('Goedemiddag, ik stuur u het formulier.')
  await desk.getByRole('button', { name: 'Versturen' }).click()
  const answer = await riet.hears('Goedemiddag, ik stuur u het formulier.')
  expect(answer.text).toContain('Anna, medewerker')

  riet.says('Dank u wel')
  await desk.getByText('Dank u wel').last().waitFor()
  await desk.locator('header').getByRole('button', { name: 'Afronden' }).click()
  await desk.getByRole('dialog').getByRole('button', { name: 'Afronden' }).click()
  await riet.hears('1 is heel ontevreden, 5 is heel tevreden')
  riet.taps('5')
  await riet.hears('Wilt u er iets over zeggen?')
  await desk.getByText('5 van 5').first().waitFor()
}, 90_000)
