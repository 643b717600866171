// leave writers out -> evidence rows -> second look fit + figures
import { loadKnowledge } from './server/knowledge/load.ts'
import { learn } from './server/answers/learn.ts'
import { read } from './server/answers/reading.ts'
import { indexClauses } from './server/answers/clauses.ts'
import { lookUnder, sectionOf, believe } from './server/answers/look.ts'
import { dutchWords } from './server/answers/dictionary.ts'
import fs from 'node:fs'
const k = await loadKnowledge(new URL('./db/knowledge/', import.meta.url))
const dict = dutchWords()
const entries = new Map(k.entries.map((e) => [e.id, e]))
const groups = (
  process.env.G ??
  'familie,boos-en-ongeduldig,bijna-raak-wlz,nieuwe-vragen-a;oudere-dictaat,kort-zakelijk,buiten-de-bronnen,crisis-en-vals-alarm;jong-mobiel,licht-verstandelijk-beperkt,nauwkeurig-en-indirect,bijna-raak-wmo;professional,taal-lastig,mantelzorger-verhaal,veiligheid,nieuwe-vragen-b'
)
  .split(';')
  .map((g) => g.split(','))
const clauses = indexClauses(k)
let rnd = 7
const rand = () => {
  rnd = (rnd * 1103515245 + 12345) & 0x7fffffff
  return rnd / 0x7fffffff
}
const rows: any[] = []
const ags = [
  'magentazorg-wmo-2020',
  'zonl-thuisbegeleiding',
  'wlz-oco-2024',
  'wlz-oco-2021',
  'magentazorg-wmo-2020',
  'zonl-thuisbegeleiding',
  'wlz-oco-2024',
  'wmo-module-ondersteuningsplan',
]
const known = new Set(k.phrasings.map((p) => p.writer))
for (const w of known) if (!groups.flat().includes(w)) console.log('writer in no group', w)
for (const [gi, g] of groups.entries()) {
  if (process.env.ONLY && !process.env.ONLY.split(',').includes(String(gi))) continue
  const t0 = Date.now()
  const learnt = learn({ ...k, phrasings: k.phrasings.filter((p) => !g.includes(p.writer)) }, dict)
  console.log(
    'group',
    gi,
    'learn ms',
    Date.now() - t0,
    'features',
    learnt.space.ids.size,
    'labels',
    learnt.labels.length,
    'docs',
    learnt.neighbourLabels.length,
  )
  const views = { learnt, clauses, entries, secondLook: { weights: [], bias: 0 } }
  const t1 = Date.now()
  let n = 0
  for (const p of k.phrasings.filter((p) => g.includes(p.writer))) {
    const neg = !entries.has(p.asks)
    const can = ags.filter((a) => neg || sectionOf(entries.get(p.asks)!, a) !== null)
    if (!can.length) continue
    const a = can[Math.floor(rand() * can.length)]!
    const wlz = a.startsWith('wlz')
    const rd = read(learnt.reader, p.text)
    const look = lookUnder(
      views,
      a,
      [{ reading: rd, weight: 1 }],
      rd,
      (e) =>
        !wlz &&
        sectionOf(e, a) === null &&
        e.answers.every((x) => x.agreements.every((y) => y.startsWith('wlz'))),
    )
    n++
    const best = look.candidates[0]!
    const wantS = neg ? null : sectionOf(entries.get(p.asks)!, a)
    rows.push({
      writer: p.writer,
      asks: p.asks,
      text: p.text,
      a,
      neg,
      best: best.entry.id,
      right: !neg && best.section === wantS,
      exact: best.entry.id === p.asks,
      share: best.sectionShare,
      ev: look.evidence,
      other: look.others[0]!.asks,
      os: look.others[0]!.share,
    })
  }
  console.log('ask ms', ((Date.now() - t1) / n).toFixed(2))
}
fs.writeFileSync('/tmp/rows.json', JSON.stringify(rows))
