import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { consents, sharings } from '../../../db/schema.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { AtTheDesk, fileAt, type Worker } from './at-the-desk.ts'

const LIST = '/api/v1/desk/emergency-accesses'
const RECIPIENTS = ['zorgkantoor', 'other_oco', 'municipality', 'care_provider'] as const
const wanted = {
  recipient: 'zorgkantoor',
  to: 'Mevrouw Post, afdeling bemiddeling',
  fields: ['name', 'birth_date'],
  text: 'Zij wil verhuizen naar een huis dichter bij haar dochter.',
}
const vitalInterest = {
  ground: 'life',
  reason: 'Zij dreigt vanavond van het dak te springen.',
  consulted: 'Cora en de huisarts',
  isCertain: true,
}

describe.each(databaseKinds)('telling others about a client on $name', (kind) => {
  const desk = new AtTheDesk(kind)

  const share = (client: { id: string }, otherwise: object = {}, by: Worker = desk.anna) =>
    by.call('POST', fileAt(client, '/sharings'), { ...wanted, ...otherwise })

  async function consented(client: { id: string }, otherwise: object = {}): Promise<string> {
    const given = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-03-02', isFormOnFile: true }
    const { body } = await desk.anna.call('POST', fileAt(client, '/consents'), { ...given, ...otherwise })
    return body.consents[0].id
  }

  it('without consent nobody is told, and the refusal says what is missing and who gives it', async () => {
    const client = await desk.newClient({ birthDate: '2012-01-02' })
    for (const recipient of RECIPIENTS) {
      expect(await share(client, { recipient })).toMatchObject({
        status: 403,
        body: {
          code: 'sharing.consent_missing',
          why: 'none',
          giver: 'client_and_legal_representative',
          age: 14,
        },
      })
    }
    expect((await desk.anna.call('GET', fileAt(client, '/sharings'))).body.sharings).toEqual([])
  })

  it('a consent opens the way to whom it was given for, and to nobody else', async () => {
    const client = await desk.newClient({ name: 'Aaltje Verhuis', birthDate: '1950-01-02' })
    await consented(client)
    expect((await share(client)).status).toBe(201)
    expect(await share(client, { recipient: 'municipality' })).toMatchObject({ status: 403 })
    await consented(client, { purpose: 'municipality', isFormOnFile: false })
    expect(await share(client, { recipient: 'municipality' })).toMatchObject({
      body: { code: 'sharing.consent_missing', why: 'form_missing' },
    })
  })

  it('the sheet holds what was chosen and nothing else, and the file keeps what went to whom', async () => {
    const about = { reach: '06 11 22 33 44', municipality: 'Almere', birthDate: '1951-07-08' }
    const client = await desk.newClient({ ...about, name: 'Geesje Blad' })
    await consented(client)
    const { body } = await share(client, { text: 'Zij wil hulp. Haar BSN is 123456782.' })
    expect(body.what).toMatch(/Naam: Geesje Blad\nGeboortedatum: 08-07-1951\n/u)
    expect(body.what).toContain('Voor: Mevrouw Post, afdeling bemiddeling (zorgkantoor)')
    expect(body.what).not.toMatch(/06 11|Almere|123456782/u)
    const { body: kept } = await desk.anna.call('GET', fileAt(client, '/sharings'))
    expect(kept.sharings).toEqual([body])
    expect(body).toMatchObject({ to: wanted.to, sharedBy: 'Anna', vitalInterest: null })
    const [row] = await desk.product.database.db.select().from(sharings).where(eq(sharings.id, body.id))
    expect(Buffer.concat([row!.sealedTo, row!.sealedWhat]).toString('latin1')).not.toMatch(/Post|Blad/u)
  })

  it('a consent that was withdrawn closes the way at once, also while it is being shared', async () => {
    const client = await desk.newClient({ birthDate: '1950-03-04' })
    const consentId = await consented(client)
    expect((await share(client)).status).toBe(201)
    let sharing: ReturnType<typeof share>
    await desk.product.database.db.transaction(async (tx) => {
      await tx.update(consents).set({ withdrawnOn: '2026-03-03' }).where(eq(consents.id, consentId))
      sharing = share(client)
      await new Promise((resolve) => setTimeout(resolve, 300))
    })
    expect(await sharing!).toMatchObject({ status: 403, body: { why: 'withdrawn' } })
  })

  it('a vital interest goes before consent, with its reason and after asking twice, and a coordinator judges it', async () => {
    const client = await desk.newClient()
    const { isCertain: _, ...once } = vitalInterest
    expect(await share(client, { vitalInterest: once })).toMatchObject({ status: 400 })
    expect(await share(client, { vitalInterest: { ...vitalInterest, reason: 'nood' } })).toMatchObject({
      status: 400,
    })
    const { status, body } = await share(client, { recipient: 'care_provider', vitalInterest })
    expect(status).toBe(201)
    const { body: list } = await desk.cora.call('GET', LIST)
    const found = list.reviews.find((each: { id: string }) => each.id === body.id)
    expect(found).toMatchObject({
      kind: 'sharing',
      client: { number: client.number },
      by: 'Anna',
      recipient: 'care_provider',
      vitalInterest: { ground: 'life', reason: vitalInterest.reason, consulted: 'Cora en de huisarts' },
      review: null,
    })
    const judgement = { isJustified: true, judgement: 'De huisarts bevestigt het.' }
    const judged = await desk.cora.call('POST', `/api/v1/desk/sharings/${body.id}/review`, judgement)
    expect(judged.body.reviews.find((each: { id: string }) => each.id === body.id).review).toMatchObject(
      judgement,
    )
    const [line] = await rowsOf<{ event: string }>(
      desk.product.database.db,
      sql`select event from access_log where object_id = ${body.id} and staff_id = ${desk.anna.staffId}`,
    )
    expect(line).toEqual({ event: 'sharing.without_consent' })
  })

  it('nobody judges what he shared himself', async () => {
    const client = await desk.newClient({}, desk.cora)
    const { body } = await share(client, { vitalInterest }, desk.cora)
    const judgement = { isJustified: true, judgement: 'Ik vond van wel.' }
    const judged = await desk.cora.call('POST', `/api/v1/desk/sharings/${body.id}/review`, judgement)
    expect(judged).toMatchObject({ status: 403, body: { code: 'review.own' } })
  })

  it('what was shared with consent is no affair of the review', async () => {
    const client = await desk.newClient({ birthDate: '1950-05-06' })
    await consented(client)
    const { body } = await share(client, { vitalInterest })
    expect(body.vitalInterest).toBeNull()
    const judgement = { isJustified: true, judgement: 'Prima.' }
    expect(await desk.cora.call('POST', `/api/v1/desk/sharings/${body.id}/review`, judgement)).toMatchObject({
      status: 404,
    })
  })

  it('who has no part in a client shares nothing about him, nor sees what was shared', async () => {
    const client = await desk.newClient()
    const closed = { status: 403, body: { code: 'client.not_involved' } }
    expect(await share(client, { vitalInterest }, desk.bram)).toMatchObject(closed)
    expect(await desk.bram.call('GET', fileAt(client, '/sharings'))).toMatchObject(closed)
  })

  it('a sharing names a conversation of this client, and no other', async () => {
    const client = await desk.newClient({ birthDate: '1950-07-09' })
    await consented(client)
    const { id: conversationId } = await clientOf(desk.product.app).start('de-wegwijzer')
    expect(await share(client, { conversationId })).toMatchObject({ status: 404 })
    await desk.anna.call('POST', `/api/v1/desk/conversations/${conversationId}/claim`, {})
    await desk.anna.call('PUT', `/api/v1/desk/conversations/${conversationId}/client`, {
      clientId: client.id,
    })
    expect((await share(client, { conversationId })).status).toBe(201)
  })
})
