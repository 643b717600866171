import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { askingWith, loggedInStaff, newBrowserOf, openSession, PASSWORD } from '../../support/staff.ts'

const NEW = 'vier-geiten-op-het-dak'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  beforeAll(async () => {
    product = await newProduct(kind)
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const logIn = async (email: string, password: string) =>
    (await newBrowserOf(product).call('POST', '/api/auth/sign-in/email', { email, password })).status

  it('a new password is chosen by who shows the one he has, and ends his other sessions', async () => {
    const anna = await loggedInStaff(product)
    const cookie = await openSession(product, anna)
    const elsewhere = askingWith(product, () => cookie)
    const change = (currentPassword: string, newPassword = NEW) =>
      anna.call('PUT', '/api/v1/staff/password', { currentPassword, newPassword })
    expect((await change('een-fout-wachtwoord')).body.code).toBe('staff.wrong_password')
    expect((await change(PASSWORD, 'Welkom2026!!!')).body).toMatchObject({
      code: 'staff.password_refused',
      reason: 'leaked',
    })
    expect((await change(PASSWORD, 'de vries in de regen')).body.reason).toBe('personal')
    expect((await elsewhere.call('GET', '/api/v1/staff/session')).status).toBe(200)

    expect((await change(PASSWORD)).status).toBe(204)
    expect((await anna.call('GET', '/api/v1/staff/session')).status).toBe(200)
    expect((await elsewhere.call('GET', '/api/v1/staff/session')).status).toBe(401)
    expect([await logIn(anna.email, PASSWORD), await logIn(anna.email, NEW)]).toEqual([401, 200])
  })

  it.each([
    ['PUT', '/api/v1/staff/password', { currentPassword: 'een-fout-wachtwoord', newPassword: NEW }],
    ['POST', '/api/auth/two-factor/generate-backup-codes', { password: 'een-fout-wachtwoord' }],
  ])(
    'at a desk that was left open the password cannot be guessed at without end by %s %s',
    async (method, path, given) => {
      const anna = await loggedInStaff(product)
      const answers = await Promise.all(Array.from({ length: 11 }, () => anna.call(method, path, given)))
      expect(answers.map(({ body }) => body.code).toSorted()).toEqual([
        'request.too_many',
        ...Array.from({ length: 10 }, () => 'staff.wrong_password'),
      ])
    },
  )
})
