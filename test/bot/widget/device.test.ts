import { EventEmitter, once } from 'node:events'
import type { BrowserContext, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, lastMessage, stored, Visitor } from '../../support/visitor.ts'

const visitor = new Visitor()
const MAGENTAZORG = '/?organisation=magentazorg'
const QUESTION = 'Mag ik mijn dossier zien?'

const isAnswered = (page: Page) => page.getByText('Waar staat dit?').waitFor()
const questions = (page: Page) => page.getByRole('article').filter({ hasText: QUESTION })
const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Meer', exact: true }).click()
  await page.getByRole('button', { name: item, exact: true }).click()
}

/** The server cannot be reached, while the page itself can. */
async function cut(context: BrowserContext): Promise<() => Promise<void>> {
  await context.route('**/api/**', (route) => route.abort())
  return () => context.unroute('**/api/**')
}

it('nothing is kept on the device before the first message, and never a cookie', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  const started: string[] = []
  page.on('request', (request) => request.method() === 'POST' && started.push(request.url()))
  await page.getByText('Ik ben een computer').waitFor()
  await page.getByLabel('Uw vraag').fill(QUESTION)
  await menu(page, 'Groot')
  expect(await stored(page)).toEqual([])
  expect(started).toEqual([])
  await page.getByRole('button', { name: 'Stuur' }).click()
  await isAnswered(page)
  expect((await stored(page)).map(([key]) => key.split(' ').at(-1)).toSorted()).toEqual(['access', 'letters'])
  expect(await page.context().cookies()).toEqual([])
})

it('after a reload the conversation goes on where it was', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, QUESTION)
  await isAnswered(page)
  await page.reload()
  await isAnswered(page)
  await ask(page, 'En wat kost dat?')
  await expect.poll(() => visitor.messagesOf(page)).toHaveLength(5)
})

it('a second tab shows the same conversation, live', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  const before = await visitor.secondTab(page)
  await before.getByText('Ik ben een computer').waitFor()
  await ask(page, QUESTION)
  await isAnswered(before)
  const after = await visitor.secondTab(page)
  await isAnswered(after)
  await after.getByRole('button', { name: 'Praat met een medewerker' }).click()
  for (const tab of [page, before, after]) await lastMessage(tab).getByText('Ik geef uw vraag door').waitFor()
  expect(await questions(before).count()).toBe(1)
})

it('a conversation that is erased in one tab is gone from both, and from the server', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, QUESTION)
  await isAnswered(page)
  const other = await visitor.secondTab(page)
  await isAnswered(other)
  await menu(page, 'Wis dit gesprek')
  await page.getByText('Weet u het zeker?').waitFor()
  await isAnswered(page)
  await page.getByRole('button', { name: 'Ja, wis alles' }).click()
  for (const tab of [page, other]) {
    await tab.getByText('Het gesprek is gewist').waitFor()
    await tab.getByText('Ik ben een computer').waitFor()
    expect(await tab.getByRole('article').count()).toBe(1)
    expect(await stored(tab)).toEqual([])
  }
  await ask(other, 'Hoe dien ik een klacht in?')
  await isAnswered(page)
  expect(await questions(page).count()).toBe(0)
})

it('who writes while a conversation has been erased elsewhere begins a new one with those words', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, QUESTION)
  await isAnswered(page)
  const restore = await cut(page.context())
  await page.reload()
  await ask(page, 'Hoe dien ik een klacht in?')
  await page.getByText('Offline, wij proberen het opnieuw').first().waitFor()
  await visitor.eraseAtServer(page)
  await restore()
  await isAnswered(page)
  expect((await visitor.messagesOf(page)).map(({ text }) => text)).toContain('Hoe dien ik een klacht in?')
  expect(await questions(page).count()).toBe(0)
})

