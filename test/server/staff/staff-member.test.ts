import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { staff } from '../../../db/schema.ts'
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
