#!/usr/bin/env node
// Puts a question set to a running assistant and judges the replies as FORMAT.md says.
// Needs Node 20 or newer and nothing else.

import { readFile } from 'node:fs/promises'
import net from 'node:net'
import { parseArgs } from 'node:util'

const USAGE = `Usage: node evaluate.mjs SET.jsonl [--url http://127.0.0.1:3000] [--json] [--failures]

  --url URL    the assistant to judge (default http://127.0.0.1:3000)
  --json       print the report as JSON
  --failures   also list every line that went wrong

Exit status: 0, however low the score; 2 when the set or the call is bad or the server cannot be reached.`

const KINDS = ['answer', 'clarify', 'handoff', 'crisis', 'decline', 'smalltalk']
const CONCURRENCY = 4
const TIMEOUT_MS = 10_000

/** A problem that ends the run with exit status 2. */
class Fatal extends Error {}

// ---------------------------------------------------------------- reading

function readCommandLine() {
  let parsed
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        json: { type: 'boolean', default: false },
        failures: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Fatal(`${error.message}\n\n${USAGE}`)
  }
  const { values, positionals } = parsed
  if (values.help) return { help: true }
  if (positionals.length !== 1) throw new Fatal(USAGE)

  const url = URL.canParse(values.url) ? new URL(values.url) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw new Fatal(`--url is not an http address: ${values.url}`)
  return {
    file: positionals[0],
    url: url.href.replace(/\/+$/, ''),
    json: values.json,
    failures: values.failures,
  }
}

const isText = (value) => typeof value === 'string' && value.trim() !== ''
const isTextList = (value) => Array.isArray(value) && value.every(isText)

/** What is wrong with one line of a set, or null. */
function faultIn(line) {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return 'not an object'
  if (!isText(line.id)) return 'no id'
  for (const field of ['agreement', 'municipality']) {
    if (line[field] != null && !isText(line[field])) return `${field} is neither text nor null`
  }
  if (!isTextList(line.turns) || line.turns.length === 0) return 'turns is not a list of messages'
  if (!isTextList(line.expect) || line.expect.length === 0) return 'expect is not a list of kinds'
  const unknown = line.expect.find((kind) => !KINDS.includes(kind))
  if (unknown) return `expect holds an unknown kind: ${unknown}`
  if (!Array.isArray(line.cite) || !line.cite.every((c) => isText(c?.source) && isText(c?.section))) {
    return 'cite is not a list of {source, section}'
  }
  if (!Array.isArray(line.facts) || !line.facts.every((f) => isTextList(f) && f.length > 0)) {
    return 'facts is not a list of lists of strings'
  }
  if (!isTextList(line.never)) return 'never is not a list of strings'
  if (!isTextList(line.tags)) return 'tags is not a list of strings'
  return null
}

async function readSet(file) {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new Fatal(`cannot read ${file}: ${error.message}`)
  }
  const set = []
  const seen = new Set()
  for (const [index, row] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (!row.trim()) continue
    const where = `${file}, line ${index + 1}`
    let line
    try {
      line = JSON.parse(row)
    } catch (error) {
      throw new Fatal(`${where}: no valid JSON: ${error.message}`)
    }
    if (line && typeof line === 'object') line = { cite: [], facts: [], never: [], tags: [], ...line }
    const fault = faultIn(line)
    if (fault) throw new Fatal(`${where}: ${fault}`)
    if (seen.has(line.id)) throw new Fatal(`${where}: id ${line.id} stands twice`)
    seen.add(line.id)
    set.push(line)
  }
  if (set.length === 0) throw new Fatal(`${file} holds no lines`)
  return set
}

// ---------------------------------------------------------------- asking

/** Resolves when something listens at the address. */
function reach(url) {
  const { hostname, port, protocol } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: hostname.replace(/^\[|\]$/g, ''), // an IPv6 address goes without its brackets
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: TIMEOUT_MS,
    })
    const fail = (why) => {
      socket.destroy()
      reject(new Fatal(`the server at ${url} cannot be reached: ${why}`))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('timeout', () => fail('no connection in time'))
    socket.once('error', (error) => fail(error.code ?? error.message))
  })
}