it('messages that were written offline survive a reload, and are sent in order, once', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await page.getByText('Ik ben een computer').waitFor()
  const restore = await cut(page.context())
  await ask(page, QUESTION)
  await page.getByText('Offline, wij proberen het opnieuw').first().waitFor()
  await ask(page, 'Hoe dien ik een klacht in?')
  await page.reload()
  await questions(page).getByText('Offline, wij proberen het opnieuw').waitFor()
  await restore()
  await expect.poll(() => page.getByText('· verstuurd').count(), { timeout: 15_000 }).toBe(2)
  const texts = (await visitor.messagesOf(page)).filter(({ author }) => author === 'client')
  expect(texts.map(({ text }) => text)).toEqual([QUESTION, 'Hoe dien ik een klacht in?'])
  expect(await page.getByRole('article').count()).toBe(5)
})

it('when the network comes back the message goes at once', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await page.getByText('Ik ben een computer').waitFor()
  await page.context().setOffline(true)
  await ask(page, QUESTION)
  await questions(page).getByText('Offline, wij proberen het opnieuw').waitFor()
  await page.context().setOffline(false)
  await isAnswered(page)
  expect(await page.getByText('Offline').count()).toBe(0)
  expect(await questions(page).count()).toBe(1)
})

it('a message whose answer was lost on the way is not sent twice', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  let isLost = false
  await page.route('**/messages', async (route) => {
    if (route.request().method() !== 'POST' || isLost) return route.fallback()
    isLost = true
    await route.fetch()
    await route.abort()
  })
  await ask(page, QUESTION)
  await isAnswered(page)
  await page.getByText('verstuurd').waitFor()
  expect(await visitor.messagesOf(page)).toHaveLength(3)
  expect(await questions(page).count()).toBe(1)
  await expect.poll(async () => (await stored(page)).filter(([key]) => key.includes('waiting'))).toEqual([])
})

it('two tabs that were offline together do not send anything twice', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  const other = await visitor.secondTab(page)
  const restore = await cut(page.context())
  await ask(page, QUESTION)
  await ask(other, 'Hoe dien ik een klacht in?')
  await other.getByText('Offline, wij proberen het opnieuw').first().waitFor()
  await restore()
  for (const tab of [page, other])
    await expect.poll(() => tab.getByText('· verstuurd').count(), { timeout: 15_000 }).toBe(2)
  expect(await visitor.messagesOf(page)).toHaveLength(5)
})

it('a server that is busy gets the message when it said it would have time', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  const busy = { status: 429, headers: { 'retry-after': '2' }, json: { code: 'request.too_many' } }
  await page.route('**/conversations', (route) => route.fulfill(busy), { times: 1 })
  await ask(page, QUESTION)
  await questions(page).getByText('Het is nu druk').waitFor()
  await isAnswered(page)
})

it('where no stream of events comes through, what a supporter writes still arrives', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await page.route('**/events', (route) => route.abort())
  await ask(page, QUESTION)
  await isAnswered(page)
  await visitor.supporterWrites(page, 'Goedemiddag, ik bel u zo.')
  await lastMessage(page).getByText('Goedemiddag, ik bel u zo.').waitFor()
})

it('a message that the server refuses is kept, can be changed, and holds nothing else up', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, 'a'.repeat(20_001))
  await page.getByText('Uw bericht is te lang').waitFor()
  await ask(page, QUESTION)
  await isAnswered(page)
  await page.getByRole('button', { name: 'Pas aan' }).click()
  const field = page.getByLabel('Uw vraag')
  expect(await field.inputValue()).toHaveLength(20_001)
  expect(await field.evaluate((each) => each.matches(':focus'))).toBe(true)
  expect(await page.getByText('Uw bericht is te lang').count()).toBe(0)
})

