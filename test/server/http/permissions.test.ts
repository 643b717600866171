import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../../server/routes.ts'
import { isForStaff, STAFF_ADDRESSES, type Permission } from '../../../server/http/permissions.ts'
import { clientOf } from '../../support/client.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, newStaff, openSession } from '../../support/staff.ts'

const SOMEBODY = '7f1d3c1e-9a51-4e58-8a43-0f6c8c1d2b3a'

/** What each kind of person may call. */
const MAY: Record<string, Permission[]> = {
  nobody: ['anyone'],
  'logged in without second factor': ['anyone', 'logged_in'],
  supporter: ['anyone', 'logged_in', 'second_factor', 'supporter'],
  coordinator: ['anyone', 'logged_in', 'second_factor', 'supporter', 'coordinator'],
  administrator: ['anyone', 'logged_in', 'second_factor', 'supporter', 'coordinator', 'administrator'],
}
const IN_THE_WAY: Record<string, string> = {
  nobody: 'staff.not_logged_in',
  'logged in without second factor': 'staff.second_factor_missing',
  supporter: 'staff.role_too_low',
  coordinator: 'staff.role_too_low',
}
const REFUSALS = [...Object.values(IN_THE_WAY), 'staff.locked', 'staff.no_organisation', 'request.cross_site']

let product: Product
const people = new Map<string, Awaited<ReturnType<typeof newStaff>>>()
beforeAll(async () => {
  product = await newProduct()
  people.set('logged in without second factor', await newStaff(product, { hasSecondFactor: false }))
  for (const role of ['supporter', 'coordinator', 'administrator'] as const)
    people.set(role, await newStaff(product, { role }))
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

/** Asks in a session of its own, since some routes end it. */
async function ask(method: string, path: string, who: string, headers: Record<string, string> = {}) {
  const person = people.get(who)
  const cookie = person
    ? await openSession(product, person, { hasSecondFactor: who !== 'logged in without second factor' })
    : ''
  const response = await product.app.request(path, {
    method,
    headers: { cookie, origin: 'http://localhost', 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: '{}' }),
  })
  const isProblem = response.headers.get('content-type')?.includes('problem+json')
  const code: string | undefined = isProblem ? (await response.json()).code : undefined
  if (!isProblem) await response.body?.cancel()
  return { status: response.status, code, headers: response.headers }
}

const withSomebody = (path: string) => path.replaceAll(/:\w+/gu, SOMEBODY).replace('*', 'x.js')

describe.each(Object.keys(MAY))('%s', (who) => {
  it.each(routes.map(([method, path, permission]) => ({ method, path, permission })))(
    'asks $method $path, which is for $permission',
    async ({ method, path, permission }) => {
      const { status, code } = await ask(method, withSomebody(path), who)
      if (permission === 'client') return expect([404, 401]).toContain(status)
      if (permission === 'telegram') return expect([401, 404]).toContain(status)
      if (MAY[who]!.includes(permission)) return expect(REFUSALS).not.toContain(code)
      expect(code).toBe(IN_THE_WAY[who])
    },
  )
})

const forStaff = routes.filter(([, , permission]) => isForStaff(permission))

it('every address for staff is closed to pages of other sites', () => {
  expect(forStaff.map(([, path]) => path).filter((path) => !STAFF_ADDRESSES.test(path))).toEqual([])
})

it.each(routes.filter(([, path]) => STAFF_ADDRESSES.test(path)).map(([method, path]) => ({ method, path })))(
  'a page of another site can neither send to nor read $method $path',
  async ({ method, path }) => {
    const foreign = { origin: 'https://elsewhere.example' }
    const { code, headers } = await ask(method, withSomebody(path), 'administrator', foreign)
    const isWithoutCookies = path.startsWith('/api/v1/invitations/')
    if (method !== 'GET' && !isWithoutCookies) expect(code).toBe('request.cross_site')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    const preflight = await product.app.request(withSomebody(path), {
      method: 'OPTIONS',
      headers: { ...foreign, 'access-control-request-method': method },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  },
)

it('a request that does not say from which page it comes changes nothing', async () => {
  const { call, cookie, staffId } = await loggedInStaff(product, { role: 'administrator' })
  const bare = (headers: Record<string, string>) =>
    product.app.request(`/api/v1/staff/${staffId}`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ role: 'administrator' }),
    })
  expect((await bare({})).status).toBe(403)
  expect((await bare({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await bare({ 'sec-fetch-site': 'same-origin' })).status).toBe(204)
  expect((await call('GET', '/api/v1/staff')).status).toBe(200)
})

it('staff of another organisation reach nothing of this one', async () => {
  const ours = await loggedInStaff(product, { role: 'administrator' })
  const { body: invitation } = await ours.call('POST', '/api/v1/staff/invitations', { role: 'supporter' })
  const chat = await clientOf(product.app).start()
  const idIn = (path: string) =>
    path.includes('invitations') ? invitation.id : path.includes('/desk/') ? chat.id : ours.staffId
  const stranger = await loggedInStaff(product, { organisation: 'zonl', role: 'administrator' })
  for (const [method, path] of forStaff.filter(([, each]) => each.includes(':'))) {
    const { status } = await stranger.call(
      method,
      path.replaceAll(/:\w+/gu, idIn(path)),
      method === 'GET' ? undefined : { role: 'supporter' },
    )
    expect([400, 403, 404], `${method} ${path} answers ${status}`).toContain(status)
  }
  const listed = await ours.call('GET', '/api/v1/staff/invitations')
  expect(JSON.stringify(listed.body)).toContain(invitation.id)
  expect((await ours.call('GET', '/api/v1/staff')).status).toBe(200)
})
