import { randomUUID } from 'node:crypto'
import { pick } from '../support/chance.ts'

export type Chance = () => number
type Json = unknown

/** What people, programs and attackers put where a text was expected. */
export const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  '\uDFFF tekst',
  '\u202Eomgekeerd',
  '👩‍👩‍👧‍👦'.repeat(40),
  'é'.normalize('NFD').repeat(50),
  'İIıi ẞß ﬁ',
  "'; drop table clients; --",
  "' or '1'='1",
  '1); select pg_sleep(1); --',
  '%27%20or%201=1',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '{{7*7}}${7*7}#{7*7}',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%',
  '%E0%A4%A',
  'http://127.0.0.1:1/',
  'file:///etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0',
  '1e309',
  '99999999999999999999',
  '0x10',
  '2026-02-30',
  '0000-01-01',
  '9999-12-31',
  '-0001-01-01',
  '2026-13-01T25:61:61Z',
  '2026-11-22T10:00:00+99:99',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'nil\r\nSet-Cookie: x=y',
  '=cmd|calc!A1',
  '111222333',
  'NL91ABNA0417164300',
  'ik wil niet meer leven',
]
const ODD_NUMBERS = [0, -0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, Number.MIN_VALUE, 2_147_483_648]
const DEEP = 1000
const HUGE = 60_000
const MANY = 5000

/** Nested deeper than anybody means it. */
export function nested(depth: number): Json {
  let value: Json = 1
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value }
  return value
}

/** Something that nobody expects there. */
export function oddValue(chance: Chance): Json {
  const kind = Math.floor(chance() * 14)
  if (kind < 6) return pick(ODD_TEXTS, chance)
  if (kind < 8) return pick(ODD_NUMBERS, chance)
  if (kind === 8) return pick([null, true, false], chance)
  if (kind === 9) return pick<Json>([[], {}, [[]], [null], { '': '' }, ['a', 1, null]], chance)
  if (kind === 10) return chance() < 0.2 ? nested(DEEP) : nested(20)
  if (kind === 11) return chance() < 0.3 ? pick(['a', 'ë', 'a ', '1'], chance).repeat(HUGE) : 'a'.repeat(300)
  if (kind === 12) return chance() < 0.3 ? Array.from({ length: MANY }, (_, i) => i) : [1, 2, 3]
  return randomUUID()
}

/** The same value with something in it otherwise: another value, one too few, one too many, one of another place. */
export function bent(value: Json, chance: Chance): Json {
  if (typeof value !== 'object' || value === null) return oddValue(chance)
  if (chance() < 0.08) return oddValue(chance)
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, Json> | Json[]
  const names = Object.keys(copy)
  const how = chance()
  if (how < 0.1 || names.length === 0) {
    // An own property of that name, as JSON.parse makes it.
    const name = pick(['x', '__proto__', 'id', 'organisationId', 'role', ''], chance)
    Object.defineProperty(copy, name, { value: oddValue(chance), enumerable: true, configurable: true })
    return copy
  }
  const name = pick(names, chance) as keyof typeof copy
  if (how < 0.2) delete copy[name]
  else copy[name] = bent(copy[name], chance) as never
  return copy
}
