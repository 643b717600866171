import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { rowsOf, withinOrganisation } from '../../../db/client.ts'
import { clients, conversations, handoffs, reports } from '../../../db/schema.ts'
import { openConversation } from '../../../server/conversations/conversation.ts'
import { eraseIn } from '../../../server/privacy/erase-conversation.ts'
import { demonstrated, HALF_YEARS, type Demonstrated } from '../../support/demonstration.ts'
import { rowsBehind } from '../../support/rows-behind.ts'
import { dumpOf, sealedOfClient } from './every-row.ts'

const REQUESTS = '/api/v1/desk/rights-requests'

let shown: Demonstrated
beforeAll(async () => {
  shown = await demonstrated(HALF_YEARS[0]!)
  // Who waits now would wait a minute longer the second time.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date() })
}, 600_000)
afterAll(async () => {
  vi.useRealTimers()
  await shown.close()
})

/** Every figure of the demonstration, on the screens and in the downloads. */
async function everyFigure(shownAt: Demonstrated) {
  const open = rowsBehind(shownAt.coordinator)
  const { now } = HALF_YEARS[0]!
  const to = now.toISOString().slice(0, 10)
  const from = new Date(now.getTime() - 210 * 86_400_000).toISOString().slice(0, 10)
  const days = `from=${from}&to=${to}`
  const { months } = await open.get<{ months: { month: string }[] }>('reports/months')
  const { sent } = await open.get<{ sent: { period: string }[] }>('reports/quarters')
  const figures: Record<string, unknown> = {
    log: await open.log({}),
    totals: await open.get('contacts/totals'),
    logInCsv: await open.csv('contacts/download?format=csv'),
    budget: await open.get(`figures/budget?year=${to.slice(0, 4)}`),
    minutes: await open.get(`figures/minutes?${days}`),
    responses: await open.get(`figures/response-times?${days}`),
    requests: await open.requests({ from, to }),
    requestsInCsv: await open.csv(`figures/response-times/download?${days}&format=csv`),
    months,
    sent,
    signals: await open.get('signals/counts'),
  }
  for (const { month } of months) figures[month] = await open.get(`reports/months/${month}`)
  for (const { period } of sent) {
    figures[period] = await open.get(`reports/quarters/${period}`)
    figures[`ratings ${period}`] = await open.ratings(period)
  }
  return figures
}

it('after erasing conversations, a client and one who was merged every figure is what it was', async () => {
  const { product, organisationId, coordinator } = shown
  const { db } = product.database
  const chats = await db
    .selectDistinct({ id: conversations.id })
    .from(conversations)
    .innerJoin(handoffs, eq(handoffs.conversationId, conversations.id))
    .where(
      and(
        eq(conversations.organisationId, organisationId),
        eq(conversations.status, 'closed'),
        isNotNull(conversations.registeredAt),
        isNotNull(handoffs.reactedAt),
      ),
    )
    .limit(4)
  // What still runs is counted when it ends, erased or not.
  const known = await rowsOf<{ id: string }>(
    db,
    sql`select client.id from clients as client join contacts as contact on contact.client_id = client.id
      where client.organisation_id = ${organisationId} and client.unique_client_id = client.id
        and not exists (select 1 from conversations where client_id = client.id and status <> 'closed')
        and not exists (select 1 from clients as other where other.unique_client_id = client.id and other.id <> client.id)
      group by client.id order by count(*) desc, client.id limit 3`,
  )
  const [one, other, merged] = known.map(({ id }) => id)
  const merging = { intoId: other, reason: 'Trouwde' }
  expect((await coordinator.call('POST', `/api/v1/desk/clients/${merged}/merges`, merging)).status).toBe(201)
  const ids = [one!, merged!]
  const names = await Promise.all(
    ids.map(async (id) => (await coordinator.call('GET', `/api/v1/desk/clients/${id}`)).body.name as string),
  )
  const sent = await db.select().from(reports)
  const before = await everyFigure(shown)

  await withinOrganisation(db, organisationId, async (tx) => {
    for (const { id } of chats) {
      const open = await openConversation(tx, product.desk.masterKey, eq(conversations.id, id), 'lock')
      await eraseIn(open!, product.desk)
    }
  })
  for (const clientId of ids) {
    const asked = { kind: 'erasure', via: 'letter', receivedOn: '2026-01-05', clientId, words: 'Wis alles.' }
    const { body } = await coordinator.call('POST', REQUESTS, asked)
    const at = `${REQUESTS}/${body.id}`
    await coordinator.call('PUT', `${at}/identity`, { how: 'Paspoort gezien' })
    await coordinator.call('POST', `${at}/decision`, { decision: 'granted', reason: 'Zijn recht' })
    await coordinator.call('POST', `${at}/answer`, { text: 'Wij wissen alles.', via: 'letter' })
    expect(await coordinator.call('POST', `${at}/erasure`)).toMatchObject({ status: 200 })
  }

  const after = await everyFigure(shown)
  for (const [name, figure] of Object.entries(before)) expect(after[name], name).toEqual(figure)
  expect(await db.select().from(reports)).toEqual(sent)
  for (const id of ids) expect(await sealedOfClient(db, id)).toEqual([])
  expect(chats.length).toBeGreaterThan(2)
  const [left] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(clients)
    .where(and(isNull(clients.erasedAt), sql`${clients.id} = any(${`{${ids.join(',')}}`}::uuid[])`))
  expect(left!.n).toBe(0)
  const dump = await dumpOf(db)
  for (const name of names) expect(dump).not.toContain(name)
  const search = await coordinator.call('POST', '/api/v1/desk/clients/search', { q: names[0] })
  expect(search.body.clients.map(({ id }: { id: string }) => id)).not.toContain(ids[0])
}, 600_000)
