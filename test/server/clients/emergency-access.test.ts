import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { emergencyAccesses } from '../../../db/schema.ts'
import { rowsOf } from '../../../db/client.ts'
import type { ClientFile } from '../../../server/clients/file.ts'
import { databaseKinds } from '../../support/databases.ts'
import { AtTheDesk, fileAt, type Worker } from './at-the-desk.ts'

const LIST = '/api/v1/desk/emergency-accesses'
const REASON = 'Hij belt, kan niet verder, en zijn ondersteuner is ziek.'
const closed = { status: 403, body: { code: 'client.not_involved' } }

describe.each(databaseKinds)('emergency access on $name', (kind) => {
  const desk = new AtTheDesk(kind)

  const open = (client: { id: string }, by: Worker = desk.bram, reason = REASON) =>
    by.call('POST', fileAt(client, '/emergency-access'), { reason })

  async function opened(): Promise<{ client: ClientFile; accessId: string }> {
    const client = await desk.newClient()
    const { status, body } = await open(client)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return { client, accessId: body.emergencies[0].id }
  }

  const waiting = async (id: string) => {
    const { body } = await desk.cora.call('GET', LIST)
    return body.reviews.find((each: { id: string }) => each.id === id)
  }

  it('who is not involved opens a file with a reason, for four hours, and the file says so', async () => {
    const client = await desk.newClient({ name: 'Klaas Noodzaak' })
    expect(await desk.bram.call('GET', fileAt(client))).toMatchObject(closed)
    const { status, body } = await open(client)
    expect(status).toBe(201)
    expect(body.name).toBe('Klaas Noodzaak')
    const [emergency] = body.emergencies
    expect(emergency).toMatchObject({ by: 'Bram', staffId: desk.bram.staffId, reason: REASON })
    expect(Date.parse(emergency.until) - Date.parse(emergency.openedAt)).toBe(4 * 3_600_000)
    expect((await desk.cora.call('GET', fileAt(client))).body.emergencies).toEqual([emergency])
    expect((await desk.bram.call('GET', fileAt(client, '/contacts'))).status).toBe(200)
    expect((await desk.bram.call('PATCH', fileAt(client), { reach: '06 12 34 56 78' })).status).toBe(200)
    const other = await desk.newClient()
    expect(await desk.bram.call('GET', fileAt(other))).toMatchObject(closed)
  })

  it('when its time is over, or it is ended, the file is closed again', async () => {
    const [late, ended] = [await opened(), await opened()]
    await desk.product.database.db
      .update(emergencyAccesses)
      .set({ openedAt: sql`now() - interval '5 hours'`, until: sql`now() - interval '1 second'` })
      .where(eq(emergencyAccesses.id, late.accessId))
    expect(await desk.bram.call('GET', fileAt(late.client))).toMatchObject(closed)
    expect((await desk.bram.call('DELETE', `${LIST}/${ended.accessId}`)).status).toBe(204)
    expect(await desk.bram.call('GET', fileAt(ended.client))).toMatchObject(closed)
    expect((await desk.cora.call('GET', fileAt(ended.client))).body.emergencies).toEqual([])
  })

  it('a coordinator ends what a supporter opened; another supporter does not even find it', async () => {
    const { client, accessId } = await opened()
    expect(await desk.anna.call('DELETE', `${LIST}/${accessId}`)).toMatchObject({ status: 404 })
    expect((await desk.cora.call('DELETE', `${LIST}/${accessId}`)).status).toBe(204)
    expect(await desk.bram.call('GET', fileAt(client))).toMatchObject(closed)
  })

  it('without a reason that says something there is no way in', async () => {
    const client = await desk.newClient()
    for (const reason of ['', 'nodig', ' '.repeat(40)])
      expect(await open(client, desk.bram, reason)).toMatchObject({ status: 400 })
    expect(await desk.bram.call('GET', fileAt(client))).toMatchObject(closed)
  })

  it('who may open the file anyway needs no emergency, also when he asks twice', async () => {
    const client = await desk.newClient()
    const refused = { status: 409, body: { code: 'emergency.not_needed' } }
    expect(await open(client, desk.anna)).toMatchObject(refused)
    expect(await open(client, desk.cora)).toMatchObject(refused)
    const twice = await Promise.all([open(client), open(client)])
    expect(twice.map(({ status }) => status).toSorted()).toEqual([201, 409])
  })

  it('no client of another organisation is opened in an emergency', async () => {
    const client = await desk.newClient()
    const elsewhere = await desk.worker({ firstName: 'Zoë', organisation: 'magentazorg' })
    expect(await open(client, elsewhere)).toMatchObject({ status: 404, body: { code: 'client.not_found' } })
  })

  it('each waits for a coordinator, who judges it once and says why; supporters see no list', async () => {
    const { client, accessId } = await opened()
    expect(await waiting(accessId)).toMatchObject({
      kind: 'emergency',
      client: { id: client.id, number: client.number },
      by: 'Bram',
      reason: REASON,
      isOpen: true,
      review: null,
    })
    expect(await desk.bram.call('GET', LIST)).toMatchObject({ status: 403 })
    const judgement = { isJustified: false, judgement: 'Anna was er die middag gewoon.' }
    const judge = (by: Worker) => by.call('POST', `${LIST}/${accessId}/review`, judgement)
    expect(await judge(desk.bram)).toMatchObject({ status: 403 })
    expect((await judge(desk.cora)).status).toBe(200)
    expect((await waiting(accessId)).review).toMatchObject({ by: 'Cora', ...judgement })
    expect(await judge(desk.cora)).toMatchObject({ status: 409, body: { code: 'review.done' } })
  })

  it('the access log marks everything that was done by emergency access', async () => {
    const { client } = await opened()
    await desk.bram.call('GET', fileAt(client, '/contacts'))
    const lines = await rowsOf<{ event: string; is_emergency: boolean }>(
      desk.product.database.db,
      sql`select event, is_emergency from access_log
        where staff_id = ${desk.bram.staffId} and ${client.id} = any(client_ids) order by seq`,
    )
    expect(lines).toEqual([
      { event: 'emergency.opened', is_emergency: true },
      { event: 'contact.listed', is_emergency: true },
    ])
  })

  it('the reason and the judgement cannot be read in the database', async () => {
    const { accessId } = await opened()
    await desk.cora.call('POST', `${LIST}/${accessId}/review`, {
      isJustified: true,
      judgement: 'Terecht zo.',
    })
    const [row] = await desk.product.database.db
      .select()
      .from(emergencyAccesses)
      .where(eq(emergencyAccesses.id, accessId))
    const stored = Buffer.concat([row!.sealedReason, row!.sealedJudgement!]).toString('latin1')
    expect(stored).not.toMatch(/ondersteuner|Terecht/u)
  })
})
