import { and, asc, eq, getTableColumns, inArray, isNull, lt, lte, notExists, or, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from '../../db/client.ts'
import { deliveries, telegramChats } from '../../db/schema.ts'

export type Delivery = typeof deliveries.$inferSelect

/** A delivery that this server is busy with until its lease runs out, and the chat that it is for. */
export type Claimed = Delivery & Pick<Chat, 'bot' | 'sealedAddress' | 'locale' | 'forgottenAt'>

type Chat = typeof telegramChats.$inferSelect

/** By the clock of the database, which all servers share. */
const inSeconds = (seconds: number) => sql`now() + make_interval(secs => ${seconds})`

/**
 * Takes deliveries for these bots that are due: of each chat the first that is pending, if nobody is busy with it.
 * A lease that ran out means that a server stopped half-way, so that nobody knows whether that attempt arrived.
 */
export async function claim(
  db: Db,
  bots: readonly string[],
  { atMost, leaseSeconds }: { atMost: number; leaseSeconds: number },
): Promise<Claimed[]> {
  const earlier = alias(deliveries, 'earlier')
  const due = db.$with('due').as(
    db
      .select({
        id: sql<number>`${deliveries.id}`.as('due_id'),
        bot: telegramChats.bot,
        sealedAddress: telegramChats.sealedAddress,
        locale: telegramChats.locale,
        forgottenAt: telegramChats.forgottenAt,
      })
      .from(deliveries)
      .innerJoin(telegramChats, eq(telegramChats.id, deliveries.telegramChatId))
      .where(
        and(
          eq(deliveries.state, 'pending'),
          lte(deliveries.dueAt, sql`now()`),
          or(isNull(deliveries.claimedUntil), lt(deliveries.claimedUntil, sql`now()`)),
          inArray(telegramChats.bot, [...bots]),
          notExists(
            db
              .select({ one: sql`1` })
              .from(earlier)
              .where(
                and(
                  eq(earlier.telegramChatId, deliveries.telegramChatId),
                  eq(earlier.state, 'pending'),
                  lt(earlier.id, deliveries.id),
                ),
              ),
          ),
        ),
      )
      .orderBy(asc(deliveries.dueAt))
      .limit(atMost)
      .for('update', { of: deliveries, skipLocked: true }),
  )
  return db
    .with(due)
    .update(deliveries)
    .set({
      claimedUntil: inSeconds(leaseSeconds),
      attempts: sql`${deliveries.attempts} + 1`,
      uncertainAttempts: sql`${deliveries.uncertainAttempts} + (${deliveries.claimedUntil} is not null)::int`,
    })
    .from(due)
    .where(eq(deliveries.id, due.id))
    .returning({
      ...getTableColumns(deliveries),
      bot: due.bot,
      sealedAddress: due.sealedAddress,
      locale: due.locale,
      forgottenAt: due.forgottenAt,
    })
}

/** All of it has arrived. */
export async function arrived(db: Db, id: number): Promise<void> {
  await db
    .update(deliveries)
    .set({ state: 'sent', sentAt: sql`now()`, claimedUntil: null, failure: null })
    .where(eq(deliveries.id, id))
}

/** So many of its parts have arrived; the lease goes on. */
export async function partsArrived(
  db: Db,
  id: number,
  partsSent: number,
  leaseSeconds: number,
): Promise<void> {
  await db
    .update(deliveries)
    .set({ partsSent, claimedUntil: inSeconds(leaseSeconds) })
    .where(eq(deliveries.id, id))
}

/** What came of an attempt that did not deliver everything. */
export type Setback = {
  failure: string
  /** Whether it may have arrived all the same. */
  uncertain: boolean
  /** Whether it counts as an attempt; being told to wait does not. */
  counts: boolean
}

/** It is tried again after so many seconds. */
export async function tryLater(db: Db, id: number, seconds: number, setback: Setback): Promise<void> {
  await db
    .update(deliveries)
    .set({
      dueAt: inSeconds(seconds),
      claimedUntil: null,
      failure: setback.failure,
      attempts: sql`${deliveries.attempts} - ${setback.counts ? 0 : 1}`,
      uncertainAttempts: sql`${deliveries.uncertainAttempts} + ${setback.uncertain ? 1 : 0}`,
    })
    .where(eq(deliveries.id, id))
}

/** It will not arrive; what comes after it in the chat goes on. */
export async function giveUp(db: Db, id: number, { failure, uncertain }: Setback): Promise<void> {
  await db
    .update(deliveries)
    .set({
      state: 'failed',
      claimedUntil: null,
      failure,
      uncertainAttempts: sql`${deliveries.uncertainAttempts} + ${uncertain ? 1 : 0}`,
    })
    .where(eq(deliveries.id, id))
}
