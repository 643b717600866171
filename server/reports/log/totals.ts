import { count, isNotNull, and, sql } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { contacts } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { amongReported, visible } from './contact-log.ts'
import { lapsedOn, termsIn, type Lapsed } from '../lapsed.ts'
import { fieldsOf, type LogFilters } from './filters.ts'
import { budgetsIn, centsOf, yearOf } from '../money.ts'
import { summingWithin } from '../summing.ts'

export type LogTotals = {
  contacts: number
  uniqueClients: number
  minutes: number
  declarableMinutes: number
  excessMinutes: number
  /** At the rate of each year, rounded per year; null when a year with declarable minutes has no rate. */
  amountCents: number | null
  yearsWithoutRate: number[]
  lapsed: Lapsed[]
}

/** What the whole selection comes to, as far as this member of staff may see it. */
export function logTotals(
  { db }: Store,
  me: StaffMember,
  filters: LogFilters,
  now = new Date(),
): Promise<LogTotals> {
  return summingWithin(db, me.organisationId, (tx) => logTotalsIn(tx, me, filters, now))
}

async function logTotalsIn(tx: Db, me: StaffMember, filters: LogFilters, now: Date): Promise<LogTotals> {
  const days = await byDay(tx, me, filters, now)
  return totalsOf(tx, me, days, await countedClients(tx, me, filters, now))
}

/** What some contacts of a day under one agreement, or only one, come to. */
export type Part = Pick<LogTotals, 'contacts' | 'minutes' | 'declarableMinutes' | 'excessMinutes'> & {
  day: string
  agreementId: string | null
}

/** The totals of all parts of a selection, in money too. */
export async function totalsOf(
  tx: Db,
  { organisationId }: StaffMember,
  parts: Part[],
  uniqueClients: number,
): Promise<LogTotals> {
  const perYear = new Map<number, number>()
  for (const { day, declarableMinutes } of parts) {
    perYear.set(yearOf(day), (perYear.get(yearOf(day)) ?? 0) + declarableMinutes)
  }
  const years = [...perYear].filter(([, minutes]) => minutes > 0)
  const budgets = await budgetsIn(
    tx,
    organisationId,
    Array.from(years, ([year]) => year),
  )
  const yearsWithoutRate = years
    .flatMap(([year]) => (budgets.has(year) ? [] : year))
    .toSorted((a, b) => a - b)
  const cents = ([year, minutes]: [number, number]) => centsOf(minutes, budgets.get(year)!.hourlyRateCents)
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0)
  return {
    contacts: sum((part) => part.contacts),
    uniqueClients,
    minutes: sum((part) => part.minutes),
    declarableMinutes: sum((part) => part.declarableMinutes),
    excessMinutes: sum((part) => part.excessMinutes),
    amountCents: yearsWithoutRate.length > 0 ? null : years.reduce((total, each) => total + cents(each), 0),
    yearsWithoutRate,
    lapsed: lapsedOn(parts, await termsIn(tx, organisationId)),
  }
}

function byDay(tx: Db, me: StaffMember, filters: LogFilters, now: Date): Promise<Part[]> {
  const today = todayInAmsterdam(now)
  const { agreementId, minutes, declarableMinutes, excessMinutes } = fieldsOf(filters, today)
  const query = tx
    .select({
      day: contacts.day,
      agreementId,
      contacts: count(),
      minutes: sql<number>`sum(${minutes})::int`,
      declarableMinutes: sql<number>`sum(${declarableMinutes})::int`,
      excessMinutes: sql<number>`sum(${excessMinutes})::int`,
    })
    .from(contacts)
    .$dynamic()
  return amongReported(query, filters)
    .where(visible(me, filters, today))
    .groupBy(contacts.day, agreementId)
}

async function countedClients(tx: Db, me: StaffMember, filters: LogFilters, now: Date): Promise<number> {
  const today = todayInAmsterdam(now)
  const { uniqueClientId } = fieldsOf(filters, today)
  const query = tx
    .select({ id: sql`${uniqueClientId}`.as('id') })
    .from(contacts)
    .$dynamic()
  const each = amongReported(query, filters)
    .where(and(visible(me, filters, today), isNotNull(uniqueClientId)))
    .groupBy(uniqueClientId)
    .as('each')
  const [row] = await tx.select({ n: count() }).from(each)
  return row!.n
}
