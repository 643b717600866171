import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentials, users } from '../../../db/schema.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { CLIENT, newIdentityProvider, type Person } from '../../support/identity-provider.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { newBrowserOf, newStaff } from '../../support/staff.ts'

const PUBLIC_URL = 'http://localhost'

const personOf = (email: string, other: Partial<Person> = {}): Person => ({
  id: `subject of ${email.toLowerCase()}`,
  email,
  isVerified: true,
  methods: ['pwd', 'mfa'],
  ...other,
})

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let provider: Awaited<ReturnType<typeof newIdentityProvider>>
  beforeAll(async () => {
    provider = await newIdentityProvider(`${PUBLIC_URL}/api/auth/callback/oidc`)
    const singleSignOn = { issuer: provider.issuer, ...CLIENT, name: 'Magentazorg' }
    product = await newProduct(kind, { publicUrl: PUBLIC_URL, singleSignOn })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
    await provider.close()
  })

  async function comeIn(person: Person, at = product) {
    const browser = newBrowserOf(at)
    const { status, body } = await browser.call('POST', '/api/auth/sign-in/social', {})
    expect(status).toBe(200)
    const back = await provider.visit(person, body.url)
    return { ...browser, ...(await comeBack(browser, back, at)), back }
  }

  /** As a browser does on a link from another site: with the cookies that are Lax, and no origin. */
  async function comeBack({ jar }: ReturnType<typeof newBrowserOf>, back: URL, at = product) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const headers = { cookie, 'sec-fetch-site': 'cross-site' }
    const response = await at.app.request(back.pathname + back.search, { headers })
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line)!
      if (value && !/max-age=0(?:;|$)/iu.test(line)) jar.set(name!, value)
      else jar.delete(name!)
    }
    expect(response.status).toBe(302)
    return { to: response.headers.get('location'), setCookies }
  }

  it('the log-in page knows what the other log-in is called', async () => {
    const { body } = await newBrowserOf(product).call('GET', '/api/v1/staff/log-in-ways')
    expect(body).toEqual({ singleSignOn: { name: 'Magentazorg' } })
  })

  it('who showed a second factor there is at work at once', async () => {
    const anna = await newStaff(product, { role: 'coordinator' })
    const { to, call, setCookies } = await comeIn(personOf(anna.email.toUpperCase()))
    expect(to).toBe('/dashboard')
    expect(setCookies.find((line) => line.startsWith('wegwijs.session_token='))).toMatch(/SameSite=Lax/iu)
    expect((await call('GET', '/api/v1/staff')).status).toBe(200)
    const again = await comeIn(personOf(anna.email))
    expect((await again.call('GET', '/api/v1/staff')).status).toBe(200)
    const kept = await product.database.db
      .select()
      .from(credentials)
      .where(eq(credentials.userId, anna.userId))
    expect(kept.map(({ providerId }) => providerId).toSorted()).toEqual(['credential', 'oidc'])
    expect(kept.every((each) => !each.idToken && !each.accessToken && !each.refreshToken)).toBe(true)
  })

  it('who showed only a password there is asked for the code of his authenticator', async () => {
    const anna = await newStaff(product)
    for (const methods of [['pwd'], []]) {
      const { to, call, jar } = await comeIn(personOf(anna.email, { methods }))
      expect(to).toBe('/dashboard?log-in=code')
      expect(jar.has('wegwijs.session_token')).toBe(false)
      expect((await call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
      const wrong = await call('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })
      expect(wrong.body.code).toBe('staff.wrong_code')
      const proof = await call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })
      expect(proof.status).toBe(200)
      expect((await call('GET', '/api/v1/staff/session')).body.hasSecondFactor).toBe(true)
    }
  })

  it('who has no second factor anywhere can do nothing but take one into use', async () => {
    const anna = await newStaff(product, { hasSecondFactor: false })
    const { to, call } = await comeIn(personOf(anna.email, { methods: ['pwd'] }))
    expect(to).toBe('/dashboard')
    expect((await call('GET', '/api/v1/staff/session')).body).toMatchObject({
      hasSecondFactor: false,
      organisations: [],
    })
    expect((await call('GET', '/api/v1/desk')).body.code).toBe('staff.second_factor_missing')
  })

  it('an address that nobody here has makes no account', async () => {
    const { to, jar } = await comeIn(personOf('onbekend@voorbeeld.nl'))
    expect(to).toMatch(/^\/dashboard\?log-in=refused&/u)
    expect(jar.has('wegwijs.session_token')).toBe(false)
    const found = await product.database.db
      .select()
      .from(users)
      .where(eq(users.email, 'onbekend@voorbeeld.nl'))
    expect(found).toEqual([])
  })

  it('an address that the other log-in did not verify is refused, also when it was verified before', async () => {
    const anna = await newStaff(product)
    const refused = async () => {
      const { to, jar } = await comeIn(personOf(anna.email, { isVerified: false }))
      expect(to).toMatch(/^\/dashboard\?log-in=refused&/u)
      expect(jar.has('wegwijs.session_token')).toBe(false)
    }
    await refused()
    expect((await comeIn(personOf(anna.email))).to).toBe('/dashboard')
    await refused()
  })

  it('an address that nobody verified here is not taken over by who has it there', async () => {
    const anna = await newStaff(product)
    await product.database.db.update(users).set({ emailVerified: false }).where(eq(users.id, anna.userId))
    expect((await comeIn(personOf(anna.email))).to).toMatch(/^\/dashboard\?log-in=refused&/u)
  })

  it('coming back works once, and only in the browser that left', async () => {
    const anna = await newStaff(product)
    const [own, other] = [newBrowserOf(product), newBrowserOf(product)]
    const { body } = await own.call('POST', '/api/auth/sign-in/social', {})
    const back = await provider.visit(personOf(anna.email), body.url)
    expect((await comeBack(other, back)).to).toMatch(/^\/dashboard\?log-in=refused/u)
    const { back: used, ...browser } = await comeIn(personOf(anna.email))
    expect(browser.to).toBe('/dashboard')
    expect((await comeBack(browser, used)).to).toMatch(/^\/dashboard\?log-in=refused/u)
  })

  it('nobody comes in with a token of his own, nor chooses where he ends up', async () => {
    const { call } = newBrowserOf(product)
    for (const body of [
      { provider: 'oidc', idToken: { token: 'x.y.z' } },
      { callbackURL: '//elsewhere.example' },
    ])
      expect((await call('POST', '/api/auth/sign-in/social', body)).body.code).toBe('request.invalid')
  })

  /** Another server, of which the other log-in is set otherwise. */
  const serverWith = async (otherwise: Partial<typeof CLIENT & { issuer: string }>) =>
    productOn(product.database, product.desk.masterKey, await testEngine(), {
      publicUrl: PUBLIC_URL,
      singleSignOn: { issuer: provider.issuer, ...CLIENT, name: null, ...otherwise },
    })

  it('with a wrong secret nobody comes in, and passwords still work', async () => {
    const server = await serverWith({ clientSecret: 'een-ander-geheim' })
    const anna = await newStaff(product)
    const { to, jar } = await comeIn(personOf(anna.email), server)
    expect(to).toMatch(/^\/dashboard\?log-in=refused/u)
    expect(jar.has('wegwijs.session_token')).toBe(false)
    const { email, password } = anna
    const entered = await newBrowserOf(server).call('POST', '/api/auth/sign-in/email', { email, password })
    expect(entered.body).toMatchObject({ twoFactorRedirect: true })
    await server.stop()
  })

  it('what was signed for another log-in than the one of the settings lets nobody in', async () => {
    const told = await fetch(`${provider.issuer}/.well-known/openid-configuration`).then((found) =>
      found.json(),
    )
    const other = createServer((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ ...told, issuer: otherIssuer() }))
    })
    const otherIssuer = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const server = await serverWith({ issuer: otherIssuer() })
    const { to, jar } = await comeIn(personOf((await newStaff(product)).email), server)
    expect(to).toMatch(/^\/dashboard\?log-in=refused/u)
    expect(jar.has('wegwijs.session_token')).toBe(false)
    await server.stop()
    await new Promise((resolve) => other.close(resolve))
  })

  it('who logs out is out here, and comes in again by that log-in', async () => {
    const anna = await newStaff(product)
    const { call, jar } = await comeIn(personOf(anna.email))
    const kept = jar.get('wegwijs.session_token')!
    expect((await call('POST', '/api/auth/sign-out', {})).status).toBe(200)
    jar.set('wegwijs.session_token', kept)
    expect((await call('GET', '/api/v1/staff/session')).body.code).toBe('staff.not_logged_in')
    expect((await comeIn(personOf(anna.email))).to).toBe('/dashboard')
  })

  it('passwords work while the other log-in cannot be reached', async () => {
    const { database, desk } = product
    const singleSignOn = { ...CLIENT, issuer: 'http://127.0.0.1:1', name: null }
    const cutOff = productOn(database, desk.masterKey, await testEngine(), {
      publicUrl: PUBLIC_URL,
      singleSignOn,
    })
    const { email, password } = await newStaff(product)
    const { call } = newBrowserOf(cutOff)
    const away = await call('POST', '/api/auth/sign-in/social', {})
    expect(away).toMatchObject({ status: 503, body: { code: 'staff.single_sign_on_away' } })
    const entered = await call('POST', '/api/auth/sign-in/email', { email, password })
    expect(entered.body).toMatchObject({ twoFactorRedirect: true })
    await cutOff.stop()
  })

  it('without the setting there is no such way', async () => {
    const plain = await newProduct(kind)
    const { call } = newBrowserOf(plain)
    expect((await call('GET', '/api/v1/staff/log-in-ways')).body).toEqual({ singleSignOn: null })
    expect((await call('POST', '/api/auth/sign-in/social', {})).body.code).toBe('route.not_found')
    expect((await call('GET', '/api/auth/callback/oidc?code=x&state=y')).body.code).toBe('route.not_found')
    await plain.stop()
    await plain.close()
  })
})
