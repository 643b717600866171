import type { Engine } from '../answers/engine.ts'
import { essenceOf, isSame } from '../answers/likeness.ts'
import { sectionOf } from '../answers/look.ts'
import { laidOver, says, waysToAsk, type Overlay } from '../answers/overlay.ts'
import { read } from '../answers/reading.ts'
import { REGION_ENTRY, tellsOfDanger } from '../answers/reply.ts'
import { LONGEST_SENTENCE, PLAIN, ungroundedNumbers, wordsAlone } from './checks.ts'
import { isOwnName } from './edited.ts'
import type { OwnVersion } from './knowledge.ts'
import { readingLevel, sentencesOf } from './reading-level.ts'
import { standsIn } from './sources.ts'

export type OwnCheck =
  | 'computed'
  | 'empty'
  | 'not-ours'
  | 'unanswered'
  | 'uncited'
  | 'quote'
  | 'short-quote'
  | 'number'
  | 'sentence'
  | 'level'
  | 'taken'
  | 'danger'
  | 'no-question'

/** What is wrong with an own version: where, and what it is about. */
export type OwnFault = { check: OwnCheck; agreement: string | null; values: Record<string, string | number> }

/** What an own version is judged beside. */
export type Beside = {
  engine: Engine
  /** The agreements that bind the organisation's clients, now or before. */
  agreements: readonly string[]
  /** What the organisation says already. */
  overlay: Overlay
}

/** A word or two prove nothing. */
const SHORTEST_QUOTE = 10
/** These want no answer from the agreement, whatever an organisation would say. */
const NO_QUESTION = /^(?:crisis|smalltalk|decline|clarify)\.|^handoff\.(?:person|action)$/u

type Answer = OwnVersion['answers'][number]

/** The checks that every entry passes before it is published, on what an organisation says itself. */
export function faultsOfOwn(own: OwnVersion, beside: Beside): OwnFault[] {
  if (!says(own) && !isOwnName(own.id)) return []
  return [
    ...treatedAgreements(own, beside),
    ...own.answers.flatMap((answer) => faultsOfAnswer(answer, own, beside)),
    ...faultsOfPhrasings(own, beside),
  ]
}

function fault(
  check: OwnCheck,
  agreement: string | null = null,
  values: Record<string, string | number> = {},
): OwnFault {
  return { check, agreement, values }
}

function treatedAgreements(own: OwnVersion, { engine, agreements }: Beside): OwnFault[] {
  const common = engine.entries.get(own.id)
  const entry = laidOver(common, own)
  const texts = [...own.answers.flatMap((answer) => answer.agreements), ...Object.keys(own.silent)]
  if (own.id === REGION_ENTRY) return texts.length > 0 ? [fault('computed')] : []
  return [
    ...texts.filter((id) => !agreements.includes(id)).map((id) => fault('not-ours', id)),
    ...agreements
      .filter((id) => !texts.includes(id) && sectionOf(entry, id) === null && !entry.silent[id])
      .map((id) => fault('unanswered', id)),
    ...(!common && own.answers.length === 0 ? [fault('empty')] : []),
  ]
}

function faultsOfAnswer(answer: Answer, own: OwnVersion, { engine }: Beside): OwnFault[] {
  const { agreements, text, cite } = answer
  const [agreement] = agreements
  const laid = laidOver(engine.entries.get(own.id), own).answers.find((each) =>
    each.agreements.includes(agreement),
  )!
  return [
    ...(cite.length === 0 ? [fault('uncited', agreement)] : []),
    ...cite.flatMap((quoted) => faultsOfQuote(quoted, agreement, engine)),
    ...ungroundedNumbers(laid).map((number) => fault('number', agreement, { number })),
    ...(own.hardBecause ? [] : hardToRead(text, agreement)),
  ]
}

function faultsOfQuote(
  { section: id, quote }: Answer['cite'][number],
  agreement: string,
  { knowledge }: Engine,
): OwnFault[] {
  const source = knowledge.sources.find((each) => each.id === agreement)
  const section = source?.sections.find((each) => each.id === id)
  if (!section || !standsIn(section, quote)) return [fault('quote', agreement, { section: id, quote })]
  return quote.length < SHORTEST_QUOTE ? [fault('short-quote', agreement, { quote })] : []
}

function hardToRead(text: string, agreement: string): OwnFault[] {
  const { fleschDouma } = readingLevel(text)
  const long = sentencesOf(text).filter(({ words }) => words.length > LONGEST_SENTENCE)
  return [
    ...long.map(({ sentence, words }) =>
      fault('sentence', agreement, { sentence, words: words.length, most: LONGEST_SENTENCE }),
    ),
    ...(fleschDouma < PLAIN
      ? [fault('level', agreement, { score: Math.round(fleschDouma), least: PLAIN })]
      : []),
  ]
}

/** An own way to ask must not be another entry's, nor a message that asks nothing of the agreement. */
function faultsOfPhrasings(own: OwnVersion, { engine, overlay }: Beside): OwnFault[] {
  const { learnt, entries } = engine
  const known = knownWays(engine)
  return waysToAsk(own).flatMap((phrasing) => {
    if (tellsOfDanger(engine, phrasing)) return [fault('danger', null, { phrasing })]
    const asks = (known.get(wordsAlone(phrasing)) ?? []).filter((each) => each !== own.id)
    const kind = asks.find((each) => NO_QUESTION.test(each))
    if (kind) return [fault('no-question', null, { phrasing })]
    const essence = essenceOf(learnt, read(learnt.reader, phrasing))
    const ofOthers = overlay.phrasings.filter(
      (each) => each.entry !== own.id && isSame(each.essence, essence),
    )
    const other = asks.find((each) => entries.has(each)) ?? ofOthers[0]?.entry
    if (!other) return []
    const { question } = (overlay.entries.get(other) ?? entries.get(other))!
    return [fault('taken', null, { phrasing, question })]
  })
}

const waysOf = new WeakMap<Engine, Map<string, string[]>>()

/** By its words alone, what each phrasing of the common knowledge asks. */
function knownWays(engine: Engine): Map<string, string[]> {
  const known = waysOf.get(engine)
  if (known) return known
  const { entries, phrasings } = engine.knowledge
  const ways = new Map<string, string[]>()
  const asked = [...entries.map(({ id, question }) => ({ asks: id, text: question })), ...phrasings]
  for (const { asks, text } of asked) {
    const words = wordsAlone(text)
    const already = ways.get(words) ?? []
    if (!already.includes(asks)) ways.set(words, [...already, asks])
  }
  waysOf.set(engine, ways)
  return ways
}