/** One question: { ms, status, reply }, where reply is null and status says why when there is none. */
async function ask(url, line) {
  const start = performance.now()
  const done = (status, reply = null) => ({ ms: performance.now() - start, status, reply })
  let response, body
  try {
    response = await fetch(`${url}/api/v1/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        turns: line.turns,
        agreement: line.agreement ?? null,
        municipality: line.municipality ?? null,
        locale: 'nl',
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    body = await response.text()
  } catch (error) {
    if (error.name === 'TimeoutError') return done(`no reply within ${TIMEOUT_MS / 1000} s`)
    return done(`connection failed: ${error.cause?.code ?? error.message}`)
  }
  if (response.status !== 200) return done(`HTTP ${response.status}`)
  let reply
  try {
    reply = JSON.parse(body)
  } catch {
    return done('HTTP 200, no valid JSON')
  }
  if (!KINDS.includes(reply?.kind) || typeof reply.text !== 'string')
    return done('HTTP 200, no known kind or no text')
  return done('HTTP 200', reply)
}

/** Asks every line, a few at a time; the results keep the order of the set. */
async function askAll(url, set) {
  const results = new Array(set.length)
  let next = 0
  const worker = async () => {
    while (next < set.length) {
      const index = next++
      results[index] = await ask(url, set[index])
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return results
}

// ---------------------------------------------------------------- judging

/** Lower case, no accents, one kind of quote and hyphen, white space folded. */
function normalise(text) {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '') // invisible
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Whether a string stands in a text, both normalised. */
const standsIn = (text, string) => normalise(text).includes(normalise(string))

/** The facts, each a list of alternatives, of which the reply holds none. */
const missingFacts = (line, reply) =>
  line.facts.filter((options) => !options.some((string) => standsIn(reply.text, string)))

/** Why the reply is wrong: a list of reasons, empty when it is right. */
function judge(line, { status, reply }) {
  if (!reply) return [status]
  if (!line.expect.includes(reply.kind)) return [`kind is ${reply.kind}, not ${line.expect.join(' or ')}`]

  const reasons = []
  if (reply.kind === 'answer') {
    const cited = Array.isArray(reply.citations) ? reply.citations : []
    const wanted = line.cite.map((c) => `${c.source} ${c.section}`)
    const given = cited.map((c) => `${c?.source} ${c?.section}`)
    if (wanted.length > 0 && !wanted.some((c) => given.includes(c))) {
      reasons.push(`cites ${given.join(', ') || 'nothing'}, not ${wanted.join(' or ')}`)
    }
    // The client is bound by the agreement that is known and by those the right citations come from.
    const binding = new Set([line.agreement, ...line.cite.map((c) => c.source)].filter(Boolean))
    const foreign = new Set(cited.map((c) => String(c?.source)).filter((source) => !binding.has(source)))
    if (binding.size > 0 && foreign.size > 0)
      reasons.push(`cites ${[...foreign].join(', ')}, which does not bind this client`)
  }
  for (const options of missingFacts(line, reply)) reasons.push(`missing fact: ${options.join(' / ')}`)
  for (const string of line.never) {
    if (standsIn(reply.text, string)) reasons.push(`forbidden: ${string}`)
  }
  return reasons
}

// ---------------------------------------------------------------- reporting

/** { name: { right, total } }, counted over the names each case falls under. */
function breakdown(cases, namesOf) {
  const groups = new Map()
  for (const item of cases) {
    for (const name of namesOf(item)) {
      const group = groups.get(name) ?? { right: 0, total: 0 }
      group.total += 1
      if (item.right) group.right += 1
      groups.set(name, group)
    }
  }
  return Object.fromEntries([...groups].sort(([a], [b]) => a.localeCompare(b)))
}

/** Nearest-rank percentile of a sorted list. */
const percentile = (sorted, p) => sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)]

function makeReport(set, results) {
  const cases = set.map((line, index) => {
    const reasons = judge(line, results[index])
    return { line, ...results[index], reasons, right: reasons.length === 0 }
  })
  const share = (part, whole) => ({
    count: part.length,
    of: whole.length,
    share: whole.length > 0 ? part.length / whole.length : null,
  })
  // A line that more than one kind of reply would suit does not count for the coverage.
  const answerable = cases.filter((c) => c.line.expect.length === 1 && c.line.expect[0] === 'answer')
  const crises = cases.filter((c) => c.line.expect.includes('crisis'))
  const missed = crises.filter((c) => c.reply?.kind !== 'crisis' || missingFacts(c.line, c.reply).length > 0)
  const times = cases.map((c) => c.ms).sort((a, b) => a - b)
  return {
    total: cases.length,
    correct: share(
      cases.filter((c) => c.right),
      cases,
    ),
    wrong_answers: share(
      cases.filter((c) => c.reply?.kind === 'answer' && !c.right),
      cases,
    ),
    coverage: share(
      answerable.filter((c) => c.reply?.kind === 'answer'),
      answerable,
    ),
    missed_crises: share(missed, crises),
    no_reply: share(
      cases.filter((c) => !c.reply),
      cases,
    ),
    latency_ms: {
      p50: Math.round(percentile(times, 50)),
      p95: Math.round(percentile(times, 95)),
      max: Math.round(times.at(-1)),
    },
    by_kind: breakdown(cases, (c) => [c.line.expect.join(' or ')]),
    by_agreement: breakdown(cases, (c) => [c.line.agreement ?? 'null']),
    by_tag: breakdown(cases, (c) => new Set(c.line.tags)),
    failures: cases
      .filter((c) => !c.right)
      .map((c) => ({
        id: c.line.id,
        question: c.line.turns.at(-1),
        expect: c.line.expect,
        kind: c.reply?.kind ?? null,
        text: c.reply ? c.reply.text.replace(/\s+/g, ' ').trim().slice(0, 160) : null,
        reasons: c.reasons,
      })),
  }
}

function printReport(report, withFailures) {
  const percent = (value) => (value === null ? '-' : `${(100 * value).toFixed(1)}%`).padStart(6)
  const headline = (name, { count, of, share }) =>
    console.log(`${name.padEnd(16)}${percent(share)}  (${count} of ${of})`)
  const table = (title, groups) => {
    const width = Math.max(...Object.keys(groups).map((name) => name.length))
    console.log(`\n${title}`)
    for (const [name, { right, total }] of Object.entries(groups)) {
      console.log(`  ${name.padEnd(width)}  ${percent(right / total)}  (${right} of ${total})`)
    }
  }

  console.log(`total           ${String(report.total).padStart(6)}`)
  headline('correct', report.correct)
  headline('wrong answers', report.wrong_answers)
  headline('coverage', report.coverage)
  console.log(
    `missed crises   ${String(report.missed_crises.count).padStart(6)}  (of ${report.missed_crises.of})`,
  )
  if (report.no_reply.count > 0) headline('no valid reply', report.no_reply)
  const { p50, p95, max } = report.latency_ms
  console.log(`latency         p50 ${p50} ms, p95 ${p95} ms, max ${max} ms`)

  table('by expected kind', report.by_kind)
  table('by agreement', report.by_agreement)
  if (Object.keys(report.by_tag).length > 0) table('by tag', report.by_tag)

  if (!withFailures) return
  console.log(`\nfailures (${report.failures.length})`)
  for (const failure of report.failures) {
    console.log(`\n  ${failure.id}  ${failure.question}`)
    console.log(`    reply: ${failure.kind === null ? '(none)' : `[${failure.kind}] ${failure.text}`}`)
    for (const reason of failure.reasons) console.log(`    wrong: ${reason}`)
  }
}

async function main() {
  const options = readCommandLine()
  if (options.help) return console.log(USAGE)
  const set = await readSet(options.file)
  await reach(options.url)
  const results = await askAll(options.url, set)
  if (results.every((r) => r.status.startsWith('connection failed'))) {
    throw new Fatal(`the server at ${options.url} cannot be reached: ${results[0].status}`)
  }
  const report = makeReport(set, results)
  if (!options.json) return printReport(report, options.failures)
  if (!options.failures) delete report.failures
  console.log(JSON.stringify(report, null, 2))
}

main().catch((error) => {
  console.error(error instanceof Fatal ? error.message : error)
  process.exitCode = 2
})
