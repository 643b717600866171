import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from '../../../db/client.ts'
import { masterKeyOf, newSecret } from '../../../db/sealing.ts'
import { storeKnowledge } from '../../../server/knowledge/store.ts'
import { fill } from '../../bench/desk/fill.ts'
import { employ, whoAsks } from '../../bench/desk/people.ts'
import { faultsOf, openHeard, planOf, type Heard } from '../../bench/desk/plans.ts'
import { requestsOf, type Request } from '../../bench/desk/requests.ts'
import { realTexts } from '../../bench/desk/words.ts'
import { newPostgresDatabase } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { productOn, type Product } from '../../support/product.ts'
import { askingWith, openSession } from '../../support/staff.ts'

const address = process.env.TEST_DATABASE_URL

/** Fewer than these PostgreSQL had better read from end to end. */
const SIZES = { conversations: 5000, messages: 25_000 }

describe.skipIf(!address)('the desk with thousands of conversations', () => {
  let client: postgres.Sql
  let heard: Heard
  let product: Product
  let organisationId: string
  let requests: Request[]
  let drop: () => Promise<void>

  beforeAll(async () => {
    const [engine, made] = await Promise.all([testEngine(), newPostgresDatabase(address!)])
    drop = made.drop
    await (await openPostgres(made.url, 2)).close()
    client = postgres(made.url, { max: 8, onnotice: () => {} })
    heard = openHeard(made.url)
    const masterKey = masterKeyOf(newSecret())
    await storeKnowledge(heard.database.db, masterKey, engine.knowledge)
    product = productOn(heard.database, masterKey, engine)
    const texts = realTexts(engine, '2026-11-22')
    await fill(client, await employ(product), texts, SIZES, Date.now())
    const who = await whoAsks(product)
    organisationId = who.organisationId
    const logIn = async (person: typeof who.supporter) => {
      const cookie = await openSession(product, person)
      return askingWith(product, () => cookie)
    }
    const people = {
      ...who,
      supporter: await logIn(who.supporter),
      coordinator: await logIn(who.coordinator),
    }
    requests = await requestsOf(people, { rarest: texts.rarest, common: ['hulp', 'mijn'], beginning: 'zwa' })
  })
  afterAll(async () => {
    await product.stop()
    await heard.database.close()
    await client.end()
    await drop()
  })

  it('finds every list and every conversation by an index', async () => {
    const faults: string[] = []
    // What a search finds among so few, PostgreSQL may well pick from the whole table: `npm run bench:desk` looks at that.
    const lists = requests.filter(({ path }) => !path(0).includes('?q='))
    expect(lists.length).toBeGreaterThan(20)
    for (const { name, who, path } of lists) {
      const statements = await heard.statementsOf(() => who.request(path(0)))
      for (const statement of statements) {
        const plan = await planOf(client, organisationId, statement)
        faults.push(...faultsOf(plan).map((fault) => `${name}: ${fault}`))
      }
    }
    expect(faults).toEqual([])
  })
})
