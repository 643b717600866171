import type { Context } from 'hono'
import { z } from 'zod'
import { AppError } from '../app-error.ts'
import { withoutPersonalNumbers } from './masking.ts'

type Fault = { at: string; code: string }

const invalid = (errors: Fault[]) => new AppError('request.invalid', { errors })

/** Longer than any address that a page of ours makes; filters stand in it. */
const LONGEST_ADDRESS = 8000
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/iu

/** Throws unless the address is of a length that somebody may send, and what comes along, if anything, is JSON. */
export function requireReadable(c: Context): void {
  if (c.req.url.length > LONGEST_ADDRESS) throw new AppError('request.address_too_long')
  const type = c.req.method === 'GET' ? undefined : c.req.header('content-type')
  if (type !== undefined && !JSON_TYPE.test(type)) throw new AppError('request.not_json')
}

/** In the answer: where in what was sent a number was left out, so that who wrote it is told. */
const MASKED = 'Wegwijs-Left-Out'

/**
 * The JSON body in the shape of the schema, without the numbers that nobody else should have; anything else ends in a
 * problem that names the places, never the values.
 */
export async function bodyAs<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text()
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new AppError('request.invalid_json')
  }
  requireStorable(body)
  // First the shape: what is nested deeper than the schema goes no further.
  const given = inShape(schema, body)
  const { left, masked } = withoutPersonalNumbers(body)
  if (masked.length === 0) return given
  c.header(MASKED, masked.map(encodeURI).join(', '))
  return inShape(schema, left)
}

/** A parameter of the address in the shape of the schema, refused like a body. */
export function queryAs<T>(schema: z.ZodType<T>, name: string, value: string | undefined): T {
  return inShape(schema, value, [name])
}

/** All parameters of the address in the shape of the schema; those that it does not know are refused by their name. */
export function wholeQueryAs<Shape extends z.ZodRawShape>(c: Context, shape: Shape) {
  const asked = c.req.query()
  const unknown = Object.keys(asked).filter((name) => !(name in shape))
  if (unknown.length > 0)
    throw invalid(unknown.map((at) => ({ at: shortened(at), code: 'unrecognized_keys' })))
  return inShape(z.strictObject(shape), asked)
}

/** Throws unless the database can hold all that an address says, in its path and in its query. */
export function requireStorableAddress(c: Context): void {
  requireStorable(c.req.param())
  for (const [name, values] of Object.entries(c.req.queries())) requireStorable({ [name]: values.join('') })
}

/** NUL and half a surrogate pair are characters that no text in a database can hold. */
const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

/** Walks without calling itself: a body can be nested deeper than there is stack. */
function requireStorable(value: unknown): void {
  const open: { value: unknown; at: string }[] = [{ value, at: '' }]
  for (let each = open.pop(); each; each = open.pop()) {
    const { at } = each
    if (typeof each.value === 'string' && !isStorable(each.value))
      throw invalid([{ at, code: 'invalid_characters' }])
    if (typeof each.value !== 'object' || each.value === null) continue
    for (const [name, inner] of Object.entries(each.value)) {
      if (!isStorable(name)) throw invalid([{ at, code: 'invalid_characters' }])
      open.push({
        value: inner,
        at: at.length < LONGEST_PLACE ? [at, shortened(name)].filter(Boolean).join('.') : at,
      })
    }
  }
}

const LONGEST_NAME = 40
const LONGEST_PLACE = 200
const shortened = (name: string) => name.slice(0, LONGEST_NAME).toWellFormed()

function inShape<T>(schema: z.ZodType<T>, value: unknown, within: string[] = []): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalid(result.error.issues.map(({ path, code }) => ({ at: [...within, ...path].join('.'), code })))
}
