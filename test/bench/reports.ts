// The coordinator's desk over five years of one organisation, with half a million contacts: how long every figure, every
// list, the monthly report and every download takes.
import { parseArgs } from 'node:util'
import { sql } from 'drizzle-orm'
import { openPostgres } from '../../db/client.ts'
import { asSecret, masterKeyOf } from '../../db/sealing.ts'
import { openKeys } from '../../server/privacy/open-keys.ts'
import { storeKnowledge } from '../../server/knowledge/store.ts'
import { newPostgresDatabase } from '../support/databases.ts'
import { testEngine } from '../support/engine.ts'
import { productOn } from '../support/product.ts'
import { realTexts } from './desk/words.ts'
import { fill, type Sizes } from './reports/fill.ts'
import { coordinatorOf, measureAll } from './reports/measure-all.ts'
import { REPORT_MS } from './reports/requests.ts'
import { sendAll } from './reports/sent-reports.ts'

const { values } = parseArgs({
  options: {
    small: { type: 'boolean' },
    keep: { type: 'boolean' },
    /** A database that was kept: it is not filled again. */
    on: { type: 'string' },
    times: { type: 'string', default: '20' },
  },
})
const times = Number(values.times)
const share = values.small ? 1 / 50 : 1
const sizes: Sizes = {
  clients: 60_000 * share,
  contacts: 500_000 * share,
  requests: 100_000 * share,
  signals: 3000 * share,
}

const server = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
const [engine, { url, drop }] = await Promise.all([
  testEngine(),
  values.on ? { url: values.on, drop: async () => {} } : newPostgresDatabase(server),
])
/** Always the same, so that what was kept can be read again. */
const masterKey = masterKeyOf(asSecret(new Uint8Array(32).fill(5)))
const database = await openPostgres(url, 4)
if (values.on) await openKeys(database.db, masterKey)
const product = productOn(database, masterKey, engine)
const faults: string[] = []
try {
  console.log(`npm run bench:reports   ${new Date().toISOString().slice(0, 10)}   Node ${process.version}
${Object.entries(sizes)
  .map(([name, many]) => `${many.toLocaleString('en')} ${name}`)
  .join(', ')}; ${times} requests each, one at a time.`)
  const { who } = await (values.on ? coordinatorOf(product) : makeFiveYears())
  faults.push(...(await measureAll(product, who, { times, tell: console.log })))
} finally {
  await product.stop()
  await database.close()
  if (values.keep || values.on) console.log(`\nKept: ${url}`)
  else await drop()
}
console.log(faults.length === 0 ? '\nEverything is within its limit.' : `\n${faults.join('\n')}`)
process.exit(faults.length === 0 ? 0 : 1)

async function makeFiveYears() {
  await storeKnowledge(database.db, masterKey, engine.knowledge)
  const began = performance.now()
  await fill(product, engine, realTexts(engine, '2025-12-31'), sizes)
  const filled = performance.now()
  const coordinator = await coordinatorOf(product)
  const took = await sendAll(product.desk, coordinator.me, engine)
  await database.db.execute(sql`vacuum (analyze)`)
  const longest = Math.max(...took)
  console.log(
    `Filled in ${inSeconds(filled - began)}; ${took.length} months sent, the slowest in ${inSeconds(longest)}.`,
  )
  if (longest > REPORT_MS) faults.push(`TOO SLOW: sending a month: ${longest.toFixed(0)} ms`)
  return coordinator
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
