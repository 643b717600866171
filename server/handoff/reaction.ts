import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { handoffs } from '../../db/schema.ts'
import { workingMinutesBetween } from '../workcalendar/term.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'
import type { Handoff } from './hand-off.ts'

type Asked = Pick<Handoff, 'requestedAt' | 'calendar'>

/** The working calendar with which a request was promised its date. */
export function calendarOfRequest({ calendar }: Pick<Handoff, 'calendar'>): WorkCalendar {
  return { hours: calendar.hours, daysOffAdded: calendar.daysOff, daysOffDropped: calendar.daysOn }
}

/** Working time from the request until a moment, in whole minutes rounded up, by the calendar of the request. */
export function minutesUntil(asked: Asked, until: Date, calendar = calendarOfRequest(asked)): number {
  return Math.max(0, Math.ceil(workingMinutesBetween(asked.requestedAt, until, calendar)))
}

/** The same for many requests: those that share a calendar share what was looked up of its days. */
export function minutesUntilForMany(): (asked: Asked, until: Date) => number {
  const calendars = new Map<string, WorkCalendar>()
  return (asked, until) => {
    const text = JSON.stringify(asked.calendar)
    const calendar = calendars.get(text) ?? calendarOfRequest(asked)
    calendars.set(text, calendar)
    return minutesUntil(asked, until, calendar)
  }
}

const AT_ONCE = 1000

/** Computes the minutes of reactions that were given before they were kept; says how many. Harmless to repeat. */
export async function fillReactionMinutes(db: Db): Promise<number> {
  const minutesOf = minutesUntilForMany()
  const { id, requestedAt, reactedAt, calendar, reactionMinutes } = handoffs
  for (let filled = 0; ;) {
    const rows = await db
      .select({ id, requestedAt, reactedAt, calendar })
      .from(handoffs)
      .where(and(isNotNull(reactedAt), isNull(reactionMinutes)))
      .limit(AT_ONCE)
    if (rows.length === 0) return filled
    const computed = rows.map((row) => ({ id: row.id, minutes: minutesOf(row, row.reactedAt!) }))
    await db
      .update(handoffs)
      .set({ reactionMinutes: sql`computed.minutes` })
      .from(sql`json_to_recordset(${JSON.stringify(computed)}::json) as computed(id uuid, minutes integer)`)
      .where(eq(id, sql`computed.id`))
    filled += rows.length
  }
}
