import { asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { acuteContacts, acuteNotices, type noticeWay } from '../../db/schema.ts'
import { unseal, type Key } from '../../db/sealing.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'
import { dueAt } from '../workcalendar/term.ts'

export type NoticeWay = (typeof noticeWay.enumValues)[number]

/** That an acute signal was passed on to somebody at the zorgkantoor, and what proves it. */
export type Notice = {
  id: string
  to: string
  zorgkantoor: string
  way: NoticeWay
  givenBy: string | null
  givenAt: string
  isPersonShared: boolean
  note: string | null
  answer: string | null
  /** False for a mail from here that no mail server has taken. */
  isPassedOn: boolean
}

export const acuteStates = ['in_time', 'late', 'waiting'] as const
export type AcuteState = (typeof acuteStates)[number]

export type Acute = { since: string; dueAt: string; passedOnAt: string | null; isLate: boolean }

/** An acute signal is passed on within one working day (a choice of ours; bijlage-5-art-11 names no term). */
const WORKING_DAYS = 1

export const noticePlace = (id: string) => `acute_notices/${id}/note`

/** What has been passed on of these signals, the first first. */
export async function noticesOf(tx: Db, key: Key, signalIds: string[]): Promise<Map<string, Notice[]>> {
  if (signalIds.length === 0) return new Map()
  const rows = await tx
    .select({ notice: acuteNotices, to: acuteContacts.name, zorgkantoor: acuteContacts.zorgkantoor })
    .from(acuteNotices)
    .innerJoin(acuteContacts, eq(acuteContacts.id, acuteNotices.contactId))
    .where(inArray(acuteNotices.signalId, signalIds))
    .orderBy(asc(acuteNotices.givenAt), asc(acuteNotices.id))
  const shown = rows.map(({ notice: { sealedNote, signalId, ...notice }, to, zorgkantoor }) => ({
    signalId,
    notice: {
      id: notice.id,
      to,
      zorgkantoor,
      way: notice.way,
      givenBy: notice.givenBy,
      givenAt: notice.givenAt.toISOString(),
      isPersonShared: notice.isPersonShared,
      note: sealedNote && unseal(key, noticePlace(notice.id), sealedNote),
      answer: notice.answer,
      isPassedOn: notice.way !== 'mail_from_here' || notice.answer !== null,
    },
  }))
  const bySignal = Map.groupBy(shown, ({ signalId }) => signalId)
  return new Map(Array.from(bySignal, ([id, list]) => [id, list.map(({ notice }) => notice)]))
}

/** How an acute signal stands: by when it has to be passed on, and whether it was. */
export function acuteOf(
  acuteAt: string,
  notices: readonly Notice[],
  calendar: WorkCalendar,
  now: Date,
): Acute {
  const due = dueAt(new Date(acuteAt), calendar, WORKING_DAYS)
  const passedOnAt = notices.find(({ isPassedOn }) => isPassedOn)?.givenAt ?? null
  const isLate = (passedOnAt ? new Date(passedOnAt) : now) > due
  return { since: acuteAt, dueAt: due.toISOString(), passedOnAt, isLate }
}

/** Passed on within the term, after it, or not yet. */
export function acuteStateOf({ passedOnAt, isLate }: Acute): AcuteState {
  if (!passedOnAt) return 'waiting'
  return isLate ? 'late' : 'in_time'
}
