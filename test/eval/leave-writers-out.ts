// Judges the engine by people it has not met: each fold of writers is asked of an engine that learnt from all
// other writers. With --write, what separates its right answers from its wrong ones becomes the second look.
import { writeFile } from 'node:fs/promises'
import { whatIsAsked } from '../../server/answers/asked.ts'
import { indexClauses } from '../../server/answers/clauses.ts'
import { compileCrisisWatch, dangerIn } from '../../server/answers/crisis.ts'
import { dutchWords } from '../../server/answers/dictionary.ts'
import { learn } from '../../server/answers/learn.ts'
import { believe, lookUnder, sectionOf, type SecondLook } from '../../server/answers/look.ts'
import { compileNames } from '../../server/answers/names.ts'
import { loadKnowledge } from '../../server/knowledge/load.ts'
import { BETWEEN_TURNS, type Entry, type Phrasing } from '../../server/knowledge/knowledge.ts'

const FOLDS = 4

/** How often each kind of message comes, of all messages: the mix of everyday use, not that of the phrasings. */
const SHARE_OF_KIND: Record<string, number> = {
  entry: 0.62,
  'handoff.outside': 0.065,
  'handoff.own-case': 0.03,
  'handoff.action': 0.04,
  'handoff.person': 0.02,
  'crisis.suicide': 0.015,
  'crisis.violence': 0.015,
  'crisis.child': 0.01,
  'crisis.medical': 0.015,
  'decline.offtopic': 0.03,
  'decline.person': 0.015,
  'decline.inject': 0.01,
  'smalltalk.greet': 0.015,
  'smalltalk.thanks': 0.015,
  'smalltalk.bye': 0.01,
  'smalltalk.bot': 0.01,
  'clarify.vague': 0.03,
}

type Row = {
  phrasing: Phrasing
  agreement: string
  kind: string
  guess: string
  /** The first candidate rests on the section that answers. */
  right: boolean
  /** Danger was seen in it. */
  alarmed: boolean
  evidence: number[]
  weight: number
  confidence: number
}

const knowledge = await loadKnowledge(new URL('../../db/knowledge/', import.meta.url))
const entries = new Map(knowledge.entries.map((entry) => [entry.id, entry]))
const clauses = indexClauses(knowledge)
const names = compileNames(knowledge)
const crisis = compileCrisisWatch(knowledge.crisis)
const dictionary = dutchWords()
const writers = [...new Set(knowledge.phrasings.map(({ writer }) => writer))].toSorted()
const foldOf = (writer: string) => writers.indexOf(writer) % FOLDS

async function main(): Promise<void> {
  const rows = Array.from({ length: FOLDS }, (_, fold) => rowsOf(fold)).flat()
  weigh(rows)
  // The second look is judged, like the first, on writers that it did not learn from.
  for (let fold = 0; fold < FOLDS; fold++) {
    const inFold = ({ phrasing }: Row) => foldOf(phrasing.writer) === fold
    const secondLook = learnSecondLook(rows.filter((row) => !inFold(row)))
    for (const row of rows.filter(inFold)) row.confidence = believe(secondLook, row.evidence)
  }
  report(rows)
  if (process.argv.includes('--mistakes')) listMistakes(rows)
  if (process.argv.includes('--write')) {
    const file = new URL('../../server/answers/second-look.json', import.meta.url)
    await writeFile(file, `${JSON.stringify(learnSecondLook(rows), null, 2)}\n`)
  }
}

function rowsOf(fold: number): Row[] {
  const asked = knowledge.phrasings.filter(({ writer }) => foldOf(writer) === fold)
  const others = knowledge.phrasings.filter(({ writer }) => foldOf(writer) !== fold)
  const began = Date.now()
  const learnt = learn({ ...knowledge, phrasings: others }, dictionary)
  console.error(
    `fold ${fold}: learnt from ${others.length} phrasings in ${((Date.now() - began) / 1000).toFixed(0)} s`,
  )
  const views = { learnt, clauses, entries, secondLook: { weights: [], bias: 0 } }
  return asked.flatMap((phrasing, i) => {
    const entry = entries.get(phrasing.asks)
    const agreements = knowledge.sources
      .map(({ id }) => id)
      .filter((id) => !entry || sectionOf(entry, id) !== null)
    const agreement = agreements[i % agreements.length]!
    const { wordings, alone } = whatIsAsked(learnt, names, phrasing.text.split(BETWEEN_TURNS))
    const { candidates, evidence } = lookUnder(views, agreement, wordings, alone, (each) =>
      otherLaw(each, agreement),
    )
    const best = candidates[0]
    if (!best) return []
    const right = entry !== undefined && best.section === sectionOf(entry, agreement)
    const kind = entry ? 'entry' : phrasing.asks
    const share = (asks: string) => alone.shares[learnt.labels.indexOf(asks)] ?? 0
    const alarmed = dangerIn(crisis, alone.reading, share) !== null
    const guess = best.entry.id
    return [{ phrasing, agreement, kind, guess, right, alarmed, evidence, weight: 1, confidence: 0 }]
  })
}

