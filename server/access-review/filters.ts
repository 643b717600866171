import { and, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { accessLog, accessLogClients, clients } from '../../db/schema.ts'
import type { Action, Event } from '../access-log/events.ts'
import type { Outcome } from '../access-log/record.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { momentAt } from '../workcalendar/amsterdam.ts'
import { periodsOn } from '../workcalendar/opening-hours.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'

/** Which lines of the log. The days are those of Amsterdam, both included. */
export type LineFilters = {
  from?: string | undefined
  to?: string | undefined
  staff?: string | undefined
  /** By his id, or as a reviewer types it by his number. */
  client?: string | undefined
  event?: Event | undefined
  action?: Action | undefined
  outcome?: Outcome | 'vain' | undefined
  emergency?: true | undefined
  /** Outside the organisation's office hours. */
  outside?: true | undefined
  /** Those about people; or about one, as when a file is opened. */
  about?: 'people' | 'one' | undefined
}

const DAY_MS = 24 * 3_600_000
/** Hours are looked up day by day, so without a period of his own somebody gets no more than this. */
const MOST_DAYS = 366

export const dayNumber = (day: string) => Date.parse(day) / DAY_MS

/** Midnight in Amsterdam at which a day begins. */
export const beginOf = (day: string, days = 0) => new Date(momentAt(dayNumber(day) + days, 0))

/** The condition on lines that the filters make. */
export function conditionOf(
  tx: Db,
  filters: LineFilters,
  { organisationId, calendar, now }: { organisationId: string; calendar: WorkCalendar; now: Date },
): SQL | undefined {
  const { from, to, staff, client, event, action, outcome, emergency, outside, about } = filters
  return and(
    eq(accessLog.organisationId, organisationId),
    from ? gte(accessLog.at, beginOf(from)) : undefined,
    to ? lt(accessLog.at, beginOf(to, 1)) : undefined,
    staff ? eq(accessLog.staffId, staff) : undefined,
    client ? inArray(accessLog.seq, linesAbout(tx, organisationId, client)) : undefined,
    event ? eq(accessLog.event, event) : undefined,
    action ? eq(accessLog.action, action) : undefined,
    outcome === 'vain' ? sql`${accessLog.outcome} <> 'succeeded'` : outcome && eq(accessLog.outcome, outcome),
    emergency ? eq(accessLog.isEmergency, true) : undefined,
    outside ? outsideHours(calendar, from, to, now) : undefined,
    about && (about === 'one' ? aboutOne : aboutPeople),
  )
}

export const aboutPeople = sql`cardinality(${accessLog.clientIds}) > 0`
export const aboutOne = sql`cardinality(${accessLog.clientIds}) = 1`

/** The lines about a client, himself and whoever counts as one with him. */
export function linesAbout(tx: Db, organisationId: string, clientId: string) {
  const root = tx.select({ id: clients.uniqueClientId }).from(clients).where(eq(clients.id, clientId))
  // His own id as well, for whoever is not there any more; one list of ids, for an index to be used.
  const same = sql`(select ${clients.id} from ${clients} where ${inArray(clients.uniqueClientId, root)}
    union select ${clientId}::uuid)`
  const { seq, clientId: about } = accessLogClients
  return tx
    .select({ seq })
    .from(accessLogClients)
    .where(and(eq(accessLogClients.organisationId, organisationId), inArray(about, same)))
}

/** What a person did while the office was closed; what the product does by itself has no hours. */
export function outsideHours(
  calendar: WorkCalendar,
  from: string | undefined,
  to: string | undefined,
  now: Date,
): SQL {
  const last = dayNumber(to ?? todayInAmsterdam(now))
  const first = Math.max(from ? dayNumber(from) : 0, last - MOST_DAYS)
  const open = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    periodsOn(first + at, calendar),
  )
    .flat()
    .map(([f, t]) => ({ f: new Date(f).toISOString(), t: new Date(t).toISOString() }))
  return sql`${accessLog.actor} = 'staff' and ${accessLog.at} >= ${new Date(momentAt(first, 0)).toISOString()}::timestamptz
    and not exists (select 1 from json_to_recordset(${JSON.stringify(open)}::text::json) as open (f timestamptz, t timestamptz)
      where ${accessLog.at} >= open.f and ${accessLog.at} < open.t)`
}
