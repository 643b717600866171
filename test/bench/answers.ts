// Puts the same knowledge and questions to the engine and to the libraries that one might take instead.
import { flexsearch } from './answers/flexsearch.ts'
import { measure, percentile, rightAtRankOne, wrongAtCoverage, type Measured } from './answers/measure.ts'
import { minisearch } from './answers/minisearch.ts'
import { nlpjs } from './answers/nlpjs.ts'
import { orama } from './answers/orama.ts'
import { VOTERS } from './answers/peer.ts'
import { postgresql } from './answers/postgresql.ts'
import { documentsOf, readQuestions } from './answers/questions.ts'
import { scaleUp } from './answers/scale.ts'
import { askWegwijs } from './answers/wegwijs.ts'
import { engineFor } from '../../server/answers/learnt-file.ts'
import { replyTo } from '../../server/answers/reply.ts'
import { loadKnowledge } from '../../server/knowledge/load.ts'
import { fileURLToPath } from 'node:url'

const PEERS = [nlpjs, orama, minisearch, flexsearch, postgresql]
const COVERAGES = [0.9, 0.8]
const TIMES = [1, 10, 100]

const began = performance.now()
const today = new Date().toISOString().slice(0, 10)
const knowledge = await loadKnowledge(new URL('../../db/knowledge/', import.meta.url))
const entries = new Map(knowledge.entries.map((entry) => [entry.id, entry]))
const documents = documentsOf(knowledge)
const questions = await readQuestions()
const answerable = questions.filter(({ sections }) => sections.length > 0).length

console.log(`npm run bench:answers   ${today}   Node ${process.version}
${questions.length} questions of test/eval/dev.jsonl and own.jsonl whose agreement is known: ${answerable} have an answer in it,
${questions.length - answerable} must not be answered. Everybody learns from the same ${documents.length} texts (phrasings, and the questions
and answers of ${entries.size} entries; messages that no entry answers are among them as kinds of their own) and may only
name entries that have an answer under the question's agreement. Right: the first entry rests on a section that
the line cites. Wrong: answered, but not right, among all ${questions.length}, when each system answers what it is surest of by
its own score, until it has answered 90 or 80 % of the answerable ones. Of a search library the ${VOTERS} best hits
vote; that, and its settings, were chosen on these very questions as those that served it best.
`)
printRow('', 'right entry at', 'wrong answers at coverage', '', 'ms per question', 'ready')
printRow('', 'rank 1', '90 %', '80 %', 'median    p99', 'in s')

const engine = await timed(() =>
  engineFor(knowledge, fileURLToPath(new URL('../../data/bench/', import.meta.url))),
)
const ask = askWegwijs(engine.made)
report('Wegwijs', await measure(ask, questions, documents, entries), engine.seconds)
for (const peer of PEERS) {
  const { made, seconds } = await timed(() => peer.build(documents))
  report(peer.name, await measure(made, questions, documents, entries), seconds)
}
console.log(`\n${PEERS.map(({ name, settings }) => `${name.padEnd(21)} ${settings}`).join('\n')}`)

const whole = questions.map(({ turns, agreement }) => {
  const from = performance.now()
  replyTo(engine.made, { turns, agreement, municipality: null, today, locale: 'nl' })
  return performance.now() - from
})
console.log(`\nWegwijs takes ${spread(whole)} ms (median, p99) for the whole reply: crisis watch, names, text and citations too.

The cost of one question as the knowledge grows: copies of it, each with its own agreements, entries and clauses;
a copied word of four letters and more ends in another syllable and is another feature, short words, concepts and
the letters inside words are the same. Put together without learning, which would take hours; the spelling list and
concepts stay as they are. In memory stands what these questions read; the last column is what all of it would take.
`)
console.log('knowledge   entries   phrasings    features   ms per question     read, GB   all, GB')
console.log('                                              median    p99')
for (const times of TIMES) {
  const scaled = scaleUp(engine.made, questions, times)
  const { milliseconds } = await measure(askWegwijs(scaled.engine), questions, [], scaled.engine.entries)
  console.log(
    [
      `${times} x`.padEnd(9),
      count(scaled.entries, 9),
      count(scaled.phrasings, 11),
      count(scaled.features, 11),
      spread(milliseconds).padStart(17),
      gigabytes(scaled.bytesRead).padStart(12),
      gigabytes(scaled.bytesInAll).padStart(9),
    ].join(' '),
  )
}
console.log(`\nThe run took ${((performance.now() - began) / 1000).toFixed(0)} s.`)

async function timed<T>(make: () => Promise<T>): Promise<{ made: T; seconds: number }> {
  const from = performance.now()
  const made = await make()
  return { made, seconds: (performance.now() - from) / 1000 }
}

function report(name: string, measured: Measured, seconds: number): void {
  const right = rightAtRankOne(measured)
  const wrong = COVERAGES.map((coverage) => wrongAtCoverage(measured, coverage))
  printRow(
    name,
    part(right, answerable),
    ...wrong.map((number) => (number === null ? 'cannot' : part(number, questions.length))),
    spread(measured.milliseconds),
    seconds.toFixed(1),
  )
}

function printRow(...cells: string[]): void {
  const widths = [22, 18, 16, 16, 18, 7]
  console.log(
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(''),
  )
}

function part(some: number, all: number): string {
  return `${some} (${((100 * some) / all).toFixed(1)} %)`
}

function spread(milliseconds: readonly number[]): string {
  return [0.5, 0.99].map((share) => percentile(milliseconds, share).toFixed(2).padStart(7)).join(' ')
}

function count(number: number, width: number): string {
  return number.toLocaleString('en').padStart(width)
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2)
}
