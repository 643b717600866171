import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../../server/routes.ts'
import { clientOf } from '../../support/client.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { loggedInStaff, newBrowserOf, newStaff } from '../../support/staff.ts'

const SOMEWHERE = '7f1d3c1e-9a51-4e58-8a43-0f6c8c1d2b3a'
const MOST_GUESSES = 1500
const PAGES = ['/', '/dashboard', '/dashboard/invitation/abc', '/dashboard?log-in=code', '/widget.js']

let product: Product
let behindTls: Product
beforeAll(async () => {
  product = await newProduct()
  const { database, desk } = product
  behindTls = productOn(database, desk.masterKey, await testEngine(), { publicUrl: 'https://chat.example' })
})
afterAll(async () => {
  await behindTls.stop()
  await product.stop()
  await product.close()
})

const serverWith = async (otherwise: Parameters<typeof productOn>[3]) =>
  productOn(product.database, product.desk.masterKey, await testEngine(), otherwise)

describe('what a browser may do with our pages', () => {
  it.each([...PAGES, '/api/v1/organisations', '/api/v1/desk', '/nergens'])('%s says it', async (path) => {
    const { headers } = await product.app.request(path)
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*|data:/u)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('behind TLS it is told to come back by https alone, never otherwise', async () => {
    const { headers } = await behindTls.app.request('/')
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  })

  it.each(['/', '/dashboard'])('the page at %s holds no script and no style in its text', async (path) => {
    const text = await (await product.app.request(path)).text()
    expect(text).toContain('<script')
    expect(text).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/iu)
  })

  it('a conversation that is taken along may load and run nothing, here or from the disk', async () => {
    const client = clientOf(product.app)
    const chat = await client.start()
    const response = await product.app.request(`/api/v1/conversations/${chat.id}/export?format=html`, {
      headers: { authorization: `Bearer ${chat.token}` },
    })
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+='/u)
    const page = await response.text()
    expect(page).toContain('http-equiv="Content-Security-Policy"')
    expect(page).not.toMatch(/<script|\sstyle=|\son\w+=/iu)
  })
})

it('behind TLS every cookie is of this host alone, out of reach of scripts, and stays on this site', async () => {
  const person = await newStaff(product)
  const headers = { origin: 'https://chat.example' }
  const browser = newBrowserOf(behindTls)
  const first = await browser.call('POST', '/api/auth/sign-in/email', pick(person), headers)
  const second = await browser.call(
    'POST',
    '/api/auth/two-factor/verify-totp',
    { code: person.code() },
    headers,
  )
  expect(second.status).toBe(200)
  const set = [...first.setCookies, ...second.setCookies]
  expect(set.length).toBeGreaterThan(1)
  for (const line of set) {
    expect(line).toMatch(/^__Host-wegwijs\./u)
    expect(line).toMatch(/; Path=\/(?:;|$)/iu)
    expect(line).toMatch(/; HttpOnly/iu)
    expect(line).toMatch(/; Secure/iu)
    expect(line).toMatch(/; SameSite=(?:Lax|Strict)/iu)
    expect(line).not.toMatch(/; Domain=/iu)
  }
  expect((await browser.call('GET', '/api/v1/staff/session', undefined, headers)).status).toBe(200)
})
const pick = ({ email, password }: { email: string; password: string }) => ({ email, password })

describe('what may be sent', () => {
  it.each(['multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/plain'])(
    'no %s, by clients, staff or Telegram',
    async (type) => {
      const ada = await loggedInStaff(product, { role: 'administrator' })
      const writing = routes.filter(([method]) => method !== 'GET')
      for (const [method, path] of writing) {
        const response = await product.app.request(path.replaceAll(/:\w+/gu, 'x'), {
          method,
          headers: { 'content-type': type, origin: 'http://localhost', cookie: ada.cookie },
          body: '{}',
        })
        expect(response.status, `${method} ${path}`).toBe(415)
      }
    },
  )

  it('no body above 256 kB, said beforehand or not, and no address above 8000 letters', async () => {
    const body = JSON.stringify({ turns: ['a'.repeat(300_000)] })
    const headers = { 'content-type': 'application/json' }
    const ask = (init: RequestInit) =>
      product.app.request('/api/v1/ask', { method: 'POST', headers, ...init })
    expect((await ask({ body })).status).toBe(413)
    const streamed = { body: new Blob([body]).stream(), duplex: 'half' } as RequestInit
    expect((await ask(streamed)).status).toBe(413)
    expect((await product.app.request(`/api/v1/organisations?q=${'a'.repeat(8000)}`)).status).toBe(414)
  })
})

const seconds = async (response: Response) => Number(response.headers.get('retry-after'))
const guess = (at: Product, organisation: string, address = '127.0.0.1') =>
  at.app.request('/api/v1/conversations/7f1d3c1e-9a51-4e58-8a43-0f6c8c1d2b3a/messages', {
    headers: {
      authorization: `Bearer ${organisation}.${'A'.repeat(43)}`,
      'x-forwarded-for': address,
    },
  })

