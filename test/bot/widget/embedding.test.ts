import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectAccessible } from '../../support/accessible.ts'
import { hostPage, type HostPage } from '../../support/host-page.ts'
import { ask, stored, Visitor } from '../../support/visitor.ts'

const visitor = new Visitor()
const DESK = { viewport: { width: 1280, height: 800 } }
let host: HostPage

beforeAll(async () => {
  host = await hostPage(visitor.product.url)
})
afterAll(() => host.close())

const launcher = (page: Page) => page.getByRole('button', { name: 'Stel een vraag' })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Vraag het Wegwijs' })
const isFocused = (page: Page, label: string) =>
  expect.poll(() => page.getByLabel(label).evaluate((each) => each.matches(':focus'))).toBe(true)

it('one line puts the chat into a page of another site, however strict or ugly that page is', async () => {
  const page = await visitor.visit(host.url, DESK)
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await launcher(page).click()
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').click()
  await expectAccessible(page)
  const style = (name: string) =>
    page
      .getByText('Waar staat dit?')
      .evaluate((each, property) => getComputedStyle(each)[property as 'color'], name)
  expect(await style('fontFamily')).toMatch(/^system-ui/u)
  expect(await style('fontSize')).toBe('17px')
  expect(await style('textTransform')).toBe('none')
  expect(
    await page.getByRole('heading', { name: 'Zorg' }).evaluate((each) => getComputedStyle(each).fontFamily),
  ).toBe('monospace')
  expect(complaints).toEqual([])
  // The browser keeps them in no order.
  expect((await stored(page)).map(([key]) => key).toSorted()).toEqual([
    expect.stringMatching(/^wegwijs http:\/\/127\.0\.0\.1:\d+ magentazorg access$/u),
    expect.stringMatching(/letters$/u),
  ])
})

it('the chat opens with the keyboard in the field, and Escape gives the page back', async () => {
  const page = await visitor.visit(host.url, DESK)
  await launcher(page).focus()
  await page.keyboard.press('Enter')
  await isFocused(page, 'Uw vraag')
  await page.keyboard.press('Escape')
  await expect.poll(() => launcher(page).evaluate((each) => each.matches(':focus'))).toBe(true)
  expect(await dialog(page).count()).toBe(0)
  await launcher(page).click()
  await dialog(page).getByRole('button', { name: 'Sluit' }).click()
  await launcher(page).waitFor()
})

it('on a phone the chat fills the screen, and what lies behind cannot be reached', async () => {
  const page = await visitor.visit(host.url)
  await launcher(page).click()
  await isFocused(page, 'Uw vraag')
  expect(await dialog(page).boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 740 })
  expect(await page.getByRole('link', { name: 'Zorg' }).count()).toBe(1)
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement!.localName)).not.toBe('a')
  }
  await page.keyboard.press('Escape')
  await launcher(page).waitFor()
})

it('who closed the chat sees on its button that an answer has come', async () => {
  const page = await visitor.visit(host.url, DESK)
  await launcher(page).click()
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await page.getByText('Ik geef uw vraag door').waitFor()
  await page.keyboard.press('Escape')
  await visitor.supporterWrites(page, 'Goedemiddag, ik bel u zo.')
  await launcher(page).getByText('1 nieuw').waitFor()
  await launcher(page).click()
  await page.getByText('Goedemiddag, ik bel u zo.').waitFor()
  await page.keyboard.press('Escape')
  expect(await launcher(page).innerText()).toBe('Stel een vraag')
})

it('a chat that does not come says so, and comes when it is asked for again', async () => {
  const page = await visitor.visit(host.url, DESK)
  await page.context().route('**/assets/**', (route) => route.abort())
  await launcher(page).click()
  await page.getByText('De chat laadt niet').waitFor()
  await page.context().unroute('**/assets/**')
  await page.getByRole('button', { name: 'Probeer opnieuw' }).click()
  await page.getByText('Ik ben een computer').waitFor()
})

