import { and, between, count, eq, sql } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { contacts } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { claimableMinutes, counting, reasonOn } from '../../contacts/declarable.ts'
import { servicesOf } from '../../contacts/services.ts'
import { bindingOn } from '../../conversations/bindings.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { calendarOf } from '../../workcalendar/work-calendar.ts'
import {
  forecastOf,
  reachedOn,
  warningsOf,
  type BudgetWarning,
  type Forecast,
  type NoForecast,
} from './forecast.ts'
import { daysOfYear, lineOf, monthsOf, type BudgetMonth, type LineDay, type Spent } from './line.ts'
import { lapsedOn, termsIn, type Lapsed } from '../lapsed.ts'
import { budgetsIn, centsOf } from '../money.ts'
import { summingWithin } from '../summing.ts'

/** What a year's declarable hours come to beside what may be spent; money in cents, null where no rate is set. */
export type BudgetYear = {
  year: number
  today: string
  hourlyRateCents: number | null
  /** As agreed for a whole year. */
  maximumCents: number | null
  /** The days of the year on which an agreement with services counts; the maximum counts for that part. */
  covered: { days: number; ofDays: number; from: string | null; to: string | null }
  availableCents: number | null
  realised: { contacts: number; minutes: number; cents: number | null }
  /** What the even spread comes to by the end of today. */
  evenCents: number | null
  months: BudgetMonth[]
  line: LineDay[]
  reachedOn: string | null
  forecast: Forecast | NoForecast
  warnings: BudgetWarning[]
  lapsed: Lapsed[]
}

/** The budget of a year (bijlage-2-h2 of the Wlz agreements); this year's when none is named. */
export function budgetOf(
  { db }: Store,
  me: StaffMember,
  wanted?: number,
  now = new Date(),
): Promise<BudgetYear> {
  const { organisationId } = me
  const today = todayInAmsterdam(now)
  const year = wanted ?? Number(today.slice(0, 4))
  return summingWithin(db, organisationId, async (tx) => {
    const spent = await spentByDay(tx, organisationId, year, today)
    const terms = await termsIn(tx, organisationId)
    const budget = (await budgetsIn(tx, organisationId, [year])).get(year)
    const { hourlyRateCents: rate = null, maximumCents = null } = budget ?? {}
    const days = daysOfYear(year)
    const isCovered = (day: string) => servicesOf(bindingOn(day, terms)).length > 0
    const covered = days.filter(isCovered)
    // An agreement for part of a year has the budget in proportion (bijlage-2-h2 lid 1).
    const availableCents =
      maximumCents === null ? null : Math.round((maximumCents * covered.length) / days.length)
    const line = lineOf({ days, isCovered, spent, rate, availableCents, today })
    const minutes = spent.reduce((sum, each) => sum + each.minutes, 0)
    const cents = rate === null ? null : centsOf(minutes, rate)
    const evenCents = line.findLast(({ day }) => day <= today)?.evenCents ?? null
    const calendar = await calendarOf(tx, organisationId)
    const forecast = forecastOf({ covered, spent, rate, availableCents, today, calendar })
    const reached = reachedOn(line, availableCents)
    return {
      year,
      today,
      hourlyRateCents: rate,
      maximumCents,
      covered: {
        days: covered.length,
        ofDays: days.length,
        from: covered[0] ?? null,
        to: covered.at(-1) ?? null,
      },
      availableCents,
      realised: { contacts: spent.reduce((sum, each) => sum + each.contacts, 0), minutes, cents },
      evenCents,
      months: monthsOf(line, spent, today),
      line,
      reachedOn: reached,
      forecast,
      warnings: warningsOf({ cents, evenCents, availableCents, reached, forecast }),
      lapsed: lapsedOn(
        covered.filter((day) => day <= today).map((day) => ({ day, agreementId: bindingOn(day, terms) })),
        terms,
      ),
    }
  })
}

function spentByDay(tx: Db, organisationId: string, year: number, today: string): Promise<Spent[]> {
  const inYear = between(contacts.day, `${year}-01-01`, `${year}-12-31`)
  return tx
    .select({
      day: contacts.day,
      contacts: count(),
      minutes: sql<number>`sum(${claimableMinutes(today)})::int`,
    })
    .from(contacts)
    .where(
      and(eq(contacts.organisationId, organisationId), counting, inYear, sql`${reasonOn(today)} is null`),
    )
    .groupBy(contacts.day)
    .orderBy(contacts.day)
}