const isWlz = (id: string) => id.startsWith('wlz-')

function otherLaw(entry: Entry, agreement: string): boolean {
  return !isWlz(agreement) && entry.answers.every(({ agreements }) => agreements.every(isWlz))
}

function weigh(all: Row[]): void {
  const counts = new Map<string, number>()
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  for (const row of all) row.weight = ((SHARE_OF_KIND[row.kind] ?? 0) * all.length) / counts.get(row.kind)!
}

/** Logistic regression by gradient descent with RMS-scaled steps; the same rows give the same weights. */
function learnSecondLook(from: readonly Row[]): SecondLook {
  const size = from[0]!.evidence.length
  const weights: number[] = Array.from({ length: size }, () => 0)
  const squares: number[] = Array.from({ length: size + 1 }, () => 1e-6)
  const total = from.reduce((sum, { weight }) => sum + weight, 0)
  let bias = 0
  for (let step = 0; step < 400; step++) {
    const gradient: number[] = Array.from({ length: size + 1 }, () => 0)
    for (const { evidence, right, weight } of from) {
      const error = ((believe({ weights, bias }, evidence) - (right ? 1 : 0)) * weight) / total
      for (const [i, value] of evidence.entries()) gradient[i]! += error * value
      gradient[size]! += error
    }
    const rate = step < 300 ? 0.05 : 0.01
    for (const [i, slope] of gradient.entries()) {
      const pulled = slope + (i < size ? 1e-4 * weights[i]! : 0)
      squares[i] = 0.9 * squares[i]! + 0.1 * pulled * pulled
      const change = (rate * pulled) / Math.sqrt(squares[i]! + 1e-9)
      if (i < size) weights[i]! -= change
      else bias -= change
    }
  }
  return { weights: weights.map(rounded), bias: rounded(bias) }
}

const rounded = (value: number) => Number(value.toFixed(4))

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`.padStart(7)

const weightOf = (some: readonly Row[]) => some.reduce((sum, { weight }) => sum + weight, 0)

function report(all: readonly Row[]): void {
  const answerable = all.filter(({ kind }) => kind === 'entry')
  console.log(
    `phrasings                    ${all.length}, by ${writers.length} kinds of writer, in ${FOLDS} folds`,
  )
  console.log(
    `right section at rank 1     ${percent(answerable.filter(({ right }) => right).length, answerable.length)} of the answerable`,
  )
  const dangerous = all.filter(({ kind }) => kind.startsWith('crisis.'))
  const harmless = all.filter(({ kind }) => !kind.startsWith('crisis.'))
  const alarms = (some: readonly Row[]) => percent(some.filter(({ alarmed }) => alarmed).length, some.length)
  console.log(
    `danger seen                 ${alarms(dangerous)} of the dangerous, ${alarms(harmless)} of the others`,
  )
  console.log('\nanswered at    of the answerable, answered right    wrong answers, of all')
  for (const threshold of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const answered = all.filter(({ confidence }) => confidence >= threshold)
    const right = answered.filter((row) => row.right)
    const wrong = answered.filter((row) => !row.right)
    console.log(
      `confidence ${threshold}  ${percent(right.length, answerable.length)}                             ${percent(weightOf(wrong), weightOf(all))}`,
    )
  }
}

function listMistakes(all: readonly Row[]): void {
  const mistakes = all.filter(({ right, confidence }) => !right && confidence > 0.6)
  for (const { confidence, phrasing, guess, agreement } of mistakes.toSorted(
    (a, b) => b.confidence - a.confidence,
  )) {
    const { asks, writer, text } = phrasing
    console.log([confidence.toFixed(2), asks, guess, agreement, writer, text].join('\t'))
  }
  for (const { alarmed, phrasing } of all) {
    const { asks, writer, text } = phrasing
    if (alarmed !== asks.startsWith('crisis.'))
      console.log(['alarm', asks, String(alarmed), writer, text].join('\t'))
  }
}

await main()
