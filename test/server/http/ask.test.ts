import { afterAll, expect, it } from 'vitest'
import { newProduct } from '../../support/product.ts'

const product = await newProduct()
afterAll(() => product.close())

function post(body: string): Promise<Response> | Response {
  return product.app.request('/api/v1/ask', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
}

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  return { status: response.status, ...(await response.json()) }
}

it('a question gets a reply with exactly the agreed fields', async () => {
  const response = await post(
    JSON.stringify({
      turns: ['Tot wanneer kan ik afzeggen?'],
      agreement: 'magentazorg-wmo-2020',
      municipality: null,
      locale: 'nl',
    }),
  )
  expect(response.status).toBe(200)
  const reply = await response.json()
  expect(Object.keys(reply).toSorted()).toEqual([
    'choices',
    'citations',
    'confidence',
    'kind',
    'text',
    'topic',
  ])
  expect(reply).toMatchObject({
    kind: 'answer',
    topic: 'annulering.termijn',
    text: expect.stringContaining('48 uur'),
  })
  expect(reply.citations[0]).toEqual({
    source: 'magentazorg-wmo-2020',
    section: '7',
    title: 'Annulering/ no show',
    quote: expect.stringContaining('uiterlijk 48 uur van tevoren'),
  })
})

it.each([
  ['bad JSON', '{"turns":', 400, 'request.invalid_json'],
  ['no JSON at all', '', 400, 'request.invalid_json'],
  ['an unknown field', '{"turns":["hoi"],"secret":1}', 400, 'request.invalid'],
  ['no turns', '{"turns":[]}', 400, 'request.invalid'],
  ['a turn that is no text', '{"turns":[5]}', 400, 'request.invalid'],
  ['an unknown agreement', '{"turns":["hoi"],"agreement":"ander"}', 400, 'agreement.unknown'],
  ['an unknown language', '{"turns":["hoi"],"locale":"xx"}', 400, 'request.invalid'],
  ['a body that is too large', JSON.stringify({ turns: ['x'.repeat(300_000)] }), 413, 'request.too_large'],
])('%s is refused with a stable code', async (_, body, status, code) => {
  expect(await problemOf(await post(body))).toMatchObject({ status, code })
})

it('a refusal names the place of the fault but never repeats what was sent', async () => {
  const response = await post('{"turns":["hoi"],"locale":"geheim-123456782"}')
  const text = await response.text()
  expect(JSON.parse(text).errors).toEqual([{ at: 'locale', code: 'invalid_value' }])
  expect(text).not.toContain('geheim')
})

it('an address at which there is nothing is a problem too', async () => {
  expect(await problemOf(await product.app.request('/api/v1/nothing'))).toMatchObject({
    status: 404,
    code: 'route.not_found',
  })
})

it('a message of 10,000 characters is answered', async () => {
  const response = await post(
    JSON.stringify({ turns: ['mag ik mijn dossier zien '.repeat(400)], agreement: null }),
  )
  expect(response.status).toBe(200)
})
