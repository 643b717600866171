// fast in-process judge
import fs from 'node:fs'
import { loadKnowledge } from './server/knowledge/load.ts'
import { compileEngine } from './server/answers/engine.ts'
import { replyTo } from './server/answers/reply.ts'
import { dutchWords } from './server/answers/dictionary.ts'
const k = await loadKnowledge(new URL('./db/knowledge/', import.meta.url))
let t0 = Date.now()
const engine = compileEngine(k, dutchWords())
console.log('compile', Date.now() - t0, 'phrasings', k.phrasings.length, 'entries', k.entries.length)
const norm = (s: string) =>
  s
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
for (const f of process.argv.slice(2)) {
  const saved: any[] = []
  const set = fs
    .readFileSync(f, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((l) => JSON.parse(l))
  let ok = 0,
    wrong = 0,
    cov = 0,
    ansb = 0,
    missed = 0
  const fails: string[] = []
  const kinds = new Map<string, [number, number]>()
  const times: number[] = []
  for (const l of set) {
    const t = performance.now()
    const r = replyTo(engine, {
      turns: l.turns,
      agreement: l.agreement ?? null,
      municipality: l.municipality ?? null,
      today: '2026-11-22',
      locale: 'nl',
    })
    times.push(performance.now() - t)
    const rs: string[] = []
    if (!l.expect.includes(r.kind)) rs.push('kind ' + r.kind)
    else {
      if (r.kind === 'answer') {
        const given = r.citations.map((c) => c.source + ' ' + c.section)
        if ((l.cite ?? []).length && !l.cite.some((c: any) => given.includes(c.source + ' ' + c.section)))
          rs.push('cites ' + [...new Set(given)])
        const b = new Set([l.agreement, ...(l.cite ?? []).map((c: any) => c.source)].filter(Boolean))
        if (b.size && r.citations.some((c) => !b.has(c.source))) rs.push('foreign')
      }
      for (const o of l.facts ?? [])
        if (!o.some((s: string) => norm(r.text).includes(norm(s)))) rs.push('missing ' + o.join('/'))
      for (const s of l.never ?? []) if (norm(r.text).includes(norm(s))) rs.push('forbidden ' + s)
    }
    const right = !rs.length
    if (right) ok++
    else if (r.kind === 'answer') wrong++
    if (l.expect.length === 1 && l.expect[0] === 'answer') {
      ansb++
      if (r.kind === 'answer') cov++
    }
    if (l.expect.includes('crisis') && !right) missed++
    const key = l.expect.join('|')
    const x = kinds.get(key) ?? [0, 0]
    x[1]++
    if (right) x[0]++
    kinds.set(key, x)
    if (!right)
      fails.push(
        `${l.id} [${l.agreement?.slice(0, 8)}${l.agreement?.slice(-4)}] ${l.turns.join(' // ')}\n     want ${l.expect} ${(l.cite ?? []).map((c: any) => c.section)} | got ${r.kind} ${r.topic} ${r.confidence.toFixed(2)} ${r.kind === 'clarify' ? r.choices.map((c) => c.label).join(' ; ') : ''}${r.kind === 'handoff' ? r.text.slice(0, 60) : ''} | ${rs.join('; ')}`,
      )
  }
  times.sort((a, b) => a - b)
  console.log(
    f,
    'correct',
    ok,
    '/',
    set.length,
    ((100 * ok) / set.length).toFixed(1) + '%',
    'wrong',
    wrong,
    ((100 * wrong) / set.length).toFixed(1) + '%',
    'coverage',
    cov,
    '/',
    ansb,
    'missed crises',
    missed,
    'ms p50',
    times[times.length >> 1]!.toFixed(2),
    'p99',
    times[Math.floor(times.length * 0.99)]!.toFixed(2),
  )
  console.log([...kinds].map(([k, v]) => k + ' ' + v.join('/')).join(', '))
  if (process.env.F) console.log(fails.join('\n'))
}
