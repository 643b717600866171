import type { Context } from 'hono'
import type { z } from 'zod'
import { AppError } from '../app-error.ts'

/** The JSON body in the shape of the schema; anything else ends in a problem that names the places, never the values. */
export async function bodyAs<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown
  try {
    body = await c.req.json()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('request.invalid_json')
  }
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const errors = result.error.issues.map((issue) => ({ at: issue.path.join('.'), code: issue.code }))
  throw new AppError('request.invalid', { errors })
}
