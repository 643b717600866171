import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fill } from '../../bench/reports/fill.ts'
import { coordinatorOf, measureAll } from '../../bench/reports/measure-all.ts'
import { sendAll } from '../../bench/reports/sent-reports.ts'
import { realTexts } from '../../bench/desk/words.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, type Product } from '../../support/product.ts'

/** `npm run bench:reports` has a hundred times as many, and looks at how long everything takes. */
const SIZES = { clients: 600, contacts: 5000, requests: 1000, signals: 60 }

describe.each(databaseKinds)('five years of an organisation, on $name', (kind) => {
  let product: Product
  let coordinator: Awaited<ReturnType<typeof coordinatorOf>>

  beforeAll(async () => {
    product = await newProduct(kind)
    const engine = await testEngine()
    await fill(product, engine, realTexts(engine, '2025-12-31'), SIZES)
    coordinator = await coordinatorOf(product)
  }, 300_000)
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('every month but the last, and every quarter, can be sent', async () => {
    expect(await sendAll(product.desk, coordinator.me, await testEngine())).toHaveLength(59)
  }, 120_000)

  it('every figure, list, report and download of the coordinator is answered', async () => {
    const lines: string[] = []
    await measureAll(product, coordinator.who, { times: 1, tell: (line) => lines.push(line) })
    expect(lines.length).toBeGreaterThan(90)
  }, 120_000)
})
