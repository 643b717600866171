import { and, eq, gte, inArray, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { conversations, handoffs } from '../../../db/schema.ts'
import { minutesUntilForMany } from '../../handoff/reaction.ts'
import { AMSTERDAM, momentAt } from '../../workcalendar/amsterdam.ts'

/** How a request for a person stands towards its term of two working days (wlz-oco-2024 art-11). */
export const states = ['in_time', 'late', 'waiting', 'overdue', 'withdrawn', 'closed_unanswered'] as const
export type State = (typeof states)[number]

/** Nobody reacted and nobody has it; the assistant did not understand what it was about. */
export const NOBODY = 'nobody'
export const UNKNOWN = 'unknown'

export type Channel = (typeof conversations.channel.enumValues)[number]

/** Which requests are counted: those of the days from `from` to `to`, both included, in Amsterdam. */
export type Selection = {
  from: string
  to: string
  channel?: Channel | undefined
  /** An id of a member of staff, or `nobody`. */
  supporter?: string | undefined
  /** A topic of the knowledge, or `unknown`. */
  topic?: string | undefined
}

/** A part of what is counted: what is behind one figure. */
export type Part = {
  states?: State[] | undefined
  /** From 1 (Monday) to 7, and the hour of the clock in Amsterdam, at which it was asked. */
  weekday?: number | undefined
  hour?: number | undefined
}

const isoOf = (moment: Date) => sql`${moment.toISOString()}::timestamptz`

/**
 * Whoever withdraws after the term has waited in vain until then: that is late. Closed without a reaction counts as
 * never answered, also when the term had not passed.
 */
export function stateAt(now: Date): SQL<State> {
  const { reactedAt, withdrawnAt, closedAt, dueAt } = handoffs
  return sql<State>`case
    when ${reactedAt} is not null then case when ${reactedAt} <= ${dueAt} then 'in_time' else 'late' end
    when ${withdrawnAt} is not null then case when ${withdrawnAt} <= ${dueAt} then 'withdrawn' else 'late' end
    when ${closedAt} is not null then 'closed_unanswered'
    when ${dueAt} >= ${isoOf(now)} then 'waiting' else 'overdue' end`
}

/** Who reacted; where nobody did, who has the conversation. */
export const supporterOf = sql<string | null>`case when ${handoffs.reactedAt} is not null
  then ${handoffs.reactedBy} else ${conversations.supporterId} end`

/** What the clock in Amsterdam showed when it was asked. */
export const clockOf = sql`(${handoffs.requestedAt} at time zone ${sql.raw(`'${AMSTERDAM}'`)})`
const weekdayOf = sql<number>`extract(isodow from ${clockOf})`
const hourOf = sql<number>`extract(hour from ${clockOf})`

/** The condition on hand-offs joined with their conversations. */
export function selected({ from, to, channel, supporter, topic }: Selection): SQL | undefined {
  return and(
    gte(handoffs.requestedAt, beginOf(from)),
    lt(handoffs.requestedAt, beginOf(to, 1)),
    channel === undefined ? undefined : eq(conversations.channel, channel),
    orWithout(supporterOf, supporter, NOBODY),
    orWithout(sql`${handoffs.topic}`, topic, UNKNOWN),
  )
}

function orWithout(value: SQL, wanted: string | undefined, without: string): SQL | undefined {
  if (wanted === undefined) return undefined
  return wanted === without ? isNull(value) : eq(value, wanted)
}

/** The condition on the part of it that is behind one figure. */
export function inPart({ states: wanted, weekday, hour }: Part, now: Date): SQL | undefined {
  return and(
    wanted && inArray(stateAt(now), wanted),
    weekday === undefined ? undefined : eq(weekdayOf, weekday),
    hour === undefined ? undefined : eq(hourOf, hour),
  )
}

const DAY_MS = 86_400_000

/** Midnight in Amsterdam at which a day begins, or one so many days later. */
const beginOf = (day: string, later = 0) => new Date(momentAt(Date.parse(day) / DAY_MS + later, 0))

/** How long, in working minutes, was waited for a reaction that did not come: until now, or until it was withdrawn. */
export type Waited = Record<string, number>

/** Of the selected requests that nobody reacted to, those that are open or were withdrawn too late. */
export async function waitedWithoutReaction(tx: Db, selection: Selection, now: Date): Promise<Waited> {
  const { id, requestedAt, calendar, withdrawnAt, reactedAt, closedAt, dueAt } = handoffs
  const rows = await tx
    .select({ id, requestedAt, calendar, withdrawnAt })
    .from(handoffs)
    .innerJoin(conversations, eq(conversations.id, handoffs.conversationId))
    .where(
      and(
        selected(selection),
        isNull(reactedAt),
        or(
          and(isNull(withdrawnAt), isNull(closedAt)),
          and(isNotNull(withdrawnAt), sql`${withdrawnAt} > ${dueAt}`),
        ),
      ),
    )
  const minutesOf = minutesUntilForMany()
  return Object.fromEntries(rows.map((row) => [row.id, minutesOf(row, row.withdrawnAt ?? now)]))
}

/** Working minutes until the reaction, or that were waited without one; null where neither says anything. */
export const minutesOf = (waited: Waited): SQL<number | null> =>
  sql<number | null>`coalesce(${handoffs.reactionMinutes},
    (${JSON.stringify(waited)}::jsonb ->> ${handoffs.id}::text)::int)`
