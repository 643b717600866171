import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const keysOf = (name: string) =>
  Object.keys(JSON.parse(readFileSync(`${root}locales/${name}.json`, 'utf8'))).toSorted()

const sourceText = ['server', 'bot', 'dashboard']
  .flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.(?:ts|svelte)$/u.test(file))
  .map((file) => readFileSync(root + file, 'utf8'))
  .join('\n')

const phrasings = readdirSync(`${root}db/knowledge/phrasings`)
  .map((file) => readFileSync(`${root}db/knowledge/phrasings/${file}`, 'utf8'))
  .join('\n')

/** Whether a template in the code ends in a word that makes this key, as `step.${kind}` makes "step.claimed". */
const isMadeByTemplate = (key: string) =>
  [...key.matchAll(/[.-]/gu)].some(({ index }) => sourceText.includes(`\`${key.slice(0, index + 1)}\${`))

/** Keys that are put together from a name in the code or from a kind of message. */
const isComposed = (key: string) =>
  /^(?:topic|account|attachment)\./u.test(key) ||
  (/^(?:handoff|decline|smalltalk)\./u.test(key) && phrasings.includes(`${key}\t`))

const names = readdirSync(`${root}locales`).map((file) => file.replace(/\.json$/u, ''))
const dutch = names.filter((name) => /(?:^|\.)nl$/u.test(name))

it.each(dutch)('the texts %s have the same keys in English', (name) => {
  expect(keysOf(name.replace(/nl$/u, 'en'))).toEqual(keysOf(name))
})

const isUsed = (key: string) => sourceText.includes(`'${key}'`) || isMadeByTemplate(key)

it.each(dutch)('no text of %s lies unused', (name) => {
  expect(keysOf(name).filter((key) => !isComposed(key) && !isUsed(key))).toEqual([])
})
