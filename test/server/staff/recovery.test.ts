import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recoveries, users } from '../../../db/schema.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, newBrowserOf, newStaff, PASSWORD, type Staff } from '../../support/staff.ts'
import { codeOf, secretOf } from '../../support/totp.ts'

const DAY = 24 * 3600_000
const NEW = 'vier-geiten-op-het-dak'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let ahead = 0
  let administrator: Staff
  beforeAll(async () => {
    product = await newProduct(kind, { clock: () => new Date(Date.now() + ahead) })
    administrator = await loggedInStaff(product, { role: 'administrator', firstName: 'Femke' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  async function offered(staffId: string, losesSecondFactor = false, by = administrator): Promise<string> {
    const { status, body } = await by.call('POST', `/api/v1/staff/${staffId}/recovery`, { losesSecondFactor })
    expect(status).toBe(201)
    expect(body.link).toMatch(/^http:\/\/localhost\/dashboard\/recovery\/[\w-]{43}$/u)
    return body.link.split('/').at(-1)
  }
  const look = (token: string) => newBrowserOf(product).call('GET', `/api/v1/recoveries/${token}`)
  const use = (token: string, password = NEW) =>
    newBrowserOf(product).call('POST', `/api/v1/recoveries/${token}`, { password })
  const logIn = async (email: string, password: string) => {
    const browser = newBrowserOf(product)
    return { ...browser, first: await browser.call('POST', '/api/auth/sign-in/email', { email, password }) }
  }

  it('who lost his password sets a new one by the link, once, and is out everywhere else', async () => {
    const anna = await loggedInStaff(product)
    const halfway = await logIn(anna.email, PASSWORD)
    const token = await offered(anna.staffId)
    expect(JSON.stringify(await product.database.db.select().from(recoveries))).not.toContain(token)
    expect((await look(token)).body).toMatchObject({ email: anna.email, losesSecondFactor: false })
    expect((await anna.call('GET', '/api/v1/staff/session')).status).toBe(200)

    const answers = await Promise.all([use(token), use(token)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect((await look(token)).body.code).toBe('recovery.not_found')
    expect((await anna.call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    const late = await halfway.call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })
    expect(late.body.code).toBe('staff.log_in_again')
    expect((await logIn(anna.email, PASSWORD)).first.body.code).toBe('staff.wrong_password')

    const { call, first } = await logIn(anna.email, NEW)
    expect(first.body).toMatchObject({ twoFactorRedirect: true })
    expect((await call('GET', '/api/v1/staff/session')).status).toBe(401)
    expect((await call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })).status).toBe(200)
    expect((await call('GET', '/api/v1/staff/session')).body.hasSecondFactor).toBe(true)
  })

  it('who lost his phone too can do nothing before he has a new second factor', async () => {
    const anna = await newStaff(product, { role: 'coordinator' })
    expect((await use(await offered(anna.staffId, true))).body).toEqual({ email: anna.email })
    const { call, first } = await logIn(anna.email, NEW)
    expect(first.body.twoFactorRedirect).toBeUndefined()
    expect((await call('GET', '/api/v1/staff')).body.code).toBe('staff.second_factor_missing')
    const old = await call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })
    expect(old.status).toBeGreaterThanOrEqual(400)
    const { body } = await call('POST', '/api/auth/two-factor/enable', { password: NEW })
    const code = codeOf(secretOf(body.totpURI))
    expect((await call('POST', '/api/auth/two-factor/verify-totp', { code })).status).toBe(200)
    expect((await call('GET', '/api/v1/staff')).status).toBe(200)
    expect((await logIn(anna.email, NEW)).first.body.twoFactorRedirect).toBe(true)
  })

  it('a link is good for a day, until a newer one is made', async () => {
    const { staffId } = await newStaff(product)
    const [older, newer] = [await offered(staffId), await offered(staffId, true)]
    expect((await look(older)).body.code).toBe('recovery.not_found')
    ahead += DAY + 1000
    expect((await use(newer)).body.code).toBe('recovery.not_found')
    ahead -= DAY + 1000
    expect((await look(newer)).body.losesSecondFactor).toBe(true)
  })

  it('a link is no longer good for who found his password and changed it', async () => {
    const anna = await loggedInStaff(product)
    const token = await offered(anna.staffId)
    const change = { currentPassword: PASSWORD, newPassword: NEW }
    expect((await anna.call('PUT', '/api/v1/staff/password', change)).status).toBe(204)
    expect((await use(token)).body.code).toBe('recovery.not_found')
  })

  it.each([
    ['Welkom2026!!!', 'leaked'],
    ['kort', 'too_short'],
    ['ik-werk-bij-Magentazorg', 'personal'],
    ['de vries in de regen', 'personal'],
  ])('the new password %s is refused: %s, and the link stays good', async (password, reason) => {
    const { staffId } = await newStaff(product)
    const token = await offered(staffId)
    expect((await use(token, password)).body).toMatchObject({ code: 'staff.password_refused', reason })
    expect((await use(token)).status).toBe(200)
  })

  it('nobody makes a link for himself, for who left, or for who works where he is no administrator', async () => {
    const body = { losesSecondFactor: true }
    const make = async ({ staffId }: { staffId: string }) =>
      (await administrator.call('POST', `/api/v1/staff/${staffId}/recovery`, body)).body.code
    expect(await make(administrator)).toBe('recovery.of_oneself')
    const gone = await newStaff(product)
    const token = await offered(gone.staffId)
    await administrator.call('DELETE', `/api/v1/staff/${gone.staffId}`)
    expect(await make(gone)).toBe('staff.not_found')
    expect((await use(token)).body.code).toBe('recovery.not_found')
    expect(await make(await newStaff(product, { organisation: 'zonl' }))).toBe('staff.not_found')

    const both = await newStaff(product)
    const early = await offered(both.staffId)
    const elsewhere = await loggedInStaff(product, { organisation: 'zonl', role: 'administrator' })
    const invitation = await elsewhere.call('POST', '/api/v1/staff/invitations', {
      role: 'supporter',
      email: both.email,
    })
    const accepted = await newBrowserOf(product).call(
      'POST',
      `/api/v1/invitations/${invitation.body.link.split('/').at(-1)}`,
      { name: 'Anna de Vries', firstName: 'Anna', password: PASSWORD },
    )
    expect(accepted.status).toBe(201)
    expect((await use(early)).body.code).toBe('recovery.not_found')
    expect(await make(both)).toBe('recovery.works_elsewhere')
  })

  it.each([
    ['is removed', 'DELETE', undefined],
    ['gets another role', 'PATCH', { role: 'supporter' }],
  ])('the links of an administrator who %s are no longer good', async (_, method, body) => {
    const other = await loggedInStaff(product, { role: 'administrator' })
    const { staffId } = await newStaff(product)
    const token = await offered(staffId, true, other)
    expect((await administrator.call(method, `/api/v1/staff/${other.staffId}`, body)).status).toBe(204)
    expect((await use(token)).body.code).toBe('recovery.not_found')
  })

  it('who made a link and when it was used stays on record', async () => {
    const { staffId, userId } = await newStaff(product)
    await use(await offered(staffId, true))
    const kept = await product.database.db.select().from(recoveries).where(eq(recoveries.staffId, staffId))
    expect(kept).toMatchObject([{ madeBy: administrator.staffId, usedAt: expect.any(Date) }])
    const [user] = await product.database.db.select().from(users).where(eq(users.id, userId))
    expect(user!.twoFactorEnabled).toBe(false)
  })
})