/** How many are let through; each second one more is, and a busy machine takes its time. */
async function guessUntilRefused(each: (i: number) => Response | Promise<Response>): Promise<number> {
  for (let i = 0; i < MOST_GUESSES; i++) {
    const { status } = await each(i)
    if (status === 429) return i
    expect(status).toBe(404)
  }
  return MOST_GUESSES
}

const behindTwo = (i: number) => `10.9.9.${i % 250}, 10.0.0.1, 10.0.0.9`

describe('who asks too much', () => {
  it('who guesses at tokens waits, and neither the organisation that he names nor its clients do', async () => {
    const server = await serverWith({ proxies: 1 })
    const chat = await clientOf(server.app).start()
    const [organisation] = chat.token.split('.')
    const guesses = await guessUntilRefused(() => guess(server, organisation!, '10.0.0.1'))
    expect(guesses).toBeGreaterThanOrEqual(300)
    const own = await server.app.request(`/api/v1/conversations/${chat.id}/messages`, {
      headers: { authorization: `Bearer ${chat.token}`, 'x-forwarded-for': '10.0.0.2' },
    })
    expect(own.status).toBe(200)
    await server.stop()
  })

  it('whoever guesses behind the address of a care home keeps none of its clients from help', async () => {
    const server = await serverWith({})
    const client = clientOf(server.app)
    const neighbour = await client.start()
    expect(await guessUntilRefused(() => guess(server, SOMEWHERE))).toBeLessThan(MOST_GUESSES)
    const { status, body } = await client.say(neighbour, { clientMessageId: '1', text: 'ik wil dood' })
    expect(status).toBe(200)
    expect(body.messages[1].reply.kind).toBe('crisis')
    await server.stop()
  })

  it('who asks without a conversation waits after thousands, sooner when what he asks is long', async () => {
    const server = await serverWith({})
    const ask = (text: string) =>
      server.app.request('/api/v1/ask', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ turns: Array.from({ length: 12 }, () => text) }),
      })
    let answer = await ask('a'.repeat(19_000))
    for (let i = 0; i < 40 && answer.status === 200; i++) answer = await ask('a'.repeat(19_000))
    expect(answer.status).toBe(429)
    expect(await seconds(answer)).toBeGreaterThan(0)
    await server.stop()
  })

  it('who starts conversations without end waits, and others still start theirs', async () => {
    const server = await serverWith({ proxies: 1 })
    const start = (address: string) =>
      server.app.request('/api/v1/conversations', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ organisation: 'nergens' }),
      })
    let status = 404
    for (let i = 0; i < 1100 && status === 404; i++) status = (await start('10.0.0.1')).status
    expect(status).toBe(429)
    expect((await start('10.0.0.2')).status).toBe(404)
    await server.stop()
  })

  it('without proxies of ours nobody gets another address by saying so', async () => {
    const server = await serverWith({})
    expect(await guessUntilRefused((i) => guess(server, SOMEWHERE, `10.0.0.${i % 250}`))).toBeLessThan(
      MOST_GUESSES,
    )
    await server.stop()
  })

  it('behind two proxies the address is the one that the outermost saw, whatever stands before it', async () => {
    const server = await serverWith({ proxies: 2 })
    expect(await guessUntilRefused((i) => guess(server, SOMEWHERE, behindTwo(i)))).toBeLessThan(MOST_GUESSES)
    await server.stop()
  })
})

it('the product speaks to Telegram, the mail server and the log-in of the settings, and to nobody else', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url))
  const speaking =
    /\bfetch\(|node:(?:http|https|net|tls|dns|http2)'|createTransport|new Bot|new Api\b|genericOAuth|undici/u
  const files = ['server', 'bot/telegram', 'db'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.name.endsWith('.ts'))
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length)),
  )
  const found = files.filter((file) => speaking.test(withoutTypes(readFileSync(join(root, file), 'utf8'))))
  expect(found.toSorted()).toEqual(SPEAKING)
})

/** Each with what it needs it for; none takes an address from what somebody typed. */
const SPEAKING = [
  // Listens to commands on a socket in DATA_DIR.
  'server/admin/socket.ts',
  // The Bot API at TELEGRAM_API_ROOT.
  'bot/telegram/telegram.ts',
  // Reads whether something is an address.
  'server/http/client-address.ts',
  // Listens.
  'server/http/listen.ts',
  // The mail server of SMTP_URL.
  'server/mail/mailer.ts',
  // The log-in of OIDC_ISSUER.
  'server/staff/single-sign-on.ts',
].toSorted()

const withoutTypes = (text: string) => text.replaceAll(/^import type .*$/gmu, '')
