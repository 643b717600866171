import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { newBrowserOf, newStaff } from '../../support/staff.ts'
import { codeOf, secretOf } from '../../support/totp.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  beforeAll(async () => {
    product = await newProduct(kind)
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('a code of the authenticator is taken once, also when it is sent twice at the same time', async () => {
    const anna = await newStaff(product)
    const { email, password } = anna
    const [code, next] = [anna.code(), anna.code()]
    const halfway = async () => {
      const { call } = newBrowserOf(product)
      await call('POST', '/api/auth/sign-in/email', { email, password })
      return async (given: string) =>
        (await call('POST', '/api/auth/two-factor/verify-totp', { code: given })).status
    }
    const [one, other] = [await halfway(), await halfway()]
    expect((await Promise.all([one(code), other(code)])).toSorted()).toEqual([200, 401])
    const third = await halfway()
    expect([await third(code), await third(code), await third(next)]).toEqual([401, 401, 200])
    // Older than what was used, though still within its time.
    expect(await (await halfway())(code)).toBe(401)
  })

  it('the code that took the second factor into use does not log in', async () => {
    const { email, password } = await newStaff(product, { hasSecondFactor: false })
    const [first, second] = [newBrowserOf(product), newBrowserOf(product)]
    await first.call('POST', '/api/auth/sign-in/email', { email, password })
    const { body } = await first.call('POST', '/api/auth/two-factor/enable', { password })
    const code = codeOf(secretOf(body.totpURI))
    expect((await first.call('POST', '/api/auth/two-factor/verify-totp', { code })).status).toBe(200)
    await second.call('POST', '/api/auth/sign-in/email', { email, password })
    expect((await second.call('POST', '/api/auth/two-factor/verify-totp', { code })).body.code).toBe(
      'staff.wrong_code',
    )
  })
})
