import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { ask, Visitor } from '../../support/visitor.ts'

const visitor = new Visitor()

async function answered(): Promise<Page> {
  const page = await visitor.visit('/?organisation=magentazorg')
  await ask(page, 'tot wanneer kan ik afzeggen')
  await page.getByText('Waar staat dit?').waitFor()
  return page
}

it('a thumb is kept; who was not helped is offered a person', async () => {
  const page = await answered()
  await page.getByRole('button', { name: 'Ja', exact: true }).click()
  await page.getByRole('button', { name: 'Ja', pressed: true }).waitFor()
  await page.getByRole('button', { name: 'Nee', exact: true }).click()
  await page.getByRole('button', { name: 'Nee', pressed: true }).waitFor()
  await page.getByRole('button', { name: 'Ja', pressed: false }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Nee', pressed: true }).waitFor()
  const offer = page.getByRole('article').getByRole('button', { name: 'Praat met een medewerker' })
  await offer.click()
  await page.getByText('Ik geef uw vraag door aan een medewerker').waitFor()
})

it('an answer can be copied', async () => {
  const page = await answered()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Kopieer' }).last().click()
  await page.getByText('Gekopieerd').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('48 uur van tevoren')
})

it('the conversation can be saved and read without the chat', async () => {
  const page = await answered()
  await page.getByRole('button', { name: 'Meer' }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download dit gesprek' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toBe('wegwijs.html')
  expect(await readFile(await file.path(), 'utf8')).toMatch(
    /tot wanneer kan ik afzeggen.*48 uur van tevoren/su,
  )
})

it('a message is read aloud in Dutch, until it is stopped', async () => {
  const page = await visitor.visit('/')
  // A test machine has no voices.
  await page.addInitScript(() => {
    const said: string[] = []
    const voices = ['en-GB', 'nl-NL'].map((lang) => ({ lang }))
    const speechSynthesis = {
      said,
      getVoices: () => voices,
      cancel: () => said.push('-'),
      speak: ({ text, voice }: { text: string; voice: { lang: string } }) =>
        said.push(`${voice.lang} ${text}`),
    }
    class SpeechSynthesisUtterance extends EventTarget {
      text: string
      constructor(text: string) {
        super()
        this.text = text
      }
    }
    for (const [name, value] of Object.entries({ speechSynthesis, SpeechSynthesisUtterance }))
      Object.defineProperty(window, name, { value })
  })
  await page.goto(`${visitor.product.url}/?organisation=magentazorg`)
  await page.getByRole('button', { name: 'Lees voor' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Lees voor' }).waitFor()
  const said = await page.evaluate(() => (window.speechSynthesis as unknown as { said: string[] }).said)
  expect(said.slice(0, 3)).toEqual(['-', 'nl-NL Hallo!', 'nl-NL Ik ben Wegwijs.'])
  expect(said.at(-1)).toBe('-')
})

it('the newest exchange is met at its beginning', async () => {
  const page = await answered()
  await ask(page, 'Mag ik mijn dossier zien?')
  await page.getByText('Waar staat dit?').nth(1).waitFor()
  const question = page.getByRole('article').filter({ hasText: 'Mag ik mijn dossier zien?' })
  await expect
    .poll(async () => (await question.boundingBox())!.y - (await page.getByRole('log').boundingBox())!.y)
    .toBeCloseTo(12, -1)
})
