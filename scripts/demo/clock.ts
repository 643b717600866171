import { sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { momentAt, dayAt } from '../../server/workcalendar/amsterdam.ts'
import { nextOpening } from '../../server/workcalendar/opening-hours.ts'
import { workingMinutesBetween } from '../../server/workcalendar/term.ts'
import type { WorkCalendar } from '../../server/workcalendar/work-calendar.ts'
import type { Story } from './stories.ts'

const MINUTE_MS = 60_000
const STEP_MS = 10 * MINUTE_MS
const AT_ONCE_MS = 45_000
const STAFF_TAKES_MINUTES = 95

/** When a story begins. */
export function beginOf(when: Story['when'], now: Date, calendar: WorkCalendar): Date {
  if ('minutesAgo' in when) return new Date(now.getTime() - when.minutesAgo * MINUTE_MS)
  if ('daysAgo' in when) {
    const [hours, minutes] = when.at.split(':').map(Number)
    return new Date(momentAt(dayAt(now.getTime()) - when.daysAgo, (hours! * 60 + minutes!) * MINUTE_MS))
  }
  let begin = now.getTime() - STEP_MS
  while (workingMinutesBetween(new Date(begin), now, calendar) < when.workingHoursAgo * 60) begin -= STEP_MS
  return new Date(begin)
}

/** The moments of a story, each after the one before and all of them before now. */
export function clockFrom(
  begin: Date,
  {
    turns,
    staffTakesMinutes = STAFF_TAKES_MINUTES,
  }: Pick<Story, 'staffTakesMinutes'> & { turns: readonly unknown[] },
  now: Date,
  calendar: WorkCalendar,
) {
  const staffTakesMs = staffTakesMinutes * MINUTE_MS
  let at = begin.getTime()
  let left = turns.length
  return {
    now: () => new Date(at),
    /** Goes on to the next turn; staff take longer than clients, and only work when they are there. */
    next(isStaff: boolean): void {
      const room = (now.getTime() - at) / (left + 1)
      left = Math.max(left - 1, 1)
      if (!isStaff) return void (at += Math.min(AT_ONCE_MS, room))
      const wished = nextOpening(new Date(at + staffTakesMs), calendar)?.getTime() ?? at + staffTakesMs
      at = wished < now.getTime() ? wished : at + room
    },
    set(moment: Date): void {
      at = moment.getTime()
    },
  }
}

/** Puts what was written in a conversation since a moment at the time at which it happened in the story. */
export async function putAt(db: Db, conversationId: string, since: Date, at: Date): Promise<void> {
  const [from, to] = [since.toISOString(), at.toISOString()]
  await db.execute(sql`
    with said as (update messages set created_at = ${to} where conversation_id = ${conversationId} and created_at >= ${from}),
      done as (update steps set created_at = ${to} where conversation_id = ${conversationId} and created_at >= ${from}),
      sent as (
        update deliveries set created_at = ${to}, sent_at = ${to}, state = 'sent'
        where conversation_id = ${conversationId} and created_at >= ${from}
      ),
      settled as (
        update handoffs set
          reacted_at = case when reacted_at >= ${from} then ${to} else reacted_at end,
          reaction_minutes = case when reacted_at >= ${from} then null else reaction_minutes end,
          closed_at = case when closed_at >= ${from} then ${to} else closed_at end,
          withdrawn_at = case when withdrawn_at >= ${from} then ${to} else withdrawn_at end,
          referred_at = case when referred_at >= ${from} then ${to} else referred_at end
        where conversation_id = ${conversationId}
      ),
      registered as (update contacts set recorded_at = ${to} where conversation_id = ${conversationId} and recorded_at >= ${from})
    update conversations set
      created_at = least(created_at, ${to}::timestamptz),
      last_message_at = case when last_message_at >= ${from} then ${to} else last_message_at end,
      closed_at = case when closed_at >= ${from} then ${to} else closed_at end,
      registered_at = case when registered_at >= ${from} then ${to} else registered_at end
    where id = ${conversationId}`)
}
