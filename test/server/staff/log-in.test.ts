import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secondFactors, sessions, users } from '../../../db/schema.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import {
  askingWith,
  loggedInStaff,
  newBrowserOf,
  newStaff,
  openSession,
  PASSWORD,
} from '../../support/staff.ts'
import { base32, codeOf, secretOf } from '../../support/totp.ts'

const MINUTE = 60_000

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  /** How far the clock of the server is ahead. */
  let ahead = 0
  beforeAll(async () => {
    product = await newProduct(kind, { clock: () => new Date(Date.now() + ahead) })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const later = async (ms: number, work: () => Promise<void>) => {
    ahead += ms
    await work().finally(() => (ahead -= ms))
  }

  it('a person without a second factor can do nothing but take one into use', async () => {
    const anna = await newStaff(product, { hasSecondFactor: false, role: 'administrator' })
    const { call } = newBrowserOf(product)
    const { email, password } = anna
    expect((await call('POST', '/api/auth/sign-in/email', { email, password })).status).toBe(200)
    expect((await call('GET', '/api/v1/staff/session')).body).toMatchObject({
      hasSecondFactor: false,
      organisations: [],
    })
    expect((await call('GET', '/api/v1/staff')).body.code).toBe('staff.second_factor_missing')

    const wrong = await call('POST', '/api/auth/two-factor/enable', { password: 'iets-heel-anders' })
    expect(wrong.body.code).toBe('staff.wrong_password')
    const { body } = await call('POST', '/api/auth/two-factor/enable', { password })
    expect(body.totpURI).toContain('issuer=Wegwijs')
    expect(body.backupCodes).toHaveLength(10)
    expect(body.backupCodes[0]).toMatch(/^[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}$/u)
    expect((await call('GET', '/api/v1/staff')).body.code).toBe('staff.second_factor_missing')
    const failed = await call('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })
    expect(failed).toMatchObject({ status: 401, body: { code: 'staff.wrong_code' } })
    const code = codeOf(secretOf(body.totpURI))
    expect((await call('POST', '/api/auth/two-factor/verify-totp', { code })).status).toBe(200)
    expect((await call('GET', '/api/v1/staff')).status).toBe(200)

    const [stored] = await product.database.db
      .select()
      .from(secondFactors)
      .where(eq(secondFactors.userId, anna.userId))
    expect(base32(stored!.secret)).not.toBe(secretOf(body.totpURI))
    expect(JSON.stringify(stored)).not.toContain(body.backupCodes[0])
    const again = await call('POST', '/api/auth/two-factor/enable', { password })
    expect(again.body.code).toBe('staff.second_factor_exists')
  })

  it('who has only the password does not get in, whichever way he turns', async () => {
    const anna = await newStaff(product)
    const { email, password } = anna
    const { call, jar } = newBrowserOf(product)
    const first = await call('POST', '/api/auth/sign-in/email', { email, password })
    expect(first.body).toMatchObject({ twoFactorRedirect: true })
    expect(jar.has('wegwijs.session_token')).toBe(false)
    expect((await call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    for (const path of ['disable', 'get-totp-uri', 'send-otp'])
      expect((await call('POST', `/api/auth/two-factor/${path}`, { password })).status).toBe(404)
    // A session from before the second factor was there.
    const cookie = await openSession(product, anna, { hasSecondFactor: false })
    const old = askingWith(product, () => cookie)
    expect((await old.call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    const codes = await old.call('POST', '/api/auth/two-factor/generate-backup-codes', { password })
    expect(codes.body.code).toBe('staff.not_logged_in')
    const proof = await old.call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })
    expect(proof.body.code).toBe('staff.log_in_again')
  })

  it('a session that somebody opened with the password ends when the owner takes a second factor into use', async () => {
    const anna = await newStaff(product, { hasSecondFactor: false })
    const { email, password } = anna
    const [thief, owner] = [newBrowserOf(product), newBrowserOf(product)]
    for (const { call } of [thief, owner]) await call('POST', '/api/auth/sign-in/email', { email, password })
    const { body } = await owner.call('POST', '/api/auth/two-factor/enable', { password })
    await owner.call('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(secretOf(body.totpURI)) })
    expect((await owner.call('GET', '/api/v1/staff/session')).body.hasSecondFactor).toBe(true)
    expect((await thief.call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    const open = await product.database.db.select().from(sessions).where(eq(sessions.userId, anna.userId))
    expect(open).toHaveLength(1)
  })

  it('no device is trusted: the code is asked each time', async () => {
    const { email, password, code } = await newStaff(product)
    const { call } = newBrowserOf(product)
    await call('POST', '/api/auth/sign-in/email', { email, password })
    const proof = await call('POST', '/api/auth/two-factor/verify-totp', { code: code(), trustDevice: true })
    expect(proof.status).toBe(200)
    const again = await call('POST', '/api/auth/sign-in/email', { email, password })
    expect(again.body).toMatchObject({ twoFactorRedirect: true })
    expect((await call('GET', '/api/v1/staff/session')).status).toBe(401)
  })

  it('a recovery code opens the door once', async () => {
    const { email, password } = await newStaff(product)
    const enter = async () => {
      const { call } = newBrowserOf(product)
      await call('POST', '/api/auth/sign-in/email', { email, password })
      const { body } = await call('POST', '/api/auth/two-factor/verify-backup-code', { code: 'herst-elcode' })
      return [body.code, (await call('GET', '/api/v1/staff/session')).status]
    }
    expect(await enter()).toEqual([undefined, 200])
    expect(await enter()).toEqual(['staff.wrong_code', 401])
  })

  it('new recovery codes are made with the password', async () => {
    const { call } = await loggedInStaff(product)
    const path = '/api/auth/two-factor/generate-backup-codes'
    expect((await call('POST', path, { password: 'iets-heel-anders' })).status).toBe(401)
    expect((await call('POST', path, { password: PASSWORD })).body.backupCodes).toHaveLength(10)
  })

  it('the cookie is out of reach of scripts and other sites, and goes over https alone where there is https', async () => {
    const { email, password } = await newStaff(product, { hasSecondFactor: false })
    const { setCookies, body } = await newBrowserOf(product).call('POST', '/api/auth/sign-in/email', {
      email,
      password,
    })
    const cookie = setCookies.find((line) => line.startsWith('wegwijs.session_token='))!
    expect(cookie).toMatch(/HttpOnly/iu)
    expect(cookie).toMatch(/SameSite=Lax/iu)
    const token = /=([^.]+)\./u.exec(cookie)![1]
    expect(JSON.stringify(body)).not.toContain(token)

    const publicUrl = 'https://desk.example'
    const { masterKey } = product.desk
    const behindHttps = productOn(product.database, masterKey, await testEngine(), { publicUrl })
    const secure = await newBrowserOf(behindHttps).call(
      'POST',
      '/api/auth/sign-in/email',
      { email, password },
      { origin: publicUrl },
    )
    expect(secure.setCookies.join()).toMatch(/^__Host-wegwijs.session_token=[^;]+;.*Secure/u)
    await behindHttps.stop()
  })

  it('a desk that nobody touches for 15 minutes is locked, however much it asks by itself', async () => {
    const { call, email, password, code } = await loggedInStaff(product)
    const seen = async () => (await call('GET', '/api/v1/staff/session')).body.code
    await later(10 * MINUTE, async () => {
      expect((await call('POST', '/api/v1/staff/activity')).status).toBe(204)
    })
    await later(24 * MINUTE, async () => expect(await seen()).toBeUndefined())
    await later(26 * MINUTE, async () => {
      expect(await seen()).toBe('staff.locked')
      expect((await call('POST', '/api/v1/staff/activity')).body.code).toBe('staff.locked')
      const back = newBrowserOf(product)
      await back.call('POST', '/api/auth/sign-in/email', { email, password })
      await back.call('POST', '/api/auth/two-factor/verify-totp', { code: code() })
      expect((await back.call('GET', '/api/v1/staff/session')).status).toBe(200)
    })
  })

  it('a working day ends a session, used or not', async () => {
    const { call } = await loggedInStaff(product)
    for (let minutes = 10; minutes < 12 * 60; minutes += 10)
      await later(minutes * MINUTE, async () => {
        expect((await call('POST', '/api/v1/staff/activity')).status).toBe(204)
      })
    await later(12 * 60 * MINUTE, async () => {
      expect((await call('POST', '/api/v1/staff/activity')).body.code).toBe('staff.not_logged_in')
    })
  })

  it('logging out ends this session, logging out everywhere ends them all', async () => {
    const anna = await loggedInStaff(product)
    const elsewhere = await Promise.all(
      [1, 2].map(async () => {
        const cookie = await openSession(product, anna)
        return askingWith(product, () => cookie)
      }),
    )
    await anna.call('POST', '/api/auth/sign-out')
    const statuses = () =>
      Promise.all(
        [anna, ...elsewhere].map(async ({ call }) => (await call('GET', '/api/v1/staff/session')).status),
      )
    expect(await statuses()).toEqual([401, 200, 200])
    expect((await elsewhere[0]!.call('POST', '/api/auth/revoke-sessions')).status).toBe(200)
    expect(await statuses()).toEqual([401, 401, 401])
  })

  it('ten wrong passwords make an address wait, longer each time, and nobody learns whether it is known', async () => {
    const { email, password } = await newStaff(product)
    const { call } = newBrowserOf(product)
    const tries = async (address: string, given: string) =>
      call('POST', '/api/auth/sign-in/email', { email: address, password: given })
    const unknown = 'niemand@voorbeeld.nl'
    for (const address of [email, unknown]) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => tries(address, 'een-fout-wachtwoord')),
      )
      expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['staff.wrong_password']))
      const refused = await tries(address.toUpperCase(), password)
      expect(refused).toMatchObject({ status: 429, body: { code: 'request.too_many' } })
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30)
    }
    await later(31_000, async () => {
      expect((await tries(email, 'een-fout-wachtwoord')).status).toBe(401)
      const refused = await tries(email, password)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    })
    await later(31_000 + 61_000, async () => {
      expect((await tries(email, password)).status).toBe(200)
      expect((await tries(email, 'een-fout-wachtwoord')).status).toBe(401)
      expect((await tries(email, password)).status).toBe(200)
    })
  })

  it('an unknown address takes as long as a wrong password', async () => {
    const { email } = await newStaff(product)
    const { call } = newBrowserOf(product)
    const taken = async (address: string) => {
      const began = performance.now()
      await call('POST', '/api/auth/sign-in/email', { email: address, password: 'een-fout-wachtwoord' })
      return performance.now() - began
    }
    const fastest = async (address: string) => Math.min(await taken(address), await taken(address))
    // scrypt takes tens of milliseconds; without it the answer comes in a few.
    expect((await fastest('onbekend@voorbeeld.nl')) / (await fastest(email))).toBeGreaterThan(0.4)
  })

  it('one network address cannot try without end, and cannot choose under which address it is counted', async () => {
    const { app } = product
    const from = (address: string, at: number) =>
      app.request(
        '/api/auth/two-factor/verify-totp',
        {
          method: 'POST',
          headers: {
            origin: 'http://localhost',
            'content-type': 'application/json',
            'x-wegwijs-address': `10.0.0.${at}`,
            'x-forwarded-for': `10.0.1.${at}`,
          },
          body: JSON.stringify({ code: '123456' }),
        },
        { incoming: { socket: { remoteAddress: address } } },
      )
    const statuses: number[] = []
    for (let at = 0; at < 122; at += 1) statuses.push((await from('192.0.2.7', at)).status)
    expect(statuses.slice(0, 120)).not.toContain(429)
    expect(statuses.slice(120)).toEqual([429, 429])
    expect((await from('192.0.2.8', 1)).status).toBe(401)
  })

  it('nobody makes himself an account, nor changes one by the back door', async () => {
    const { call } = await loggedInStaff(product)
    for (const path of ['sign-up/email', 'update-user', 'change-email', 'update-session', 'delete-user'])
      expect((await call('POST', `/api/auth/${path}`, { email: 'x@voorbeeld.nl' })).status).toBe(404)
    expect(await product.database.db.select().from(users).where(eq(users.email, 'x@voorbeeld.nl'))).toEqual(
      [],
    )
  })
})
