import { randomUUID } from 'node:crypto'
import { pick } from '../support/chance.ts'
import type { Example } from '../support/every-route/example.ts'
import type { EachRoute } from '../support/every-route/every-route.ts'
import { bent, ODD_TEXTS, type Chance } from './odd.ts'

/** Whose request it is: what he shows, and which words he may never read. */
export type Asker = { name: string; headers: Record<string, string>; mayNotRead: string[] }

export type Generated = {
  asker: Asker
  method: string
  path: string
  headers: Record<string, string>
  body: string | null
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'QUERY']
const TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/problem+json',
  'x',
]
const ODD_HEADERS: Record<string, string>[] = [
  { 'x-forwarded-for': '1.2.3.4, <script>, ::1' },
  { forwarded: 'for=unknown' },
  { 'last-event-id': '-1' },
  { 'last-event-id': '99999999999999999999' },
  { range: 'bytes=5-1' },
  { 'if-none-match': '*' },
  { accept: 'image/png;q=2, */*;q=x' },
  { 'accept-language': 'x'.repeat(2000) },
  { 'x-http-method-override': 'DELETE' },
  { origin: 'null' },
  { origin: 'not an address' },
  { origin: 'https://elsewhere.example' },
  { 'accept-encoding': 'br;q=0, zstd' },
  { cookie: 'a=b; a; =; wegwijs.session_token=%' },
  { authorization: 'Bearer' },
  { authorization: 'Basic YTpi' },
  { 'content-length': '5' },
  { 'transfer-encoding': 'chunked' },
  { 'x-telegram-bot-api-secret-token': 'geraden' },
]

const odd = (chance: Chance) => encodeURIComponent(pick(ODD_TEXTS, chance).toWellFormed())

function bentPath(path: string, ids: string[], chance: Chance): string {
  const [place = '', query = ''] = path.split('?')
  const parts = place.split('/')
  const how = chance()
  const at = Math.max(1, Math.floor(chance() * parts.length))
  if (how < 0.3) parts[at] = odd(chance)
  else if (how < 0.5) parts[at] = pick(ids, chance)
  else if (how < 0.55) parts.splice(at, 0, '..', '', '.')
  else if (how < 0.6) parts[at] = parts[at]!.toUpperCase()
  else if (how < 0.62) parts[at] = 'a'.repeat(9000)
  else if (how < 0.66) parts.push('')
  const asked = chance() < 0.5 ? query : bentQuery(query, chance)
  return parts.join('/') + (asked ? `?${asked}` : '')
}

function bentQuery(query: string, chance: Chance): string {
  const pairs = [...new URLSearchParams(query)].map(([name, value]) =>
    chance() < 0.6 ? `${name}=${odd(chance)}` : `${name}=${encodeURIComponent(value)}`,
  )
  const how = chance()
  if (how < 0.3) pairs.push(...pairs)
  else if (how < 0.5)
    pairs.push(`${pick(['cursor', 'after', 'q', 'page', 'from', 'x'], chance)}=${odd(chance)}`)
  else if (how < 0.6) pairs.push('&&=', 'a[]=1', '%=%')
  return pairs.join('&')
}

function bodyOf(body: unknown, chance: Chance): string | null {
  if (body === undefined) return chance() < 0.1 ? JSON.stringify(bent({}, chance)) : null
  const how = chance()
  if (how < 0.02) return ''
  if (how < 0.04) return JSON.stringify(body).slice(0, -3)
  if (how < 0.05) return `\uFEFF${JSON.stringify(body)}`
  if (how < 0.06) return '['.repeat(100_000)
  const times = how < 0.35 ? 0 : 1 + Math.floor(chance() * 3)
  const changed = Array.from({ length: times }).reduce<unknown>((value) => bent(value, chance), body)
  return JSON.stringify(changed) ?? null
}

/** Mostly somebody who may ask it: what refuses at the door shows little of what lies behind. */
function likely({ permission }: EachRoute, askers: Asker[], chance: Chance): Asker[] {
  if (chance() < 0.3 || permission === 'anyone' || permission === 'telegram') return askers
  if (permission === 'client') return askers.filter(({ name }) => name === 'the client himself')
  return askers.filter(({ headers }) => headers.cookie?.includes('%'))
}

/** A request that began as a right one. */
export function generate(
  from: { route: EachRoute; example: Example }[],
  askers: Asker[],
  ids: string[],
  chance: Chance,
): Generated {
  const { route, example } = pick(from, chance)
  const asker = pick(likely(route, askers, chance), chance)
  const method = chance() < 0.05 ? pick(METHODS, chance) : route.method
  const path = chance() < 0.5 ? example.path : bentPath(example.path, ids, chance)
  const written = method === 'GET' || method === 'HEAD' ? null : bodyOf(example.body, chance)
  // What somebody sends himself he may read again.
  const body = asker.mayNotRead.reduce<string | null>(
    (text, word) => text?.replaceAll(word, 'iets') ?? null,
    written,
  )
  const headers = {
    origin: 'http://localhost',
    'sec-fetch-site': 'same-origin',
    // Otherwise the limits would answer almost all of it.
    'x-forwarded-for': randomAddress(chance),
    ...asker.headers,
    ...(example.token && asker.name === 'the client himself' && { authorization: `Bearer ${example.token}` }),
    ...(body !== null && { 'content-type': chance() < 0.03 ? pick(TYPES, chance) : 'application/json' }),
    ...(chance() < 0.08 && pick(ODD_HEADERS, chance)),
  }
  return { asker, method, path, headers, body }
}

const randomAddress = (chance: Chance) =>
  Array.from({ length: 4 }, () => Math.floor(chance() * 256)).join('.')

/** Tokens that are of the right shape and open nothing. */
export const madeUpToken = (organisationId: string) => `${organisationId}.${'A'.repeat(43)}`
export const nobodysToken = () => madeUpToken(randomUUID())
