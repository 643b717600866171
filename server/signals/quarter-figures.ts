import { and, between, eq, isNotNull, min, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, contacts, conversations, steps } from '../../db/schema.ts'
import { signals } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { condition, NONE } from '../reports/log/filters.ts'
import { signalsIn, withNotices, type Listed } from './list.ts'

type Days = { from: string; to: string }

/** What a quarterly report counts, each with whom it is about. */
export type QuarterFigures = {
  signals: Listed[]
  complaints: Listed[]
  /** Who had a contact, and where he lived by it. */
  askers: { client: string; region: string }[]
  ratings: Rating[]
}

export type Rating = { conversationId: string; score: number; ratedAt: string; who: string }

/** The quarter as it stands now (wlz-oco-2021 bijlage-5-art-8 and -10). */
export async function figuresOf(
  tx: Db,
  key: Key,
  organisationId: string,
  days: Days,
  now: Date,
): Promise<QuarterFigures> {
  const observed = await signalsIn(tx, key, between(signals.observedOn, days.from, days.to))
  const listed = await withNotices(tx, key, organisationId, observed, now)
  return {
    signals: listed.filter(({ kind }) => kind === 'signal'),
    complaints: listed.filter(({ kind }) => kind === 'complaint'),
    askers: await askersOf(tx, organisationId, days, now),
    ratings: await ratingsOf(tx, days),
  }
}

/** The unique clients of the contact log of these days, as it lists them. */
async function askersOf(tx: Db, organisationId: string, days: Days, now: Date) {
  const mine = and(eq(contacts.organisationId, organisationId), condition(days, todayInAmsterdam(now)))
  const rows = await tx
    .selectDistinct({ client: contacts.uniqueClientId, region: contacts.region })
    .from(contacts)
    .where(and(mine, isNotNull(contacts.uniqueClientId)))
  return rows.map(({ client, region }) => ({ client: client!, region: region ?? NONE }))
}

/** What clients said of the help that was rated for the first time on these days; said again, the last counts. */
export async function ratingsOf(tx: Db, { from, to }: Days): Promise<Rating[]> {
  const ratedAt = sql<Date>`${min(steps.createdAt)}`.mapWith(steps.createdAt)
  const day = sql`(${min(steps.createdAt)} at time zone 'Europe/Amsterdam')::date`
  const { id, rating } = conversations
  const rows = await tx
    .select({ conversationId: id, score: rating, client: clients.uniqueClientId, ratedAt })
    .from(steps)
    .innerJoin(conversations, eq(id, steps.conversationId))
    .leftJoin(clients, eq(clients.id, conversations.clientId))
    .where(and(eq(steps.kind, 'rated'), isNotNull(rating)))
    .groupBy(id, rating, clients.uniqueClientId)
    .having(sql`${day} between ${from}::date and ${to}::date`)
    .orderBy(min(steps.createdAt))
  return rows.map((row) => ({
    conversationId: row.conversationId,
    score: row.score!,
    ratedAt: row.ratedAt.toISOString(),
    who: row.client ?? row.conversationId,
  }))
}

/** Whom a signal is about; each of which that is not known counts for somebody else (bijlage-5-art-9: at one client). */
export const whoOf = ({ uniqueClientId, id }: Listed) => uniqueClientId ?? id