it('a site chooses language, place and colour, and that the chat is open', async () => {
  const page = await visitor.visit(
    `${host.url}?data-locale=en&data-position=left&data-colour=%23ffd500&data-open=`,
    DESK,
  )
  await page.getByText('I am a computer').waitFor()
  const box = (await page.getByRole('dialog').boundingBox())!
  expect(box.x).toBe(16)
  const colour = await page.getByRole('button', { name: 'Send' }).evaluate((each) => {
    const { backgroundColor, color } = getComputedStyle(each)
    return { backgroundColor, color }
  })
  expect(colour).toEqual({ backgroundColor: 'rgb(255, 213, 0)', color: 'rgb(0, 0, 0)' })
  expect(await page.evaluate(() => document.activeElement!.localName)).toBe('body')
  await expectAccessible(page)
})

it('a site that has the chat open leaves a phone its page', async () => {
  const page = await visitor.visit(`${host.url}?data-open=`)
  await launcher(page).click()
  await isFocused(page, 'Uw vraag')
})

it('a chat that is moved within its page goes on', async () => {
  const page = await visitor.visit(host.url, DESK)
  await launcher(page).click()
  await page.getByLabel('Uw vraag').fill('Een klad')
  await page.evaluate(() => document.querySelector('main')!.append(document.querySelector('wegwijs-chat')!))
  expect(await page.getByLabel('Uw vraag').inputValue()).toBe('Een klad')
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').waitFor()
})

it('a page that was open before a release gets the chat of now', async () => {
  const old = await fetch(`${visitor.product.url}/assets/chat-nl-0ldN4me.js`)
  expect(old.headers.get('cache-control')).toBe('no-cache')
  expect(old.headers.get('access-control-allow-origin')).toBe('*')
  expect(await old.text()).toContain('Praat met een medewerker')
  expect((await fetch(`${visitor.product.url}/assets/chat-fr-0ldN4me.js`)).status).toBe(404)
})

it('a colour that is none is ignored, and the language is that of the page', async () => {
  const page = await visitor.visit(`${host.url}/en?data-colour=mooi`, { ...DESK, colorScheme: 'dark' })
  const button = page.getByRole('button', { name: 'Ask a question' })
  expect(await button.evaluate((each) => getComputedStyle(each).backgroundColor)).toBe('rgb(18, 113, 107)')
})

it('the chat can stand in the page itself', async () => {
  const page = await visitor.visit(`${host.url}?data-position=page`, DESK)
  await page.getByText('Ik ben een computer').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').waitFor()
  await expectAccessible(page)
})

it('a page that embeds it twice has one chat', async () => {
  const page = await visitor.visit(`${host.url}/twice`, DESK)
  await launcher(page).click()
  await page.getByText('Ik ben een computer').waitFor()
  expect(await page.locator('wegwijs-chat').count()).toBe(1)
})

it('the page of the product shows the line to copy', async () => {
  const page = await visitor.visit('/', DESK)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByText('Voor webmasters').click()
  await page.getByLabel('De chat van').selectOption('OCO De Wegwijzer')
  await page.getByRole('button', { name: 'Kopieer de regel' }).click()
  await page.getByText('Gekopieerd').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `<script src="${visitor.product.url}/widget.js" data-organisation="de-wegwijzer" defer></script>`,
  )
})

it.each(['nl', 'en'])(
  'in %s the button is at most 5 kB and all of it at most 30 kB, compressed',
  async (locale) => {
    const button = await fetch(`${visitor.product.url}/widget.js`).then((response) => response.text())
    const [path = ''] = new RegExp(`/assets/chat-${locale}-[\\w-]+\\.js`, 'u').exec(button) ?? []
    const script = await fetch(visitor.product.url + path).then((response) => response.text())
    const [small = 0, large = 0] = [button, script].map((text) => gzipSync(text).length)
    expect(small).toBeLessThanOrEqual(5000)
    expect(small + large).toBeLessThanOrEqual(30_000)
  },
)
