import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { organisations, reportReminders, staff } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { periodsOn } from '../../workcalendar/opening-hours.ts'
import { calendarOf, type WorkCalendar } from '../../workcalendar/work-calendar.ts'
import { dueReportIn } from './list.ts'
import { periodOf } from './rows.ts'

/** A week before the report has to be there, and on the eve of the last day. */
const REMINDER_DAYS = [8, 13]
const MOST_DAYS_BACK = 31
const DAY_MS = 86_400_000

/**
 * Notes for whoever coordinates that last month's report is still to be sent: on the 8th and the 13th, or on the working
 * day before. Once for each of the two, however many servers look; what was missed is made up for until the last day.
 */
export async function gatherReminders(db: Db, now: Date): Promise<void> {
  const all = await db.select({ id: organisations.id }).from(organisations)
  for (const { id } of all) await db.transaction((tx) => remind(tx, id, now))
}

async function remind(tx: Db, organisationId: string, now: Date): Promise<void> {
  const today = todayInAmsterdam(now)
  const day = reminderDays(today.slice(0, 7), await calendarOf(tx, organisationId)).findLast(
    (each) => each <= today,
  )
  if (!day) return
  const due = await dueReportIn(tx, organisationId, now)
  if (!due || due.daysLeft < 0) return
  const coordinating = await tx
    .select({ staffId: staff.id })
    .from(staff)
    .where(
      and(
        eq(staff.organisationId, organisationId),
        ne(staff.role, 'supporter'),
        isNull(staff.removedAt),
        eq(staff.mailNotices, true),
      ),
    )
  if (coordinating.length === 0) return
  await tx
    .insert(reportReminders)
    .values(
      coordinating.map(({ staffId }) => ({ organisationId, period: periodOf(due.month), day, staffId })),
    )
    .onConflictDoNothing()
}

/** The days of a month on which is reminded: when nobody works, the last working day before. */
export function reminderDays(month: string, calendar: WorkCalendar): string[] {
  return REMINDER_DAYS.map((ofMonth) => {
    const wanted = Date.parse(`${month}-${String(ofMonth).padStart(2, '0')}`) / DAY_MS
    const days = Array.from({ length: MOST_DAYS_BACK }, (_, back) => wanted - back)
    const working = days.find((day) => periodsOn(day, calendar).length > 0) ?? wanted
    return new Date(working * DAY_MS).toISOString().slice(0, 10)
  })
}
