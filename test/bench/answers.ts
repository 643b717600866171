// Puts the same knowledge and questions to the engine and to the libraries that one might take instead.
import { fileURLToPath } from 'node:url'
import { engineFor } from '../../server/answers/learnt-file.ts'
import { replyTo } from '../../server/answers/reply.ts'
import { loadKnowledge } from '../../server/knowledge/load.ts'
import { flexsearch } from './answers/flexsearch.ts'
import { measure, percentile, rightAtRankOne, wrongAtCoverage, type Measured } from './answers/measure.ts'
import { minisearch } from './answers/minisearch.ts'
import { nlpjs } from './answers/nlpjs.ts'
import { orama } from './answers/orama.ts'
import { VOTERS, type Asked } from './answers/peer.ts'
import { postgresql } from './answers/postgresql.ts'
import { documentsOf, readQuestions } from './answers/questions.ts'
import { scaleUp } from './answers/scale.ts'
import { askWegwijs } from './answers/wegwijs.ts'

const PEERS = [nlpjs, orama, minisearch, flexsearch, postgresql]
const COVERAGES = [0.9, 0.8]
const TIMES = [1, 10, 100]
/** At a hundred times the knowledge a question takes long enough for a quarter of them to do. */
const EVERY_FOURTH = 4
/** Not in the way of the server, which keeps what it learnt from its own database. */
const LEARNT = fileURLToPath(new URL('../../data/bench/', import.meta.url))

const began = performance.now()
const today = new Date().toISOString().slice(0, 10)
const knowledge = await loadKnowledge(new URL('../../db/knowledge/', import.meta.url))
const entries = new Map(knowledge.entries.map((entry) => [entry.id, entry]))
const documents = documentsOf(knowledge)
const questions = await readQuestions()
const answerable = questions.filter(({ sections }) => sections.length > 0).length

console.log(`npm run bench:answers   ${today}   Node ${process.version}

${questions.length} questions: the lines of test/eval/dev.jsonl and own.jsonl whose agreement is known.
${answerable} have an answer in it, ${questions.length - answerable} must not be answered. Both sets were at hand while the engine was made.
Everybody learns from the same ${documents.length} texts: all phrasings, those of messages that no entry answers
included, and the questions and answers of ${entries.size} entries. Only entries that have an answer under the question's
agreement may be named. Follow-up questions come to the libraries as all turns in one text.
Right: the first entry rests on a section that the line cites. Wrong: answered but not right, of all ${questions.length},
when a system answers whatever it is surest of by its own score until 90 or 80 % of the answerable ones are
answered. Of a search library the ${VOTERS} best hits vote; that and the settings below are, of those tried, what on the
whole served the libraries best on these very questions.
Every question is asked once, after a warm-up on other texts. Wegwijs is ready in about a second when it has
learnt the same knowledge before (kept in data/bench); its whole reply has crisis watch, names and citations too.
`)
printRow('', 'right entry', 'wrong answers', 'wrong answers', 'ms a question', 'seconds to')
printRow('', 'at rank 1', '90 % answered', '80 % answered', 'median     p99', 'get ready')

const { made: engine, seconds: secondsToLearn } = await timed(() => engineFor(knowledge, LEARNT))
report('Wegwijs', await measure(askWegwijs(engine), questions, documents, entries), secondsToLearn)
const { milliseconds: wholeReplies } = await measure(reply, questions, documents, entries)
printRow('  its whole reply', '', '', '', spread(wholeReplies), '')
for (const peer of PEERS) {
  const { made: ask, seconds } = await timed(() => peer.build(documents))
  report(peer.name, await measure(ask, questions, documents, entries), seconds)
}
console.log(`
${PEERS.map(({ name, settings }) => `${name.padEnd(21)} ${settings}`).join('\n')}

The cost of one question to Wegwijs as the knowledge grows, over every fourth question: copies of the knowledge,
each with its own agreements, entries, clauses and phrasings. A copied word of four letters and more ends in another
syllable and makes new features; short words, concepts and the letters inside words stay the same. It is put together
without learning, with made-up weights. Only what these questions read stands in memory; "all" is what the full
matrix and neighbours would take. The spelling list and the concepts are not copied.
`)
printScale('', 'entries', 'phrasings', 'features', 'ms a question', 'GB read', 'GB all')
printScale('', '', '', '', 'median     p99', '', '')
for (const times of TIMES) {
  const scaled = scaleUp(engine, questions, times)
  const some = questions.filter((_, place) => place % EVERY_FOURTH === 0)
  const warmUp = questions.map(({ text, agreement }) => ({ asks: '', text, agreements: [agreement] }))
  const { milliseconds } = await measure(askWegwijs(scaled.engine), some, warmUp, entries)
  const counts = [scaled.entries, scaled.phrasings, scaled.features].map((number) =>
    number.toLocaleString('en'),
  )
  const gigabytes = [scaled.bytesRead, scaled.bytesInAll].map((bytes) => (bytes / 1e9).toFixed(2))
  printScale(`${times} x`, ...counts, spread(milliseconds), ...gigabytes)
}
console.log(`\nThe run took ${((performance.now() - began) / 1000).toFixed(0)} s.`)

async function timed<T>(make: () => Promise<T>): Promise<{ made: T; seconds: number }> {
  const from = performance.now()
  const made = await make()
  return { made, seconds: (performance.now() - from) / 1000 }
}

function reply({ turns, agreement }: Asked): [] {
  replyTo(engine, { turns, agreement, municipality: null, today, locale: 'nl' })
  return []
}

function report(name: string, measured: Measured, seconds: number): void {
  const wrong = COVERAGES.map((coverage) => wrongAtCoverage(measured, coverage))
  printRow(
    name,
    part(rightAtRankOne(measured), answerable),
    ...wrong.map((number) => (number === null ? 'never so many' : part(number, questions.length))),
    spread(measured.milliseconds),
    seconds.toFixed(1),
  )
}

function printRow(...cells: string[]): void {
  print([21, 14, 15, 15, 17, 13], cells)
}

function printScale(...cells: string[]): void {
  print([8, 9, 12, 12, 18, 10, 10], cells)
}

function print(widths: readonly number[], cells: readonly string[]): void {
  console.log(
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' '),
  )
}

function part(some: number, all: number): string {
  return `${some} (${((100 * some) / all).toFixed(1)} %)`
}

/** Median and 99th percentile. */
function spread(milliseconds: readonly number[]): string {
  return [0.5, 0.99].map((share) => percentile(milliseconds, share).toFixed(2).padStart(7)).join(' ')
}
