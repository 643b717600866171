import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { showCase } from '../../../server/desk/case.ts'
import { claim } from '../../../server/desk/claim.ts'
import { close } from '../../../server/desk/close.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { expectAccessible } from '../../support/accessible.ts'
import { testEngine } from '../../support/engine.ts'
import { newStaff } from '../../support/staff.ts'
import { ask, lastMessage, stored, Visitor } from '../../support/visitor.ts'

const visitor = new Visitor()
const header = (page: Page) => page.locator('wegwijs-chat header')
const score = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })

async function waiting(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await visitor.visit('/?organisation=magentazorg', options)
  await page.getByRole('button', { name: 'Praat met een medewerker' }).click()
  await header(page).getByText('U krijgt antwoord uiterlijk').waitFor()
  return page
}

/** A supporter at his desk, before the conversation of this page. */
async function deskOf(page: Page) {
  const { desk } = visitor.product.product
  const access = (await stored(page)).find(([key]) => key.endsWith('access'))![1]
  const { id } = JSON.parse(access) as { id: string }
  const { staffId, organisationId, userId } = await newStaff(visitor.product.product, { firstName: 'Joke' })
  const me: StaffMember = { staffId, organisationId, userId, role: 'supporter', firstName: 'Joke' }
  return {
    claims: () => claim(desk, me, id),
    types: () => desk.news.typing(id, 'Joke'),
    closes: () => close(desk, me, id, { result: 'answered' }),
    sees: async () => showCase(desk, me, await testEngine(), id),
  }
}

async function closed(options: BrowserContextOptions = {}) {
  const page = await waiting(options)
  await page.getByRole('button', { name: 'Sla over' }).click()
  const desk = await deskOf(page)
  await desk.claims()
  await desk.closes()
  await score(page, '1').waitFor()
  return { page, desk }
}

it('who waits for a person sees by when he has an answer, also after coming back', async () => {
  const page = await waiting()
  const promised = /U krijgt antwoord uiterlijk \w+dag \d+ \w+( \d{4})? om \d+\.\d\d uur\./u
  expect(await header(page).innerText()).toMatch(promised)
  await page.reload()
  await header(page).getByText(promised).waitFor()
})

it('who waits may say who he is; the supporter reads it, and it is asked once', async () => {
  const page = await waiting()
  await page.getByLabel('Hoe heet u?').fill(' Riet de Vries ')
  await page.getByLabel('Hoe kunnen wij u bereiken?').fill('06 12345678, na vijven')
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await page.getByText('Wij hebben het bewaard').waitFor()
  expect(await page.getByLabel('Hoe heet u?').count()).toBe(0)
  await page.reload()
  await header(page).getByText('U krijgt antwoord').waitFor()
  expect(await page.getByLabel('Hoe heet u?').count()).toBe(0)
  expect((await (await deskOf(page)).sees()).contact).toEqual({
    name: 'Riet de Vries',
    reach: '06 12345678, na vijven',
  })
})

it.each(['Sla over', 'Bewaar'])('with "%s" under empty fields nothing is stored', async (name) => {
  const page = await waiting()
  await page.getByRole('button', { name }).click()
  await page.getByLabel('Hoe heet u?').waitFor({ state: 'detached' })
  expect((await (await deskOf(page)).sees()).contact).toEqual({ name: null, reach: null })
  expect(await page.getByText('Wij hebben het bewaard').count()).toBe(0)
})

it('somebody in danger is not asked who he is', async () => {
  const page = await visitor.visit('/?organisation=magentazorg')
  await ask(page, 'mijn man slaat mij en ik durf niet naar huis')
  await header(page).getByText('U krijgt antwoord').waitFor()
  expect(await page.getByLabel('Hoe heet u?').count()).toBe(0)
})

it('who no longer needs a person says so, and talks with the computer again', async () => {
  const page = await waiting()
  await page.getByRole('button', { name: 'Ik hoef geen medewerker meer' }).click()
  await lastMessage(page).getByText('niet meer op een medewerker te wachten').waitFor()
  await page.getByRole('button', { name: 'Ik hoef geen medewerker meer' }).waitFor({ state: 'detached' })
  expect(await header(page).innerText()).not.toContain('antwoord')
  await ask(page, 'Mag ik mijn dossier zien?')
  await page.getByText('Waar staat dit?').waitFor()
})

it('a client sees that somebody has his question, and that she is typing for as long as she does', async () => {
  const page = await waiting()
  const joke = await deskOf(page)
  await joke.claims()
  await header(page).getByText('Een medewerker helpt u.').waitFor()
  await joke.types()
  await page.getByText('Joke typt…').waitFor()
  await page.getByText('Joke typt…').waitFor({ state: 'detached' })
})

it('who is helped says how satisfied he is, with a few words about it', async () => {
  const { page, desk } = await closed()
  await header(page).getByText('Uw vraag is afgerond.').waitFor()
  await page.getByText('4', { exact: true }).click()
  await expect.poll(async () => (await desk.sees()).rating).toBe(4)
  await page.getByLabel('Wilt u er iets over zeggen?').fill('Snel geholpen')
  await page.getByRole('button', { name: 'Klaar' }).click()
  await page.getByText('Dank u wel voor uw oordeel.').waitFor()
  expect(await page.getByRole('radio').count()).toBe(0)
  expect(await desk.sees()).toMatchObject({ rating: 4, ratingComment: 'Snel geholpen' })
  await page.reload()
  await header(page).getByText('Uw vraag is afgerond.').waitFor()
  expect(await page.getByRole('radio').count()).toBe(0)
})

it('the rating can be given by keyboard and says what its ends mean', async () => {
  const { page, desk } = await closed()
  await page.getByRole('group', { name: 'Hoe tevreden bent u?' }).waitFor()
  const meanings = await page.getByRole('radio').evaluateAll((radios) =>
    radios.map((each) => {
      const meaning = (each.getRootNode() as ShadowRoot).getElementById(
        each.getAttribute('aria-describedby')!,
      )
      return meaning?.textContent ?? null
    }),
  )
  expect(meanings).toEqual(['Heel ontevreden', null, null, null, 'Heel tevreden'])
  await score(page, '1').focus()
  for (const key of ['Space', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
  await page.keyboard.press('Tab')
  await page.keyboard.type('Goed')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Dank u wel voor uw oordeel.').waitFor()
  expect(await desk.sees()).toMatchObject({ rating: 3, ratingComment: 'Goed' })
})

it('who writes again after it was closed waits again, and need not rate', async () => {
  const { page } = await closed()
  await ask(page, 'Ik heb toch nog een vraag voor een medewerker')
  await score(page, '1').waitFor({ state: 'detached' })
})

it.each([
  ['a small phone in the light', { viewport: { width: 320, height: 640 }, colorScheme: 'light' as const }],
  ['a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' as const }],
  ['200 % zoom', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
  ['forced colours', { viewport: { width: 360, height: 740 }, forcedColors: 'active' as const }],
])('the contact question and the rating are within everybody’s reach on %s', async (_, options) => {
  const page = await waiting(options)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sla over' }).click()
  const desk = await deskOf(page)
  await desk.claims()
  await desk.closes()
  await page.getByText('5', { exact: true }).click()
  await page.getByLabel('Wilt u er iets over zeggen?').waitFor()
  await expectAccessible(page)
})
