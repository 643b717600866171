import { asc, eq, isNull } from 'drizzle-orm'
import { organisations, staff } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { releaseConversationsOf } from '../conversations/release.ts'
import type { Desk } from '../conversations/conversation.ts'
import { isOpen, nextOpening } from '../workcalendar/opening-hours.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import type { Role, StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { cannedRepliesIn, type CannedReply } from './canned-replies.ts'
import type { DeskNews } from './desk-news.ts'
import { countsFor, type Counts } from './inbox.ts'
import { teamsIn, type Team } from './teams.ts'
import { asStaff } from '../staff/as-staff.ts'

export type Colleague = {
  id: string
  firstName: string
  role: Role
  /** A desk of his is open. */
  isPresent: boolean
  /** He said that he is away. */
  isAbsent: boolean
}

/** What the desk of a member of staff begins with. */
export type OwnDesk = {
  me: Colleague & { mailNotices: boolean }
  organisation: { id: string; slug: string; name: string }
  colleagues: Colleague[]
  teams: Team[]
  cannedReplies: CannedReply[]
  office: { isOpen: boolean; opensAt: string | null }
  counts: Counts
}

export const noLongerStaff = () => new AppError('staff.not_logged_in')

export function ownDesk({ db }: Store, me: StaffMember, now = new Date()): Promise<OwnDesk> {
  return asStaff(db, me, async (tx) => {
    const members = await tx.select().from(staff).where(isNull(staff.removedAt)).orderBy(asc(staff.firstName))
    const own = members.find(({ id }) => id === me.staffId)
    const [organisation] = await tx
      .select({ id: organisations.id, slug: organisations.slug, name: organisations.name })
      .from(organisations)
      .where(eq(organisations.id, me.organisationId))
    if (!own || !organisation) throw noLongerStaff()
    const calendar = await calendarOf(tx, me.organisationId)
    return {
      me: { ...shown(own, now), mailNotices: own.mailNotices },
      organisation,
      colleagues: members.map((member) => shown(member, now)),
      teams: await teamsIn(tx),
      cannedReplies: await cannedRepliesIn(tx),
      office: {
        isOpen: isOpen(now, calendar),
        opensAt: nextOpening(now, calendar)?.toISOString() ?? null,
      },
      counts: await countsFor(tx, me, now),
    }
  })
}

/** Says that one is away, which gives one's conversations to the colleagues, or that one is back. */
export async function setAbsence(
  desk: Desk,
  deskNews: DeskNews,
  me: StaffMember,
  isAbsent: boolean,
): Promise<Colleague> {
  const now = new Date()
  const colleague = await changeStaff(desk, me, { absentSince: isAbsent ? now : null })
  if (isAbsent) await releaseConversationsOf(desk, me)
  deskNews.colleagueChanged(me.organisationId, colleague)
  return colleague
}

export async function setMailNotices(store: Store, me: StaffMember, mailNotices: boolean): Promise<void> {
  await changeStaff(store, me, { mailNotices })
}

/** How long an open desk counts as somebody who is there, unless it says so again. */
const PRESENT_FOR_MS = 60_000

/** Holds for a minute, so an open desk says it again and again. */
export function setPresent(store: Store, me: StaffMember, now = new Date()): Promise<Colleague> {
  return changeStaff(store, me, { presentUntil: new Date(now.getTime() + PRESENT_FOR_MS) })
}

function changeStaff(
  { db }: Store,
  me: StaffMember,
  changes: Partial<typeof staff.$inferInsert>,
): Promise<Colleague> {
  return asStaff(db, me, async (tx) => {
    const [changed] = await tx.update(staff).set(changes).where(eq(staff.id, me.staffId)).returning()
    if (!changed) throw noLongerStaff()
    return shown(changed, new Date())
  })
}

function shown(
  { id, firstName, role, presentUntil, absentSince }: typeof staff.$inferSelect,
  now: Date,
): Colleague {
  const isAbsent = absentSince !== null
  return {
    id,
    firstName,
    role,
    isPresent: !isAbsent && presentUntil !== null && presentUntil > now,
    isAbsent,
  }
}
