import { openPostgres } from '../db/client.ts'
import { asKey } from '../db/sealing.ts'
import { testEngine } from './support/engine.ts'
import { productOn } from './support/product.ts'
import { coordinatorOf } from './bench/reports/measure-all.ts'
const engine = await testEngine()
const database = await openPostgres(process.argv[2]!, 4)
const product = productOn(database, asKey(new Uint8Array(32).fill(5)), engine)
const { who } = await coordinatorOf(product)
const five='from=2021-01-01&to=2025-12-31'
for (const path of [`figures/minutes?${five}`, 'contacts/totals']) {
  const took: number[] = []
  for (let i = 0; i < 9; i++) { const t = performance.now(); const r = await who.request('/api/v1/desk/' + path); await r.arrayBuffer(); took.push(Math.round(performance.now() - t)) }
  console.log(path.slice(0, 90).padEnd(92), took.join(' '))
}
await product.stop(); await database.close(); process.exit(0)
