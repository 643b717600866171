import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { rowsOf, withinOrganisation } from '../../../db/client.ts'
import {
  accessLog,
  bindings,
  conversations,
  destructions,
  organisations,
  rightsRequests,
} from '../../../db/schema.ts'
import { brokenAt } from '../../../server/privacy/destroyed.ts'
import { readConfig } from '../../../server/config.ts'
import { showExpired } from '../../../server/privacy/retention-command.ts'
import { createNightlyRetention } from '../../../server/privacy/nightly.ts'
import { destroyExpired } from '../../../server/privacy/retention.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { NOW } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff } from '../../support/staff.ts'
import { AtTheDesk } from '../clients/at-the-desk.ts'
import { dumpOf } from './every-row.ts'

const RETENTION = '/api/v1/desk/retention'

describe.each(databaseKinds)('on $name', (kind) => {
  const desk = new AtTheDesk(kind)
  const db = () => desk.product.database.db
  const administrator = (organisation: string) =>
    loggedInStaff(desk.product, { organisation, role: 'administrator', firstName: 'Ad' })

  it('lines of the access log older than five years go, and no organisation destroys those of another', async () => {
    const [zonl] = await db().select().from(organisations).where(eq(organisations.slug, 'zonl'))
    const organisationId = zonl!.id
    const line = {
      organisationId,
      event: 'x',
      action: 'R',
      outcome: 'succeeded',
      actor: 'product',
      purpose: 'management',
      source: 'server',
    } as const
    const other = desk.cora.me.organisationId
    for (const year of [2018, 2019]) {
      await db()
        .insert(accessLog)
        .values({ ...line, at: new Date(Date.UTC(year, 5, 1)) })
    }
    await db()
      .insert(accessLog)
      .values({ ...line, at: NOW })
    await expect(
      withinOrganisation(db(), other, (tx) =>
        tx.execute(sql`select expire_access_log(${organisationId}::uuid, '2020-01-01'::timestamptz)`),
      ),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('another organisation') } })
    const gone = await destroyExpired(desk.product.desk, organisationId, { now: NOW })
    expect(gone.access_log).toBe(2)
    expect((await destroyExpired(desk.product.desk, organisationId, { now: NOW })).access_log).toBe(0)
  })

  it.each([
    ['magentazorg', 240, 'De zorgaanbieder bewaart het dossier 20 jaar'],
    ['zonl', 180, 'De zorgaanbieder bewaart het dossier 15 jaar'],
    ['de-wegwijzer', 84, undefined],
  ])('the files of %s are kept as its agreement says', async (organisation, months, quote) => {
    const ad = await administrator(organisation)
    const { body } = await ad.call('GET', RETENTION)
    const files = body.periods.find(({ kind: each }: { kind: string }) => each === 'clients')
    expect([files.months, files.source?.quote]).toEqual([months, quote])
    const shorter = await ad.call('PUT', `${RETENTION}/clients`, { months: files.least - 1 })
    expect(shorter).toMatchObject({ status: 400, body: { code: 'retention.too_short' } })
  })

  it('the access log is kept for five years at the least', async () => {
    const ad = await administrator('zonl')
    expect((await ad.call('PUT', `${RETENTION}/access_log`, { months: 59 })).status).toBe(400)
    expect((await ad.call('PUT', `${RETENTION}/access_log`, { months: 72 })).status).toBe(200)
  })

  async function oldChat(said: string, monthsAgo: number) {
    const client = clientOf(desk.product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: '1', text: said })
    const then = new Date(NOW)
    then.setUTCMonth(then.getUTCMonth() - monthsAgo)
    await db()
      .update(conversations)
      .set({ lastMessageAt: then, createdAt: then })
      .where(eq(conversations.id, chat.id))
    return { chat, client }
  }

  it('says what would go today without touching it, and destroys it at night with a proof', async () => {
    const old = await oldChat('Mag mijn buurvrouw Sijtje Roerdomp mijn dossier zien?', 13)
    const young = await oldChat('Mag ik mijn dossier zien?', 11)
    const ad = await administrator('de-wegwijzer')
    const { body } = await ad.call('GET', `${RETENTION}/expired`)
    const chats = body.kinds.find(({ kind: each }: { kind: string }) => each === 'chats')
    expect(chats).toMatchObject({ count: 1, rows: [{ id: old.chat.id, label: 'widget' }] })
    expect((await old.client.read(old.chat)).length).toBeGreaterThan(1)

    const lines: string[] = []
    await showExpired.run(
      { ...desk.product.desk, config: readConfig({}) },
      ['--organisation', 'de-wegwijzer'],
      (line) => lines.push(line),
    )
    expect(lines).toContainEqual(expect.stringMatching(/^de-wegwijzer chats: 1 older than .*12 months/u))
    const nightly = createNightlyRetention(desk.product.desk, {
      now: () => NOW,
      failed: (error) => {
        throw error
      },
    })
    await nightly.look()
    expect(
      (await old.client.call('GET', `/conversations/${old.chat.id}/messages`, undefined, old.chat.token))
        .status,
    ).toBe(404)
    expect((await young.client.read(young.chat)).length).toBeGreaterThan(1)
    const proof = await ad.call('GET', '/api/v1/desk/destructions')
    expect(proof.body).toMatchObject({
      brokenAt: null,
      destructions: [
        { kind: 'chats', cause: 'term', months: 12, staffId: null, counts: { conversations: 1 } },
      ],
    })
    const again = await destroyExpired(desk.product.desk, desk.cora.me.organisationId, { now: NOW })
    expect(Object.values(again).every((many) => many === 0)).toBe(true)
    const [logged] = await rowsOf(db(), sql`select actor from access_log where event = 'retention.destroyed'`)
    expect(logged).toEqual({ actor: 'product' })
  })

  it('a file of which the term has passed goes, but not while its client waits for an answer', async () => {
    const createdAt = new Date('2010-01-01T12:00:00Z')
    const { organisationId } = desk.cora.me
    const id = await registeredClient(desk.product, organisationId, { createdAt })
    const held = await registeredClient(desk.product, organisationId, { createdAt })
    const { body: request } = await desk.anna.call('POST', '/api/v1/desk/rights-requests', {
      kind: 'objection',
      via: 'letter',
      receivedOn: '2026-11-02',
      words: 'Maakt bezwaar.',
    })
    await db().update(rightsRequests).set({ clientId: held }).where(eq(rightsRequests.id, request.id))
    const ad = await administrator('de-wegwijzer')
    const { body } = await ad.call('GET', `${RETENTION}/expired`)
    const files = body.kinds.find(({ kind: each }: { kind: string }) => each === 'clients')
    expect([files.count, files.held]).toEqual([1, 1])
    const run = await ad.call('POST', `${RETENTION}/runs`)
    expect(run.body.destroyed).toMatchObject({ clients: 1 })
    const rows = await rowsOf<{ id: string }>(db(), sql`select id from clients where erased_at is not null`)
    expect(rows).toEqual([{ id }])
  })

  it('a file stays until the copy that was granted has been made', async () => {
    const { organisationId } = desk.cora.me
    const createdAt = new Date('2010-01-01T12:00:00Z')
    const id = await registeredClient(desk.product, organisationId, { createdAt })
    const granted = { decision: 'granted', decidedAt: NOW, answeredAt: NOW } as const
    await db()
      .insert(rightsRequests)
      .values({
        organisationId,
        number: 1000,
        kind: 'copy',
        via: 'letter',
        clientId: id,
        receivedOn: '2026-11-01',
        dueOn: '2026-12-01',
        ...granted,
      })
    const goneOf = async () => (await destroyExpired(desk.product.desk, organisationId, { now: NOW })).clients
    expect(await goneOf()).toBe(0)
    await db().update(rightsRequests).set({ executedAt: NOW }).where(eq(rightsRequests.clientId, id))
    expect(await goneOf()).toBe(1)
  })

  it('a file keeps the term that it was made under when another agreement takes its place', async () => {
    const ad = await administrator('magentazorg')
    const { organisationId } = ad
    await db()
      .update(bindings)
      .set({ bindsTo: '2024-12-31' })
      .where(eq(bindings.organisationId, organisationId))
    await db()
      .insert(bindings)
      .values({ organisationId, agreementId: 'wlz-oco-2024', bindsFrom: '2025-01-01', recordedAt: NOW })
    const id = await registeredClient(desk.product, organisationId, {
      createdAt: new Date('2010-01-01T12:00:00Z'),
    })
    await destroyExpired(desk.product.desk, organisationId, { now: NOW })
    const [row] = await rowsOf(db(), sql`select erased_at from clients where id = ${id}`)
    expect(row).toEqual({ erased_at: null })
  })

  it('what fails is told and keeps nothing else from being destroyed', async () => {
    const { chat } = await oldChat('Mag ik mijn dossier zien?', 14)
    const failures: unknown[] = []
    // To the database's own clock these lines are young, so that it refuses.
    const nightly = createNightlyRetention(desk.product.desk, {
      now: () => new Date('2033-01-01T03:00:00Z'),
      failed: (error) => failures.push(error),
    })
    await nightly.look()
    expect(failures.length).toBeGreaterThan(1)
    expect(failures.map(String).join(' ')).toMatch(/access_log of organisation/u)
    const [row] = await db().select().from(conversations).where(eq(conversations.id, chat.id))
    expect(row!.erasedAt).not.toBeNull()
  })

  it('a proof that somebody changed is found', async () => {
    const { organisationId } = desk.cora.me
    const check = () => withinOrganisation(db(), organisationId, (tx) => brokenAt(tx, organisationId))
    expect(await check()).toBeNull()
    await db()
      .update(destructions)
      .set({ counts: { conversations: 7 } })
      .where(eq(destructions.seq, 1))
    expect(await check()).toBe(1)
    expect(await dumpOf(db())).not.toContain('Roerdomp')
  })
})
