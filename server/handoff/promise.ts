import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { staff } from '../../db/schema.ts'
import { texts, type Locale } from '../texts.ts'
import { clockInWords, dayInWords, inWords } from '../workcalendar/in-words.ts'
import { isOpen, nextOpening } from '../workcalendar/opening-hours.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'

/** What a client who waits for a person is told. */
export type Promised = {
  /** By when a person has reacted, ISO 8601 in UTC, and the same in words. */
  dueAt: string
  dueInWords: string
  isSomebodyThere: boolean
}

/** What is promised when a person has to have reacted by then. */
export function promised(due: Date, now: Date, locale: Locale, isSomebodyThere: boolean): Promised {
  return { dueAt: due.toISOString(), dueInWords: inWords(due, now, locale), isSomebodyThere }
}

/** The sentences that make the promise; none that says more than what is known. */
export function promiseInWords(promise: Promised, calendar: WorkCalendar, now: Date, locale: Locale): string {
  const say = texts(locale)
  if (new Date(promise.dueAt) < now) return say('promise.late')
  return `${say('promise.due', { due: promise.dueInWords })} ${whoIsThere(promise, calendar, now, locale)}`.trim()
}

/** Whether somebody reads along, and if not, from when on. */
export function whoIsThere(
  { isSomebodyThere }: Pick<Promised, 'isSomebodyThere'>,
  calendar: WorkCalendar,
  now: Date,
  locale: Locale,
): string {
  const say = texts(locale)
  if (isSomebodyThere) return say('promise.somebody')
  if (isOpen(now, calendar)) return say('promise.nobody')
  const opening = nextOpening(now, calendar)
  if (!opening) return ''
  const when = { day: dayInWords(opening, now, locale), clock: clockInWords(opening, locale) }
  return say('promise.closed', when)
}

/** Whether a supporter of the organisation of the transaction has his desk open, within office hours. */
export async function somebodyIsThere(tx: Db, calendar: WorkCalendar, now: Date): Promise<boolean> {
  if (!isOpen(now, calendar)) return false
  const there = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(gt(staff.presentUntil, now), isNull(staff.absentSince), isNull(staff.removedAt)))
    .limit(1)
  return there.length > 0
}

/** Whether this supporter has his desk open. */
export async function isPresent(tx: Db, staffId: string, now: Date): Promise<boolean> {
  const there = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(
      and(
        eq(staff.id, staffId),
        gt(staff.presentUntil, now),
        isNull(staff.absentSince),
        isNull(staff.removedAt),
      ),
    )
  return there.length > 0
}
