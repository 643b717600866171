import { sql } from 'drizzle-orm'
import type { Context } from 'hono'
import type { Services } from '../app.ts'

/** Alive: the process answers. */
export function health(c: Context): Response {
  return c.json({ status: 'ok' })
}

/** Ready: the database answers too. */
export async function readiness(c: Context, { db, log }: Services): Promise<Response> {
  try {
    await db.execute(sql`select 1`)
    return c.json({ status: 'ok' })
  } catch (error) {
    log.error({ err: error }, 'the database does not answer')
    return c.json({ status: 'unavailable' }, 503)
  }
}
