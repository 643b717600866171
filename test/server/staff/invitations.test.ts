import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { credentials, invitations, staff, users } from '../../../db/schema.ts'
import { firstInvitation } from '../../../server/staff/invitations.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, newBrowserOf, newStaff, PASSWORD } from '../../support/staff.ts'

const DAY = 24 * 3600_000
const GOOD = 'drie-fietsen-in-de-regen'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
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
  const accept = (token: string, given: object) =>
    newBrowserOf(product).call('POST', `/api/v1/invitations/${token}`, {
      name: 'Bas Jansen',
      firstName: 'Bas',
      password: GOOD,
      ...given,
    })
  const look = (token: string) => newBrowserOf(product).call('GET', `/api/v1/invitations/${token}`)

  async function invited(wanted: object, organisation = 'magentazorg') {
    const administrator = await loggedInStaff(product, { role: 'administrator', organisation })
    const { body } = await administrator.call('POST', '/api/v1/staff/invitations', {
      role: 'supporter',
      ...wanted,
    })
    return {
      administrator,
      id: body.id as string,
      link: body.link as string,
      token: body.link.split('/').at(-1),
    }
  }

  it('the first link makes one administrator of every organisation, and then no more', async () => {
    const store = { db: product.database.db }
    const [early, link] = [await firstInvitation(store), await firstInvitation(store)]
    expect((await look(link!)).body).toMatchObject({ role: 'administrator', email: null })
    await later(DAY + 1000, async () => expect((await look(link!)).body.code).toBe('invitation.not_found'))
    const email = 'Eerste@voorbeeld.nl'
    expect((await accept(link!, {})).body.code).toBe('request.invalid')
    expect(await accept(link!, { email })).toMatchObject({
      status: 201,
      body: { email: 'eerste@voorbeeld.nl' },
    })
    for (const token of [early!, link!])
      expect((await accept(token, { email: 'tweede@voorbeeld.nl' })).body.code).toBe('invitation.not_found')
    expect(await firstInvitation(store)).toBeNull()
    const places = await product.database.db
      .select({ role: staff.role })
      .from(staff)
      .innerJoin(users, and(eq(users.id, staff.userId), eq(users.email, 'eerste@voorbeeld.nl')))
    expect(places).toEqual([{ role: 'administrator' }, { role: 'administrator' }, { role: 'administrator' }])
  })

  it('an invitation is good once, for the address that it was made for', async () => {
    const { token, link } = await invited({ email: 'bas@voorbeeld.nl', role: 'coordinator' })
    expect(link).toMatch(/^http:\/\/localhost\/dashboard\/invitation\/[\w-]{43}$/u)
    expect((await look(token)).body).toMatchObject({
      organisations: ['Magentazorg'],
      role: 'coordinator',
      email: 'bas@voorbeeld.nl',
      hasAccount: false,
    })
    const stored = JSON.stringify(await product.database.db.select().from(invitations))
    expect(stored).not.toContain(token)
    const answers = await Promise.all([
      accept(token, { email: 'anders@voorbeeld.nl' }),
      accept(token, { email: 'anders@voorbeeld.nl' }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 404])
    expect((await look(token)).body.code).toBe('invitation.not_found')
    const { call } = newBrowserOf(product)
    const entered = await call('POST', '/api/auth/sign-in/email', {
      email: 'bas@voorbeeld.nl',
      password: GOOD,
    })
    expect(entered.status).toBe(200)
    const [account] = await product.database.db
      .select()
      .from(credentials)
      .innerJoin(users, and(eq(users.id, credentials.userId), eq(users.email, 'bas@voorbeeld.nl')))
    expect(account!.credentials.password).not.toContain(GOOD)
  })

  it('an invitation runs out after a week, and can be withdrawn before', async () => {
    const { administrator, id, token } = await invited({})
    const listed = await administrator.call('GET', '/api/v1/staff/invitations')
    expect(listed.body.invitations).toContainEqual(expect.objectContaining({ id, role: 'supporter' }))
    await later(7 * DAY + 1000, async () =>
      expect((await look(token)).body.code).toBe('invitation.not_found'),
    )
    expect((await look(token)).status).toBe(200)
    expect((await administrator.call('DELETE', `/api/v1/staff/invitations/${id}`)).status).toBe(204)
    expect((await look(token)).body.code).toBe('invitation.not_found')
    expect((await administrator.call('DELETE', `/api/v1/staff/invitations/${id}`)).status).toBe(404)
  })

  it('who has an account elsewhere shows its password, and then works at both', async () => {
    const anna = await newStaff(product, { organisation: 'zonl', role: 'coordinator' })
    const { token } = await invited({ email: anna.email })
    expect((await look(token)).body.hasAccount).toBe(true)
    expect((await accept(token, {})).body.code).toBe('staff.wrong_password')
    expect((await accept(token, { password: PASSWORD })).status).toBe(201)
    const { call } = newBrowserOf(product)
    await call('POST', '/api/auth/sign-in/email', { email: anna.email, password: PASSWORD })
    await call('POST', '/api/auth/two-factor/verify-totp', { code: anna.code() })
    const { body } = await call('GET', '/api/v1/staff/session')
    expect(body.organisationId).toBeNull()
    expect(body.organisations.map(({ slug, role }: { slug: string; role: string }) => [slug, role])).toEqual([
      ['magentazorg', 'supporter'],
      ['zonl', 'coordinator'],
    ])
    expect((await call('GET', '/api/v1/staff')).body.code).toBe('staff.organisation_not_chosen')
    const choose = (organisationId: string) => call('PUT', '/api/v1/staff/organisation', { organisationId })
    expect((await choose('00000000-0000-4000-8000-000000000000')).status).toBe(404)
    expect((await choose(anna.organisationId)).status).toBe(204)
    expect((await call('GET', '/api/v1/staff')).status).toBe(200)
    expect((await choose(body.organisations[0].id)).status).toBe(204)
    expect((await call('GET', '/api/v1/staff')).body.code).toBe('staff.role_too_low')
  })

  it('who is staff there already is told so, and the invitation stays', async () => {
    const anna = await newStaff(product)
    const { token } = await invited({ email: anna.email })
    expect((await accept(token, { password: PASSWORD })).body.code).toBe('invitation.already_member')
    expect((await look(token)).status).toBe(200)
  })

  it('an account cannot be guessed at through an invitation', async () => {
    const anna = await newStaff(product, { organisation: 'zonl' })
    const { token } = await invited({ email: anna.email })
    const answers = await Promise.all(Array.from({ length: 11 }, () => accept(token, {})))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
  })

  it.each([
    ['kort', 'too_short'],
    ['x'.repeat(129), 'too_long'],
    ['Welkom2026!!!', 'leaked'],
    ['W3lk0m-2026-01', 'leaked'],
    ['wachtwoord1234', 'leaked'],
    ['AjaxAjaxAjax', 'leaked'],
    ['qwertyuiop1234', 'leaked'],
    ['aaaaaaaaaaaaaa', 'leaked'],
    ['123456789012', 'leaked'],
    ['mijn-naam-is-jansen', 'personal'],
    ['bas.kees@voorbeeld', 'personal'],
    ['ik-werk-bij-Magentazorg', 'personal'],
  ])('the password %s is refused: %s', async (password, reason) => {
    const { token } = await invited({ email: 'bas.kees@voorbeeld.nl' })
    const refused = await accept(token, { password })
    expect(refused).toMatchObject({ status: 400, body: { code: 'staff.password_refused', reason } })
  })

  it.each([
    'drie-fietsen-in-de-regen',
    'correct horse battery staple',
    'Tr0ub4dor&3xyzq',
    'vandaag scheen de zon',
  ])('the password %s is good, without a capital or a sign being asked', async (password) => {
    const { token } = await invited({})
    expect((await accept(token, { password, email: `${crypto.randomUUID()}@huis.nl` })).status).toBe(201)
  })
})
