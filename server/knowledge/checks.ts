import type { Answer, Entry, Knowledge } from './knowledge.ts'
import { readingLevel } from './reading-level.ts'
import { standsIn, type Source } from './sources.ts'

/** What is wrong with an entry, in a sentence that says where. */
export type Fault = { entry: string; check: Check; message: string }

export type Check = 'quote' | 'number' | 'agreements' | 'reading' | 'related' | 'phrasings'

export const LONGEST_SENTENCE = 15
export const PLAIN = 60
const LEAST_PHRASINGS = 15

/** Everything that is wrong with the entries of the knowledge, and with how they stand beside each other. */
export function faultsIn(knowledge: Knowledge): Fault[] {
  return [
    ...knowledge.entries.flatMap((entry) => faultsOf(entry, knowledge)),
    ...doubledQuestions(knowledge),
    ...thinlyPhrased(knowledge),
  ]
}

/** What is wrong with one entry, whoever wrote it. */
export function faultsOf(
  entry: Entry,
  { sources, entries }: Pick<Knowledge, 'sources' | 'entries'>,
): Fault[] {
  const fault = (check: Check, message: string): Fault => ({ entry: entry.id, check, message })
  const treated = new Set([
    ...entry.answers.flatMap(({ agreements }) => agreements),
    ...Object.keys(entry.silent),
  ])
  const ids = new Set(entries.map(({ id }) => id))
  return [
    ...sources
      .filter(({ id }) => !treated.has(id))
      .map(({ id }) => fault('agreements', `neither answers nor says why it does not under ${id}`)),
    ...[...treated]
      .filter((id) => !sources.some((source) => source.id === id))
      .map((id) => fault('agreements', `names ${id}, which is no source`)),
    ...entry.related
      .filter((id) => !ids.has(id))
      .map((id) => fault('related', `names ${id}, which is no entry`)),
    ...entry.answers.flatMap((answer) => [
      ...unfoundQuotes(answer, sources).map((message) => fault('quote', message)),
      ...ungroundedNumbers(answer).map((number) =>
        fault('number', `"${number}" stands in no quote of: ${answer.text}`),
      ),
      ...hardToRead(answer).map((message) => fault('reading', message)),
    ]),
  ]
}

function unfoundQuotes({ agreements, cite }: Answer, sources: readonly Source[]): string[] {
  return agreements.flatMap((agreement) =>
    cite.flatMap(({ section: id, quote }) => {
      const section = sources
        .find((source) => source.id === agreement)
        ?.sections.find((each) => each.id === id)
      if (!section) return [`cites ${agreement} ${id}, which does not exist`]
      return standsIn(section, quote) ? [] : [`not literally in ${agreement} ${id}: ${quote}`]
    }),
  )
}

const NUMBER_WORDS = new Map(
  'nul|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien'
    .split('|')
    .map((word, value): [string, string] => [word, String(value)]),
)
for (const [word, value] of [
  ['twintig', '20'],
  ['dertig', '30'],
  ['eens', '1'],
  ['eerste', '1'],
  ['tweede', '2'],
  ['derde', '3'],
  ['half', '0,5'],
  ['halve', '0,5'],
  ['halfjaar', '0,5'],
  ['tweemaal', '2'],
] as const) {
  NUMBER_WORDS.set(word, value)
}

/** These say a number only in "één"; without the accents they are mostly an article or part of a phrase. */
const NOT_COUNTED = new Set(['1'])

/** Numbers of an answer's text, as digits or words, that none of its quotes holds. */
export function ungroundedNumbers({ text, cite, count }: Answer): string[] {
  const grounded = new Set(cite.flatMap(({ quote, section }) => [...numbersIn(quote), ...numbersIn(section)]))
  return [...numbersIn(text), ...numbersIn(count?.text ?? '')].filter(
    (number) => !NOT_COUNTED.has(number) && !grounded.has(number),
  )
}

function numbersIn(text: string): string[] {
  // "Iets in acht nemen" counts nothing.
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\bin acht\b/gu, '')
  const digits = (plain.match(/\d+(?:[.,:]\d+)*/gu) ?? []).map((number) => number.replace(':', '.'))
  const words = (plain.match(/\p{L}+/gu) ?? []).flatMap((word) => NUMBER_WORDS.get(word) ?? [])
  return [...digits, ...words]
}

function hardToRead({ text }: Answer): string[] {
  const { fleschDouma, longestSentence } = readingLevel(text)
  return [
    ...(longestSentence > LONGEST_SENTENCE ? [`a sentence of ${longestSentence} words in: ${text}`] : []),
    ...(fleschDouma < PLAIN ? [`Flesch-Douma ${fleschDouma.toFixed(0)} of: ${text}`] : []),
  ]
}

/** What two ways to type the same question have in common. */
export function wordsAlone(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Two entries must not answer the same question: one message would have two answers. */
function doubledQuestions({ entries, phrasings }: Knowledge): Fault[] {
  const ids = new Set(entries.map(({ id }) => id))
  const asked = [...entries.map(({ id, question }) => ({ asks: id, text: question })), ...phrasings]
  const byText = Map.groupBy(asked, ({ text }) => wordsAlone(text))
  return [...byText].flatMap(([text, same]) => {
    const askers = new Set(same.map(({ asks }) => asks).filter((asks) => ids.has(asks)))
    const [first, second] = askers
    return second === undefined
      ? []
      : [{ entry: first!, check: 'phrasings' as const, message: `"${text}" also asks ${second}` }]
  })
}

function thinlyPhrased({ entries, phrasings }: Knowledge): Fault[] {
  const counts = Map.groupBy(phrasings, ({ asks }) => asks)
  return entries.flatMap(({ id }) => {
    const count = counts.get(id)?.length ?? 0
    return count >= LEAST_PHRASINGS
      ? []
      : [{ entry: id, check: 'phrasings' as const, message: `has ${count} phrasings` }]
  })
}
