import type { Context } from 'hono'
import { z } from 'zod'
import { AppError } from '../app-error.ts'

/** The JSON body in the shape of the schema; anything else ends in a problem that names the places, never the values. */
export async function bodyAs<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown
  try {
    const text = await c.req.text()
    // A character that no database text can hold.
    if (text.includes('\\u0000')) throw new AppError('request.invalid_json')
    body = JSON.parse(text)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('request.invalid_json')
  }
  return inShape(schema, body)
}

/** A parameter of the address in the shape of the schema, refused like a body. */
export function queryAs<T>(schema: z.ZodType<T>, name: string, value: string | undefined): T {
  return inShape(schema, value, [name])
}

/** All parameters of the address in the shape of the schema; those that it does not know are refused by their name. */
export function wholeQueryAs<Shape extends z.ZodRawShape>(c: Context, shape: Shape) {
  const asked = c.req.query()
  const unknown = Object.keys(asked).filter((name) => !(name in shape))
  if (unknown.length > 0) {
    const errors = unknown.map((at) => ({ at: at.slice(0, LONGEST_NAME), code: 'unrecognized_keys' }))
    throw new AppError('request.invalid', { errors })
  }
  return inShape(z.strictObject(shape), asked)
}

const LONGEST_NAME = 40

function inShape<T>(schema: z.ZodType<T>, value: unknown, within: string[] = []): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, code }) => ({ at: [...within, ...path].join('.'), code }))
  throw new AppError('request.invalid', { errors })
}