it.each(['the button', 'three presses of Escape'])('%s leaves the page without a trace', async (way) => {
  const page = await visitor.visit('/')
  await page.context().route('https://www.google.nl/**', (route) => route.fulfill({ body: 'Google' }))
  await page.goto(`${visitor.product.url}${MAGENTAZORG}`)
  await ask(page, 'mijn man slaat mij')
  await page.getByText('Veilig Thuis').waitFor()
  if (way === 'the button') await page.getByRole('button', { name: 'Verlaat deze pagina' }).click()
  else for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
  await page.getByText('Google').waitFor()
  await page.goBack()
  await page.getByRole('button', { name: 'Magentazorg' }).waitFor()
  expect(page.url()).toBe(`${visitor.product.url}/`)
  expect(await stored(page)).toEqual([])
})

it.each(['leaves', 'erases'])(
  'who %s while the first message is on its way is not followed',
  async (what) => {
    const page = await visitor.visit(MAGENTAZORG)
    const held = new EventEmitter()
    await page.route('**/conversations', async (route) => {
      await once(held, 'let go')
      await route.continue()
    })
    // Google comes late, so that the chat lives on until the server has begun the conversation.
    const erased = page.waitForResponse((response) => response.request().method() === 'DELETE')
    await page
      .context()
      .route('https://www.google.nl/**', (route) => erased.then(() => route.fulfill({ body: 'Google' })))
    const begins = page.waitForRequest('**/conversations')
    await ask(page, QUESTION)
    await begins
    if (what === 'leaves')
      await page.getByRole('button', { name: 'Verlaat deze pagina' }).click({ noWaitAfter: true })
    else {
      await menu(page, 'Wis dit gesprek')
      await page.getByRole('button', { name: 'Ja, wis alles' }).click()
      await page.getByText('Het gesprek is gewist').waitFor()
    }
    held.emit('let go')
    expect((await erased).ok()).toBe(true)
    if (what === 'leaves') {
      await page.getByText('Google').waitFor()
      await page.goto(visitor.product.url)
    } else expect(await page.getByRole('article').count()).toBe(1)
    expect(await stored(page)).toEqual([])
  },
)

it('who erases while there is no network reads that it did not work, and can do it later', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, QUESTION)
  await isAnswered(page)
  await page.getByLabel('Uw vraag').fill('Een klad')
  await page.context().setOffline(true)
  await page.getByText('Offline, wij proberen het opnieuw').waitFor()
  await menu(page, 'Wis dit gesprek')
  await page.getByRole('button', { name: 'Ja, wis alles' }).click()
  await page.getByText('Wissen lukt niet zonder internet').waitFor()
  await isAnswered(page)
  await page.context().setOffline(false)
  await menu(page, 'Wis dit gesprek')
  await page.getByRole('button', { name: 'Ja, wis alles' }).click()
  await page.getByText('Het gesprek is gewist').waitFor()
  expect(await page.getByLabel('Uw vraag').inputValue()).toBe('')
  expect(await stored(page)).toEqual([])
})

it('a browser that stores nothing still lets a client talk', async () => {
  const page = await visitor.visit('/')
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('', 'SecurityError')
      },
    }),
  )
  await page.goto(`${visitor.product.url}${MAGENTAZORG}`)
  await ask(page, QUESTION)
  await isAnswered(page)
  expect(await questions(page).count()).toBe(1)
})

it('nothing that happened while the connection was broken is missed or shown twice', async () => {
  const page = await visitor.visit(MAGENTAZORG)
  await ask(page, QUESTION)
  await isAnswered(page)
  await page.context().setOffline(true)
  await page.getByText('Offline, wij proberen het opnieuw').waitFor()
  await visitor.supporterWrites(page, 'Een.')
  await visitor.supporterWrites(page, 'Twee.')
  await page.context().setOffline(false)
  await lastMessage(page).getByText('Twee.').waitFor()
  await visitor.supporterWrites(page, 'Drie.')
  await lastMessage(page).getByText('Drie.').waitFor()
  const supporter = page.getByRole('article').filter({ hasText: 'Anna' })
  expect(await supporter.count()).toBe(3)
})
