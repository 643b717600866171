import { createHash, randomUUID } from 'node:crypto'
import { eq, lt, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { rateLimits } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'

/** So many wrong passwords in a row are a person who forgot; each one after that waits twice as long as the last. */
const FREE_ATTEMPTS = 10
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000
const FORGOTTEN_AFTER_MS = 24 * 3600_000

/** Counts within a window of seconds, for all servers together. */
export async function countWithin(
  db: Db,
  key: string,
  { window, max }: { window: number; max: number },
  now: number,
): Promise<{ allowed: boolean; retryAfter: number | null }> {
  const isOver = sql`${rateLimits.lastRequest} <= ${now - window * 1000}`
  const [row] = await db
    .insert(rateLimits)
    .values({ id: randomUUID(), key, count: 1, lastRequest: now })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${rateLimits.count} + 1 end`,
        lastRequest: sql`case when ${isOver} then ${now} else ${rateLimits.lastRequest} end`,
      },
    })
    .returning()
  const allowed = row!.count <= max
  return { allowed, retryAfter: allowed ? null : Math.ceil((row!.lastRequest + window * 1000 - now) / 1000) }
}

/**
 * Counts a password that is about to be tried for an address, whether somebody has that address or not. Throws when
 * it has to wait. Counted beforehand, so that many at once are not all tried.
 */
export async function countAttempt(db: Db, email: string, now: number): Promise<void> {
  const key = attemptsOf(email)
  const { count, lastRequest } = rateLimits
  const wait = sql`least(${LONGEST_WAIT_MS}, ${FIRST_WAIT_MS} * power(2, least(${count} - ${FREE_ATTEMPTS}, 20)))`
  const [counted] = await db
    .insert(rateLimits)
    .values({ id: randomUUID(), key, count: 1, lastRequest: now })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${lastRequest} <= ${now - FORGOTTEN_AFTER_MS} then 1 else ${count} + 1 end`,
        lastRequest: now,
      },
      setWhere: sql`${count} < ${FREE_ATTEMPTS} or ${lastRequest} + ${wait} <= ${now}`,
    })
    .returning()
  if (counted) return
  const [row] = await db.select().from(rateLimits).where(eq(rateLimits.key, key))
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** ((row?.count ?? 0) - FREE_ATTEMPTS))
  const left = (row?.lastRequest ?? now) + waitMs - now
  throw new AppError('request.too_many', { retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) })
}

/** The password was right: what went before is forgotten. */
export async function forgetAttempts(db: Db, email: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, attemptsOf(email)))
}

export async function dropOldCounts(db: Db, now: number): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.lastRequest, now - FORGOTTEN_AFTER_MS))
}

/** Which addresses were tried need not be readable. */
function attemptsOf(email: string): string {
  return `password ${createHash('sha256').update(email.toLowerCase()).digest('hex')}`
}
