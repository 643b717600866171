import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const SOMEBODY = '7f1d3c1e-9a51-4e58-8a43-0f6c8c1d2b3a'
const sheet = (name: string) => ({ sheets: [{ sheet: 'production', name, columns: [] }] })
const HALF = '\uD800'
const cursorAt = (place: string) => Buffer.from(place).toString('base64url')

describe.each(databaseKinds)('what no database can hold is refused with its place, on $name', (kind) => {
  let product: Product
  let ada: Staff

  beforeAll(async () => {
    product = await newProduct(kind)
    ada = await loggedInStaff(product, { role: 'administrator', organisation: 'de-wegwijzer' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const refuses = async (method: string, path: string, at: string, body?: unknown) => {
    const answer = await ada.call(method, `/api/v1/desk/${path}`, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } })
    expect(answer.body.errors[0].at).toBe(at)
  }

  it.each([
    ['contacts?region=%00', 'region'],
    ['contacts?municipality=a%00b', 'municipality'],
    ['contacts/totals?topic=%00', 'topic'],
    ['figures/minutes/clients?bucket=over&agreement=%00', 'agreement'],
    ['signals?region=%00', 'region'],
    ['knowledge?q=%00', 'q'],
    ['knowledge/%00', 'name'],
    ['knowledge/%00/versions', 'name'],
    ['knowledge/agreements/%00', 'id'],
    ['conversations/%00', 'id'],
    ['contacts?from=0000-01-01', 'from'],
    ['contacts?to=1899-12-31', 'to'],
    ['contacts/totals?to=2101-01-01', 'to'],
    ['contacts?month=0000-01', 'month'],
    ['contacts?reported=0000-01:1', 'reported.period'],
    [`contacts?cursor=${cursorAt(`0000-01-01 0000-01-01T00:00:00Z ${SOMEBODY}`)}`, 'cursor'],
    ['contacts/day?at=0000-01-01T00:00:00Z', 'at'],
    ['figures/minutes?from=0000-01-01', 'from'],
    ['figures/response-times?to=0000-01-01', 'to'],
    ['knowledge/gaps?from=0000-01-01', 'from'],
    ['signals?from=0000-01-01', 'from'],
    ['signals?to=0000-12-31', 'to'],
    ['signals/choices?day=0000-12-31', 'day'],
    ['signals/trends?quarter=0000-01-01', 'quarter'],
    ['reports/quarters/0000-01-01', 'period'],
    ['reports/quarters/0000-01-01/ratings', 'period'],
    ['reports/quarters/0000-01-01/download', 'period'],
  ])('in the address %s', async (path, at) => {
    await refuses('GET', path, at)
  })

  const signal = {
    kind: 'signal',
    categoryId: SOMEBODY,
    conversationId: null,
    clientNumber: null,
    observedOn: '0000-01-01',
    region: null,
    provider: '',
    facts: { client: '', indication: '', question: '', problem: 'Wacht' },
    bottleneck: 'Druk',
    isAcute: false,
  }
  const sending = { seenVersion: 0, remarks: '', annexIds: [] }
  it.each([
    ['PUT', 'reports/month-layout', 'sheets.0.name', sheet(HALF)],
    ['PUT', 'reports/month-layout', 'sheets.0.name', sheet('\0')],
    ['POST', 'knowledge/versions', 'texts.nl', { texts: { nl: HALF } }],
    ['POST', 'teams', '', { [HALF]: 1 }],
    ['POST', 'signals', 'observedOn', signal],
    ['POST', 'reports/quarters/0000-01-01', 'period', sending],
    ['POST', 'support-questions', 'startedOn', { clientId: SOMEBODY, startedOn: '0000-01-01', aim: 'Wonen' }],
    [
      'PUT',
      'agreements',
      'bindings.0.from',
      { bindings: [{ agreementId: 'wlz-oco-2024', from: '0000-01-01', to: null }] },
    ],
  ])('in the body of %s %s at %s', async (method, path, at, body) => {
    await refuses(method, path, at, body)
  })

  it('and words about such a character are none', async () => {
    const made = await ada.call('POST', '/api/v1/desk/clients/search', { q: String.raw`jan \u0000` })
    expect(made.status).toBe(200)
  })

  it('a body nested deeper than there is stack is refused like any other', async () => {
    const response = await ada.request('/api/v1/desk/teams', {
      method: 'POST',
      body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    })
    expect(response.status).toBe(400)
  })
})
