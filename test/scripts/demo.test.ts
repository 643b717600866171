import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../db/client.ts'
import { sql } from 'drizzle-orm'
import { handoffReason } from '../../db/schema.ts'
import { fillDemonstration } from '../../scripts/demo/fill.ts'
import { PASSWORD, type LogIn } from '../../scripts/demo/staff.ts'
import { views } from '../../server/desk/views.ts'
import { newProduct, type Product } from '../support/product.ts'
import { testEngine } from '../support/engine.ts'
import { newBrowserOf } from '../support/staff.ts'
import { codeOf } from '../support/totp.ts'

describe('the demonstration', () => {
  let product: Product
  let logIns: LogIn[]

  beforeAll(async () => {
    product = await newProduct()
    logIns = await fillDemonstration(product.desk, await testEngine())
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  async function atDesk({ email, secret }: LogIn) {
    const browser = newBrowserOf(product)
    await browser.call('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
    const { status } = await browser.call('POST', '/api/auth/two-factor/verify-totp', {
      code: codeOf(secret),
    })
    expect(status, email).toBe(200)
    return browser
  }

  it('lets its people log in, and shows them something in every view', async () => {
    for (const slug of ['magentazorg', 'zonl', 'de-wegwijzer']) {
      const supporter = logIns.find(
        ({ organisation, role }) => organisation === slug && role === 'supporter',
      )!
      const { call } = await atDesk(supporter)
      for (const view of views) {
        const { body } = await call('GET', `/api/v1/desk/conversations?view=${view}`)
        expect(body.lines.length, `${view} at ${slug}`).toBeGreaterThan(0)
      }
    }
  })

  it('holds every reason for which a conversation goes to a person, and every stage of a term', async () => {
    const reasons = await rowsOf<{ reason: string }>(
      product.database.db,
      sql`select distinct reason from handoffs`,
    )
    expect(reasons.map(({ reason }) => reason).toSorted()).toEqual(handoffReason.enumValues.toSorted())
    const coordinator = logIns.find(({ role }) => role === 'coordinator')!
    const { call } = await atDesk(coordinator)
    const { body } = await call('GET', '/api/v1/desk/conversations?view=waiting')
    const stages = new Set(body.lines.map(({ due }: { due: { state: string } }) => due.state))
    expect([...stages].toSorted()).toEqual(['fine', 'half', 'late', 'most'])
  })

  it('goes back half a year, and nothing of it lies ahead', async () => {
    const [row] = await rowsOf<{ days: number; ahead: number; many: number }>(
      product.database.db,
      sql`select extract(day from now() - min(created_at))::int as days, count(*)::int as many,
        count(*) filter (where greatest(created_at, last_message_at, closed_at) > now())::int as ahead
        from conversations`,
    )
    expect(row!.days).toBeGreaterThan(170)
    expect(row!.many).toBeGreaterThan(90)
    expect(row!.ahead).toBe(0)
  })
})
