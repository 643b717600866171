import { describe, expect, it } from 'vitest'
import { eraseClientIn } from '../../../server/privacy/erase-client.ts'
import { withinOrganisation } from '../../../db/client.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { AtTheDesk, fileAt } from './at-the-desk.ts'

const caseAt = (id: string, verb = '') => `/api/v1/desk/conversations/${id}${verb}`

describe.each(databaseKinds)('a conversation and the file that it is put with, on $name', (kind) => {
  const desk = new AtTheDesk(kind)

  async function claimedByBram(): Promise<string> {
    const { id } = await clientOf(desk.product.app).start('de-wegwijzer')
    expect((await desk.bram.call('POST', caseAt(id, '/claim'), {})).status).toBe(200)
    return id
  }

  it('who becomes involved in this way is shown to who looks the log through', async () => {
    const client = await desk.newClient()
    const id = await claimedByBram()
    expect((await desk.bram.call('PUT', caseAt(id, '/client'), { clientId: client.id })).status).toBe(200)
    expect((await desk.bram.call('GET', fileAt(client))).status).toBe(200)
    const today = new Date().toISOString().slice(0, 10)
    const { body } = await desk.cora.call('GET', `/api/v1/desk/access-log/patterns?from=${today}&to=${today}`)
    expect(body.patterns).toContainEqual(
      expect.objectContaining({ kind: 'involved', staffId: desk.bram.staffId, count: 1 }),
    )
  })

  it('nothing is put with a file that was erased, and what was put there goes on', async () => {
    const [client, later] = [await desk.newClient(), await desk.newClient()]
    const id = await claimedByBram()
    await desk.bram.call('PUT', caseAt(id, '/client'), { clientId: later.id })
    await erased(client.id)
    expect(await desk.bram.call('PUT', caseAt(id, '/client'), { clientId: client.id })).toMatchObject({
      status: 410,
      body: { code: 'client.erased' },
    })
    const { status, body } = await desk.bram.call('GET', caseAt(id))
    expect(status).toBe(200)
    expect(body.client.id).toBe(later.id)
    const contact = {
      id: crypto.randomUUID(),
      clientId: client.id,
      channel: 'phone',
      startedAt: '2026-11-20T10:00:00+01:00',
      minutes: 10,
      service: null,
      note: 'Zij belde.',
    }
    expect(await desk.anna.call('POST', '/api/v1/desk/contacts', contact)).toMatchObject({
      status: 410,
      body: { code: 'client.erased' },
    })
  })

  async function erased(clientId: string): Promise<void> {
    const { database, desk: registry } = desk.product
    await withinOrganisation(database.db, desk.cora.organisationId, async (tx) => {
      await eraseClientIn(tx, registry, clientId)
    })
  }
})
