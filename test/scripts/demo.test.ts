import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../db/client.ts'
import { sql } from 'drizzle-orm'
import { handoffReason } from '../../db/schema.ts'
import { PASSWORD, type LogIn } from '../../scripts/demo/staff.ts'
import { views } from '../../server/desk/views.ts'
import { demonstrated, HALF_YEARS, type Demonstrated } from '../support/demonstration.ts'
import type { Product } from '../support/product.ts'
import { newBrowserOf } from '../support/staff.ts'
import { codeOf } from '../support/totp.ts'

describe('the demonstration', () => {
  let shown: Demonstrated
  let product: Product
  let logIns: LogIn[]

  beforeAll(async () => {
    const [now] = HALF_YEARS
    shown = await demonstrated(now!)
    ;({ product, logIns } = shown)
  }, 300_000)
  afterAll(() => shown.close())

  /** A code is taken once, so each logs in once. */
  const there = new Map<string, ReturnType<typeof newBrowserOf>>()

  async function atDesk({ email, secret }: LogIn) {
    const known = there.get(email)
    if (known) return known
    const browser = newBrowserOf(product)
    there.set(email, browser)
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

  const ofTheWlz = sql`organisation_id = (select id from organisations where slug = 'de-wegwijzer')`
  const distinct = async (what: string, from: string) => {
    const rows = await rowsOf<{ name: string }>(
      product.database.db,
      sql`select distinct (${sql.raw(what)})::text as name from ${sql.raw(from)} where ${ofTheWlz} order by 1`,
    )
    return rows.map(({ name }) => name)
  }

  it('registers contacts by every channel, and some that cannot be declared, for every reason but a wrong service', async () => {
    const [row] = await rowsOf<{ many: number; clients: number; replaced: number; drafts: number }>(
      product.database.db,
      sql`select count(*) filter (where replaced_at is null)::int as many, count(distinct client_id)::int as clients,
        count(*) filter (where replaced_at is not null)::int as replaced,
        count(*) filter (where replaced_at is null and is_draft)::int as drafts from contacts where ${ofTheWlz}`,
    )
    expect(row!.many).toBeGreaterThan(500)
    expect(row!.clients).toBeGreaterThan(100)
    expect(row!.replaced).toBeGreaterThan(5)
    expect(row!.drafts).toBeGreaterThan(0)
    expect(await distinct('channel', 'contacts')).toEqual([
      'mail',
      'phone',
      'telegram',
      'video',
      'visit',
      'widget',
    ])
    expect(await distinct(`coalesce(obstacle::text, 'none')`, 'contacts')).toEqual([
      'anonymous',
      'assistant_only',
      'draft',
      'no_indication',
      'none',
      'not_wlz',
    ])
  })

  it('has reports that were sent, one corrected, one to be made, and one that changed since', async () => {
    const { call } = await atDesk(coordinatorOf('de-wegwijzer'))
    const { body } = await call('GET', '/api/v1/desk/reports/months')
    const months: { state: string; version: number | null }[] = []
    for (const year of body.years)
      months.push(...(await call('GET', `/api/v1/desk/reports/months?year=${year}`)).body.months)
    const states = months.map(({ state }) => state)
    expect(new Set(states)).toEqual(new Set(['running', 'to_make', 'changed', 'sent']))
    expect(months.some(({ version }) => version === 2)).toBe(true)
  })

  it('has signals: acute ones, complaints, and a trend that somebody confirmed', async () => {
    const { call } = await atDesk(coordinatorOf('de-wegwijzer'))
    const { body: acute } = await call('GET', '/api/v1/desk/signals/acute')
    expect(acute.signals).toHaveLength(1)
    expect(await distinct('kind', 'signals')).toEqual(['complaint', 'signal'])
    expect(await distinct('status', 'trends')).toEqual(['confirmed'])
  })

  it('registers contacts without a service for those who are not paid by the hour', async () => {
    const rows = await rowsOf<{ slug: string; services: number; many: number }>(
      product.database.db,
      sql`select slug, count(service)::int as services, count(*)::int as many from contacts
        join organisations on organisations.id = organisation_id where slug <> 'de-wegwijzer' group by 1 order by 1`,
    )
    expect(rows.map(({ slug, services }) => [slug, services])).toEqual([
      ['magentazorg', 0],
      ['zonl', 0],
    ])
    expect(Math.min(...rows.map(({ many }) => many))).toBeGreaterThan(50)
  })

  function coordinatorOf(slug: string): LogIn {
    return logIns.find(({ organisation, role }) => organisation === slug && role === 'coordinator')!
  }
})
