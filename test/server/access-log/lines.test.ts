import { randomUUID } from 'node:crypto'
import { asc, eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessLog } from '../../../db/schema.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

describe.each(databaseKinds)('the access log on $name', (kind) => {
  let product: Product
  let anna: Staff
  let carla: Staff

  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    carla = await loggedInStaff(product, { firstName: 'Carla', role: 'coordinator' })
  })
  afterAll(() => product.close())

  async function linesOf({ organisationId }: { organisationId: string }) {
    return product.database.db
      .select()
      .from(accessLog)
      .where(eq(accessLog.organisationId, organisationId))
      .orderBy(asc(accessLog.seq))
  }

  /** What this did to the log. */
  async function linesBy(work: () => Promise<unknown>) {
    const before = (await linesOf(anna)).length
    await work()
    return (await linesOf(anna)).slice(before)
  }

  it('opening a file leaves one line that says who, what, of whom, when, why and from where', async () => {
    const clientId = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
    const [line, ...others] = await linesBy(() => anna.call('GET', `/api/v1/desk/clients/${clientId}`))
    expect(others).toEqual([])
    expect(line).toMatchObject({
      event: 'client.read',
      action: 'R',
      outcome: 'succeeded',
      actor: 'staff',
      staffId: anna.staffId,
      actorName: 'Anna de Vries',
      role: 'supporter',
      responsibleStaffId: anna.staffId,
      purpose: 'support',
      clientIds: [clientId],
      objectKind: 'client',
      objectId: clientId,
      address: '127.0.0.1',
      source: 'desk',
      isEmergency: false,
    })
    expect(Math.abs(line!.at.getTime() - Date.now())).toBeLessThan(60_000)
  })

  it('who is refused, and who asks for what is not there, leaves a line as well', async () => {
    const clientId = await registeredClient(product, anna.organisationId)
    const wrong = randomUUID()
    const lines = await linesBy(async () => {
      await anna.call('GET', `/api/v1/desk/clients/${clientId}`)
      await anna.call('GET', `/api/v1/desk/clients/${wrong}`)
      await anna.call('GET', '/api/v1/desk/budgets')
      await carla.call('PATCH', `/api/v1/desk/clients/${clientId}`, { name: 7 })
    })
    expect(lines).toMatchObject([
      { event: 'client.read', outcome: 'refused', objectId: clientId },
      { event: 'client.read', outcome: 'refused', objectId: wrong, clientIds: [] },
      { event: 'desk.used', outcome: 'refused', objectKind: 'budgets' },
      { event: 'client.changed', outcome: 'failed', objectId: clientId },
    ])
  })

  it('without the right to write a line nobody reads a file', async () => {
    const clientId = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
    await product.database.db.execute(sql`revoke insert on access_log from wegwijs_app`)
    try {
      const { status, body } = await anna.call('GET', `/api/v1/desk/clients/${clientId}`)
      expect(status).toBe(500)
      expect(JSON.stringify(body)).not.toContain('Riet')
      const change = await carla.call('PATCH', `/api/v1/desk/clients/${clientId}`, { municipality: 'Baarn' })
      expect(change.status).toBe(500)
    } finally {
      await product.database.db.execute(sql`grant insert on access_log to wegwijs_app`)
    }
    const { body } = await anna.call('GET', `/api/v1/desk/clients/${clientId}`)
    expect(body.municipality).not.toBe('Baarn')
  })
})
