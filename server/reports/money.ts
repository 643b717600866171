import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { budgets } from '../../db/schema.ts'

export type Budget = Pick<typeof budgets.$inferSelect, 'year' | 'hourlyRateCents' | 'maximumCents'>

export async function budgetsIn(
  tx: Db,
  organisationId: string,
  years: number[],
): Promise<Map<number, Budget>> {
  const rows = await tx
    .select({
      year: budgets.year,
      hourlyRateCents: budgets.hourlyRateCents,
      maximumCents: budgets.maximumCents,
    })
    .from(budgets)
    .where(and(eq(budgets.organisationId, organisationId), inArray(budgets.year, years)))
  return new Map(rows.map((row) => [row.year, row]))
}

/** What minutes come to at a rate per hour: to the nearest cent, half a cent upwards, once for the whole of them. */
export function centsOf(minutes: number, hourlyRateCents: number): number {
  return Math.floor((minutes * hourlyRateCents + 30) / 60)
}

export const yearOf = (day: string) => Number(day.slice(0, 4))
