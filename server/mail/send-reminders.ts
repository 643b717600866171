import { and, eq, lte, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { reportReminders } from '../../db/schema.ts'
import { texts } from '../texts.ts'
import { AT_ONCE, failureOf, LEASE, retryAfter, type Mail, type Post } from './send.ts'

type Claimed = {
  organisationId: string
  period: string
  day: string
  staffId: string
  attempts: number
  email: string
  firstName: string
  /** The report was sent, or who would be told has left. */
  isOver: boolean
}

/** Sends the reminders of monthly reports that are due, each by one server; gives how many it took. */
export async function sendReminders(db: Db, post: Post, address: string): Promise<number> {
  const claimed = await claim(db)
  for (const reminder of claimed) {
    try {
      if (!reminder.isOver) await post(mailFor(reminder, address))
      await settle(db, reminder, { sentAt: reminder.isOver ? null : new Date(), dueAt: null, failure: null })
    } catch (error) {
      const attempts = reminder.attempts + 1
      await settle(db, reminder, { attempts, dueAt: retryAfter(attempts), failure: failureOf(error) })
    }
  }
  return claimed.length
}

function claim(db: Db): Promise<Claimed[]> {
  return rowsOf<Claimed>(
    db,
    sql`with due as (
      select organisation_id, period, day, staff_id from report_reminders where due_at <= now()
      order by due_at limit ${AT_ONCE} for update skip locked
    ), mine as (
      update report_reminders set due_at = now() + ${LEASE} from due
      where (report_reminders.organisation_id, report_reminders.period, report_reminders.day, report_reminders.staff_id)
        = (due.organisation_id, due.period, due.day, due.staff_id)
      returning report_reminders.*
    )
    select mine.organisation_id as "organisationId", mine.period::text as period, mine.day::text as day,
      mine.staff_id as "staffId", mine.attempts, users.email, staff.first_name as "firstName",
      staff.removed_at is not null or exists (
        select 1 from reports
        where reports.organisation_id = mine.organisation_id and reports.kind = 'month' and reports.period = mine.period
      ) as "isOver"
    from mine
    join staff on staff.id = mine.staff_id
    join users on users.id = staff.user_id`,
  )
}

const monthName = new Intl.DateTimeFormat('nl-NL', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** Whoever reads the mailbox may know that a report is due, and nothing of what is in it. */
function mailFor({ email, firstName, period }: Claimed, address: string): Mail {
  const say = texts('nl')
  const what = say('mail.report', { month: monthName.format(Date.parse(period)) })
  const link = `${address}/dashboard/reports?month=${period.slice(0, 7)}`
  return { to: email, subject: what, text: say('mail.body', { firstName, what, link }) }
}

async function settle(
  db: Db,
  { organisationId, period, day, staffId }: Claimed,
  values: Partial<typeof reportReminders.$inferInsert>,
): Promise<void> {
  const mine = and(
    eq(reportReminders.organisationId, organisationId),
    eq(reportReminders.period, period),
    eq(reportReminders.day, day),
    eq(reportReminders.staffId, staffId),
  )
  await db.update(reportReminders).set(values).where(mine)
}

export async function nextReminder(db: Db): Promise<Date | null> {
  const [row] = await db
    .select({ dueAt: reportReminders.dueAt })
    .from(reportReminders)
    .where(lte(reportReminders.dueAt, sql`'infinity'`))
    .orderBy(reportReminders.dueAt)
    .limit(1)
  return row?.dueAt ?? null
}
