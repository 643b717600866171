import { and, eq, lte, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { mailNotices } from '../../db/schema.ts'
import type { StepKind } from '../conversations/steps.ts'
import { isTextKey, texts } from '../texts.ts'

export type Mail = { to: string; subject: string; text: string }
/** Hands a mail to the mail server, and gives what it answered. */
export type Post = (mail: Mail) => Promise<string>

type Claimed = {
  stepId: number
  staffId: string
  attempts: number
  email: string
  firstName: string
  kind: StepKind
  urgent: boolean
  conversationId: string
}

/** One, so that a slow mail server lets no lease run out on what waits behind it. */
export const AT_ONCE = 1
/** While a server is busy with it; when this has passed, that server is taken to have stopped. */
export const LEASE = sql`interval '2 minutes'`
const MOST_ATTEMPTS = 12
const FIRST_PAUSE_SECONDS = 5

/** Sends what is due, each notice by one server; gives how many it took. A notice that fails is tried again, ever later. */
export async function sendNotices(db: Db, post: Post, address: string): Promise<number> {
  const claimed = await claim(db)
  for (const notice of claimed) {
    try {
      await post(mailFor(notice, address))
      await settle(db, notice, { sentAt: new Date(), dueAt: null, failure: null })
    } catch (error) {
      const attempts = notice.attempts + 1
      await settle(db, notice, { attempts, dueAt: retryAfter(attempts), failure: failureOf(error) })
    }
  }
  return claimed.length
}

/** When a mail is tried again that failed so many times, ever later; null when it is given up. */
export function retryAfter(attempts: number): Date | null {
  const pauseMs = FIRST_PAUSE_SECONDS * 1000 * 2 ** (attempts - 1)
  return attempts < MOST_ATTEMPTS ? new Date(Date.now() + pauseMs) : null
}

function claim(db: Db): Promise<Claimed[]> {
  return rowsOf<Claimed>(
    db,
    sql`with due as (
      select step_id, staff_id from mail_notices where due_at <= now()
      order by due_at limit ${AT_ONCE} for update skip locked
    ), mine as (
      update mail_notices set due_at = now() + ${LEASE} from due
      where mail_notices.step_id = due.step_id and mail_notices.staff_id = due.staff_id
      returning mail_notices.step_id, mail_notices.staff_id, mail_notices.attempts
    )
    select mine.step_id::float8 as "stepId", mine.staff_id as "staffId", mine.attempts, users.email,
      staff.first_name as "firstName", steps.kind, conversations.urgent, conversations.id as "conversationId"
    from mine
    join staff on staff.id = mine.staff_id and staff.removed_at is null
    join users on users.id = staff.user_id
    join steps on steps.id = mine.step_id
    join conversations on conversations.id = steps.conversation_id`,
  )
}

/** What is in it can be read by whoever reads the mailbox: that something waits, and where. */
function mailFor({ email, firstName, kind, urgent, conversationId }: Claimed, address: string): Mail {
  const say = texts('nl')
  const key = urgent && kind === 'handed_off' ? 'mail.urgent' : `mail.${kind}`
  if (!isTextKey(key)) throw new Error(`no text for ${key}`)
  const link = `${address}/dashboard/conversations/${conversationId}`
  return { to: email, subject: say(key), text: say('mail.body', { firstName, what: say(key), link }) }
}

async function settle(
  db: Db,
  { stepId, staffId }: Claimed,
  values: Partial<typeof mailNotices.$inferInsert>,
): Promise<void> {
  const mine = and(eq(mailNotices.stepId, stepId), eq(mailNotices.staffId, staffId))
  await db.update(mailNotices).set(values).where(mine)
}

/** The code alone: what a mail server says may hold an address. */
export function failureOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
}

export async function nextNotice(db: Db): Promise<Date | null> {
  const [row] = await db
    .select({ dueAt: mailNotices.dueAt })
    .from(mailNotices)
    .where(lte(mailNotices.dueAt, sql`'infinity'`))
    .orderBy(mailNotices.dueAt)
    .limit(1)
  return row?.dueAt ?? null
}
