import fs from 'node:fs'
const rows = JSON.parse(fs.readFileSync('/tmp/rows.json', 'utf8')) as any[]
const pos = rows.filter((r) => !r.neg),
  neg = rows.filter((r) => r.neg)
const wNeg = ((0.39 / 0.61) * pos.length) / neg.length
console.log(
  'rows',
  rows.length,
  'pos',
  pos.length,
  'neg',
  neg.length,
  'rank1 section',
  ((100 * pos.filter((r) => r.right).length) / pos.length).toFixed(1),
  'exact',
  ((100 * pos.filter((r) => r.exact).length) / pos.length).toFixed(1),
)
const mix: Record<string, number> = {
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
  'alarm.false': 0.0,
}
const nBy = new Map<string, number>()
for (const r of neg) nBy.set(r.asks, (nBy.get(r.asks) ?? 0) + 1)
const total = pos.length / 0.62
for (const r of rows) r.w = r.neg ? (total * (mix[r.asks] ?? 0)) / nBy.get(r.asks)! : 1
const byW = new Map<string, any[]>()
for (const r of rows) {
  const a = byW.get(r.writer) ?? []
  a.push(r)
  byW.set(r.writer, a)
}
function fit(rs: any[]) {
  const D = rs[0].ev.length
  const w = new Array(D).fill(0)
  let b = 0
  const sq = new Array(D + 1).fill(1e-6)
  for (let it = 0; it < 400; it++) {
    const g = new Array(D + 1).fill(0)
    let W = 0
    for (const r of rs) {
      const wt = r.w
      W += wt
      let z = b
      for (let i = 0; i < D; i++) z += w[i] * r.ev[i]
      const e = (1 / (1 + Math.exp(-z)) - (r.right ? 1 : 0)) * wt
      for (let i = 0; i < D; i++) g[i] += e * r.ev[i]
      g[D] += e
    }
    for (let i = 0; i <= D; i++) {
      const gr = g[i] / W + (i < D ? 1e-4 * w[i] : 0)
      sq[i] = 0.9 * sq[i] + 0.1 * gr * gr
      const st = ((0.05 * gr) / Math.sqrt(sq[i] + 1e-9)) * (it < 300 ? 1 : 0.2)
      if (i < D) w[i] -= st
      else b -= st
    }
  }
  return { weights: w, bias: b }
}
const bel = (m: any, ev: number[]) =>
  1 / (1 + Math.exp(-ev.reduce((s, v, i) => s + v * m.weights[i], m.bias)))
// cross-validated by writer halves
const ws = [...byW.keys()]
const A = new Set(ws.filter((_, i) => i % 2))
const mA = fit(rows.filter((r) => A.has(r.writer))),
  mB = fit(rows.filter((r) => !A.has(r.writer)))
for (const r of rows) r.c = bel(A.has(r.writer) ? mB : mA, r.ev)
const report = (get: (r: any) => number, name: string) => {
  for (const cov of [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6]) {
    const s = pos.map(get).sort((a, b) => b - a)
    const th = s[Math.floor(cov * pos.length)]!
    const ans = rows.filter((r) => get(r) > th)
    const W = pos.length + wNeg * neg.length
    const wr = ans.filter((r) => !r.right).reduce((x, r) => x + r.w, 0)
    const W2 = rows.reduce((x, r) => x + r.w, 0)
    const okk = ans.filter((r) => r.right).length
    console.log(
      name,
      'cov',
      cov,
      'th',
      th.toFixed(3),
      'right of pos',
      ((100 * okk) / pos.length).toFixed(1),
      'wrong of all',
      ((100 * wr) / W2).toFixed(2),
      'of which neg',
      ((100 * ans.filter((r) => r.neg).reduce((x, r) => x + r.w, 0)) / W2).toFixed(2),
      'neg answered',
      ((100 * ans.filter((r) => r.neg).length) / neg.length).toFixed(1),
    )
  }
}
report((r) => r.share, 'share')
report((r) => r.c, 'second')
const m = fit(rows)
fs.writeFileSync('/tmp/second.json', JSON.stringify(m))
console.log(m.weights.map((x) => x.toFixed(2)).join(' '), m.bias.toFixed(2))
const negBy = new Map<string, [number, number]>()
const th = pos.map((r) => r.c).sort((a, b) => b - a)[Math.floor(0.85 * pos.length)]!
for (const r of neg) {
  const x = negBy.get(r.asks) ?? [0, 0]
  x[1]++
  if (r.c > th) x[0]++
  negBy.set(r.asks, x)
}
console.log('answered at 85% cov:', [...negBy].map(([k, v]) => k + ' ' + v.join('/')).join(', '))
if (process.env.SHOW)
  for (const r of rows
    .filter((r) => !r.right && r.c > th)
    .sort((a, b) => b.c - a.c)
    .slice(0, Number(process.env.SHOW)))
    console.log(r.c.toFixed(2), r.asks, '|', r.best, '|', r.a.slice(0, 8), '|', r.text.slice(0, 180))
