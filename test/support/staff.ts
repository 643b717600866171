import { randomBytes, randomUUID } from 'node:crypto'
import { symmetricEncrypt } from 'better-auth/crypto'
import { eq } from 'drizzle-orm'
import { generateSignedCookie } from 'hono/cookie'
import type { Page } from 'playwright-core'
import { credentials, organisations, secondFactors, sessions, staff, users } from '../../db/schema.ts'
import { derivedKey } from '../../db/sealing.ts'
import type { Role } from '../../server/staff/staff-member.ts'
import type { Product } from './product.ts'
import { newAuthenticator } from './totp.ts'

/** Everybody's password in the tests, and what scrypt makes of it: hashing it each time would take long. */
export const PASSWORD = 'paars-konijn-leest-kranten'
const PASSWORD_HASH =
  'f8790bcddc158c872443ce6824c53624:46f9a892fad71aa2715e7cbde1de7e9b9c8fa5170fb7c880e4ba2e3fd942a1f73dcc27a8cf9a3fdbb9afcb13d48e35af19a8c1e37e92144a903db22245c919ec'

export type NewStaff = { organisation?: string; role?: Role; firstName?: string; hasSecondFactor?: boolean }

type Place = Pick<Product, 'app' | 'database' | 'desk'>
export type Staff = Awaited<ReturnType<typeof loggedInStaff>>

const SECRET_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const sessionSecret = ({ desk }: Place) =>
  Buffer.from(derivedKey(desk.masterKey, 'staff sessions')).toString('base64')

/** Somebody with an account, a password and (unless said otherwise) a second factor, at work for an organisation. */
export async function newStaff(place: Place, wanted: NewStaff = {}) {
  const {
    organisation = 'magentazorg',
    role = 'supporter',
    firstName = 'Anna',
    hasSecondFactor = true,
  } = wanted
  const { db } = place.database
  const [at] = await db.select().from(organisations).where(eq(organisations.slug, organisation))
  const organisationId = at!.id
  const userId = randomUUID()
  const email = `${firstName.toLowerCase()}-${userId.slice(0, 8)}@voorbeeld.nl`
  const secret = Array.from(randomBytes(32), (byte) => SECRET_LETTERS[byte % SECRET_LETTERS.length]).join('')
  await db.insert(users).values({
    id: userId,
    name: `${firstName} de Vries`,
    email,
    emailVerified: true,
    twoFactorEnabled: hasSecondFactor,
  })
  await db.insert(credentials).values({
    id: randomUUID(),
    accountId: userId,
    providerId: 'credential',
    userId,
    password: PASSWORD_HASH,
  })
  if (hasSecondFactor) {
    const key = sessionSecret(place)
    await db.insert(secondFactors).values({
      id: randomUUID(),
      userId,
      secret: await symmetricEncrypt({ key, data: secret }),
      backupCodes: await symmetricEncrypt({ key, data: JSON.stringify(['herst-elcode']) }),
    })
  }
  const [member] = await db.insert(staff).values({ organisationId, userId, role, firstName }).returning()
  return {
    staffId: member!.id,
    organisationId,
    userId,
    email,
    password: PASSWORD,
    code: newAuthenticator(secret),
  }
}

/** Opens a session in the database, as logging in does; the cookie is all that a browser keeps of it. */
export async function openSession(
  place: Place,
  { userId, organisationId }: { userId: string; organisationId?: string },
  { hasSecondFactor = true, at = new Date() } = {},
): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await place.database.db.insert(sessions).values({
    id: randomUUID(),
    token,
    userId,
    organisationId: organisationId ?? null,
    secondFactorAt: hasSecondFactor ? at : null,
    expiresAt: new Date(at.getTime() + 12 * 3600_000),
    usedAt: at,
    createdAt: at,
  })
  const cookie = await generateSignedCookie('wegwijs.session_token', token, sessionSecret(place))
  return cookie.split(';')[0]!
}

/** Somebody at work: with a session, and the way to ask the product something in it. */
export async function loggedInStaff(place: Place, wanted: NewStaff & { at?: Date } = {}) {
  const person = await newStaff(place, wanted)
  const { hasSecondFactor = true, at = new Date() } = wanted
  const cookie = await openSession(place, person, { hasSecondFactor, at })
  return { ...person, cookie, ...askingWith(place, () => cookie) }
}

/** Asks as a page of the product itself does. */
export function askingWith({ app }: Pick<Product, 'app'>, cookie: () => string) {
  const request = async (path: string, init: RequestInit = {}): Promise<Response> =>
    app.request(path, {
      ...init,
      headers: {
        cookie: cookie(),
        origin: 'http://localhost',
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...(init.headers as Record<string, string> | undefined),
      },
    })

  /** With the body to send, and what came back read. */
  async function call(method: string, path: string, body?: unknown) {
    const response = await request(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text ? JSON.parse(text) : null,
    }
  }
  return { request, call }
}

/** A browser of somebody who is not logged in yet: it keeps the cookies that it is given. */
export function newBrowserOf(place: Pick<Product, 'app'>) {
  const jar = new Map<string, string>()
  const { request } = askingWith(place, () => [...jar].map((pair) => pair.join('=')).join('; '))

  async function call(method: string, path: string, body?: unknown, headers = {}) {
    const response = await request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const setCookies = response.headers.getSetCookie()
    for (const line of setCookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/u.exec(line)!
      if (value && !/max-age=0(?:;|$)/iu.test(line)) jar.set(name!, value)
      else jar.delete(name!)
    }
    const text = await response.text()
    return {
      status: response.status,
      setCookies,
      headers: response.headers,
      body: text ? JSON.parse(text) : null,
    }
  }
  return { call, jar }
}

/** Logs in on the page at /dashboard as a person does. */
export async function loginByBrowser(
  page: Page,
  url: string,
  person: { email: string; password: string; code: () => string },
): Promise<void> {
  await page.goto(`${url}/dashboard`)
  await page.locator('input[autocomplete="username"]').fill(person.email)
  await page.locator('input[autocomplete="current-password"]').fill(person.password)
  await page.locator('form button[type="submit"]').click()
  await page.locator('input[autocomplete="one-time-code"]').fill(person.code())
  await page.locator('form button[type="submit"]').click()
  await page.locator('input[autocomplete="one-time-code"]').waitFor({ state: 'detached' })
}
