import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversations, staff } from '../../../db/schema.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff } from '../../support/staff.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  beforeAll(async () => {
    product = await newProduct(kind)
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('a coordinator sees his colleagues, of no other organisation', async () => {
    const colleague = await loggedInStaff(product, { firstName: 'Chris', organisation: 'zonl' })
    const stranger = await loggedInStaff(product, { firstName: 'Dirk', organisation: 'magentazorg' })
    const { call } = await loggedInStaff(product, { role: 'coordinator', organisation: 'zonl' })
    const { body } = await call('GET', '/api/v1/staff')
    expect(body.staff).toContainEqual(
      expect.objectContaining({ id: colleague.staffId, firstName: 'Chris', email: colleague.email }),
    )
    expect(JSON.stringify(body)).not.toContain(stranger.email)
  })

  it('another role counts from the next request on', async () => {
    const { call } = await loggedInStaff(product, { role: 'administrator' })
    const colleague = await loggedInStaff(product)
    expect((await colleague.call('GET', '/api/v1/staff')).body.code).toBe('staff.role_too_low')
    const path = `/api/v1/staff/${colleague.staffId}`
    expect((await call('PATCH', path, { role: 'coordinator' })).status).toBe(204)
    expect((await colleague.call('GET', '/api/v1/staff')).status).toBe(200)
    expect((await call('PATCH', path, { role: 'baas' })).status).toBe(400)
  })

  it('who is removed is out at once, and removing him again changes nothing', async () => {
    const { call } = await loggedInStaff(product, { role: 'administrator' })
    const colleague = await loggedInStaff(product)
    expect((await call('DELETE', `/api/v1/staff/${colleague.staffId}`)).status).toBe(204)
    expect((await colleague.call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    expect((await call('DELETE', `/api/v1/staff/${colleague.staffId}`)).status).toBe(204)
    expect((await call('DELETE', '/api/v1/staff/nobody')).body.code).toBe('staff.not_found')
  })

  it.each([
    ['is removed', 'DELETE', undefined],
    ['gets another role', 'PATCH', { role: 'supporter' }],
  ])('an administrator who %s cannot come back by an invitation of his own', async (_, method, body) => {
    const { call } = await loggedInStaff(product, { role: 'administrator' })
    const other = await loggedInStaff(product, { role: 'administrator' })
    const made = await other.call('POST', '/api/v1/staff/invitations', { role: 'administrator' })
    expect((await call(method, `/api/v1/staff/${other.staffId}`, body)).status).toBe(204)
    const token = made.body.link.split('/').at(-1)
    expect((await call('GET', `/api/v1/invitations/${token}`)).body.code).toBe('invitation.not_found')
  })

  it('the conversations of who is removed wait for his colleagues', async () => {
    const { call } = await loggedInStaff(product, { role: 'administrator' })
    const colleague = await loggedInStaff(product)
    const client = clientOf(product.app)
    const chat = await client.start()
    await client.call('POST', `/conversations/${chat.id}/handoff`, {}, chat.token)
    const { db } = product.database
    const held = { status: 'assigned', supporterId: colleague.staffId } as const
    await db.update(conversations).set(held).where(eq(conversations.id, chat.id))
    await call('DELETE', `/api/v1/staff/${colleague.staffId}`)
    const [row] = await db.select().from(conversations).where(eq(conversations.id, chat.id))
    expect(row).toMatchObject({ status: 'waiting', supporterId: null })
  })

  it('an organisation keeps an administrator, also when two degrade each other at once', async () => {
    const organisation = 'de-wegwijzer'
    const [one, other] = [
      await loggedInStaff(product, { role: 'administrator', organisation }),
      await loggedInStaff(product, { role: 'administrator', organisation }),
    ]
    const [first, second] = await Promise.all([
      one.call('PATCH', `/api/v1/staff/${other.staffId}`, { role: 'supporter' }),
      other.call('DELETE', `/api/v1/staff/${one.staffId}`),
    ])
    expect([first.status, second.status].filter((status) => status === 204)).toHaveLength(1)
    const left = first.status === 204 ? one : other
    const refused = await left.call('DELETE', `/api/v1/staff/${left.staffId}`)
    expect(refused).toMatchObject({ status: 409, body: { code: 'staff.last_administrator' } })
    const rows = await product.database.db.select().from(staff).where(eq(staff.id, left.staffId))
    expect(rows).toMatchObject([{ role: 'administrator', removedAt: null }])
  })
})
