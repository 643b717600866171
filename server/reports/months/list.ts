import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { type Db } from '../../../db/client.ts'
import { contacts, reports, staff } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { servicesOf } from '../../contacts/services.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { daysOf } from '../log/filters.ts'
import { agreementsOf } from './beside.ts'
import { changedMonths } from './changes.ts'
import { asStaff } from '../../staff/as-staff.ts'

/** The month goes on; its report is to be made; it was sent; it was sent and has changed since. */
export type MonthState = 'running' | 'to_make' | 'sent' | 'changed'

export type ListedMonth = {
  month: string
  state: MonthState
  dueOn: string
  version: number | null
  sentAt: string | null
  sentBy: string | null
}

export type MonthList = { years: number[]; year: number; months: ListedMonth[] }

/** Of which report the coordinators have to be reminded. */
export type Reminder = { month: string; dueOn: string; daysLeft: number }

/** The report has to be there before the 15th of the next month (wlz-oco-2021 bijlage-2-h2 lid 7). */
export const dueOn = (month: string) => `${monthAfter(month)}-14`

export const isOver = (month: string, today: string) => daysOf(month)[1] < today

const monthAfter = (month: string) => shifted(month, 1)
export const monthBefore = (month: string) => shifted(month, -1)

function shifted(month: string, by: number): string {
  const [year, ofYear] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, ofYear! - 1 + by)).toISOString().slice(0, 7)
}

export function stateOf(
  month: string,
  today: string,
  version: number | null,
  isChanged: boolean,
): MonthState {
  if (version !== null) return isChanged ? 'changed' : 'sent'
  return isOver(month, today) ? 'to_make' : 'running'
}

/** The months of a year, the newest first, from the first contact on, with how their reports stand. */
export function listMonths(
  { db }: Store,
  me: StaffMember,
  asked: number | undefined,
  now = new Date(),
): Promise<MonthList> {
  const { organisationId } = me
  const today = todayInAmsterdam(now)
  return asStaff(db, me, async (tx) => {
    const last = Number(today.slice(0, 4))
    const year = asked ?? last
    const first = await firstMonth(tx, organisationId)
    if (!first) return { years: [last], year, months: [] }
    const begin = Number(first.slice(0, 4))
    const years = Array.from({ length: Math.max(1, last - begin + 1) }, (_, i) => last - i)
    const newest = await newestOf(tx, organisationId, year)
    const sent = [...newest].map(([month, { version }]) => ({ month, version }))
    const changed = await changedMonths(tx, organisationId, sent, today)
    const months = monthsOf(year).filter((month) => month >= first && month <= today.slice(0, 7))
    return {
      years,
      year,
      months: months.toReversed().map((month) => {
        const { version = null, sentAt = null, sentBy = null } = newest.get(month) ?? {}
        const state = stateOf(month, today, version, changed.has(month))
        return { month, state, dueOn: dueOn(month), version, sentAt: sentAt?.toISOString() ?? null, sentBy }
      }),
    }
  })
}

const monthsOf = (year: number) =>
  Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`)

/** The report of last month as long as it has not been sent; null as well where no agreement asks for one. */
export function dueReport({ db }: Store, me: StaffMember, now = new Date()): Promise<Reminder | null> {
  return asStaff(db, me, (tx) => dueReportIn(tx, me.organisationId, now))
}

const DAY_MS = 86_400_000

export async function dueReportIn(tx: Db, organisationId: string, now: Date): Promise<Reminder | null> {
  const today = todayInAmsterdam(now)
  const month = monthBefore(today.slice(0, 7))
  const [from, to] = daysOf(month)
  const [sent] = await tx
    .select({ version: reports.version })
    .from(reports)
    .where(and(isMonthOf(organisationId), eq(reports.period, from)))
    .limit(1)
  if (sent) return null
  const first = await firstMonth(tx, organisationId)
  if (!first || first > month) return null
  const { agreements } = await agreementsOf(tx, organisationId, from, to)
  if (!agreements.some(({ agreementId }) => servicesOf(agreementId).length > 0)) return null
  const due = dueOn(month)
  return { month, dueOn: due, daysLeft: Math.round((Date.parse(due) - Date.parse(today)) / DAY_MS) }
}

const isMonthOf = (organisationId: string) =>
  and(eq(reports.organisationId, organisationId), eq(reports.kind, 'month'))

async function firstMonth(tx: Db, organisationId: string): Promise<string | null> {
  const [row] = await tx
    .select({ day: sql<string | null>`min(${contacts.day})::text` })
    .from(contacts)
    .where(and(eq(contacts.organisationId, organisationId), sql`${contacts.replacedAt} is null`))
  return row?.day?.slice(0, 7) ?? null
}

async function newestOf(tx: Db, organisationId: string, year: number) {
  const rows = await tx
    .selectDistinctOn([reports.period], {
      period: reports.period,
      version: reports.version,
      sentAt: reports.sentAt,
      sentBy: staff.firstName,
    })
    .from(reports)
    .leftJoin(staff, eq(staff.id, reports.sentBy))
    .where(
      and(
        isMonthOf(organisationId),
        gte(reports.period, `${year}-01-01`),
        lt(reports.period, `${year + 1}-01-01`),
      ),
    )
    .orderBy(reports.period, desc(reports.version))
  return new Map(rows.map(({ period, ...rest }) => [period.slice(0, 7), rest]))
}
