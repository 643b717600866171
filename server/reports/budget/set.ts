import { and, eq } from 'drizzle-orm'
import { budgets } from '../../../db/schema.ts'
import type { Engine } from '../../answers/engine.ts'
import { agreementsWithServices } from '../../contacts/services.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import type { Budget } from '../money.ts'
import { asStaff } from '../../staff/as-staff.ts'

/** The rate of a year, as a source states it. */
export type StatedRate = { agreementId: string; year: number; hourlyRateCents: number; section: string }

export type Budgets = { budgets: Budget[]; rates: StatedRate[] }

/** What was set for each year, and the rates that the sources state. */
export function showBudgets({ db }: Store, me: StaffMember, engine: Engine): Promise<Budgets> {
  return asStaff(db, me, async (tx) => {
    const own = await tx
      .select({
        year: budgets.year,
        hourlyRateCents: budgets.hourlyRateCents,
        maximumCents: budgets.maximumCents,
      })
      .from(budgets)
      .where(eq(budgets.organisationId, me.organisationId))
      .orderBy(budgets.year)
    return { budgets: own, rates: statedRates(engine) }
  })
}

/** Sets the rate and the maximum of a year; what was claimed does not change, what it comes to does. */
export function setBudget({ db }: Store, me: StaffMember, budget: Budget): Promise<Budget> {
  const { hourlyRateCents, maximumCents } = budget
  return asStaff(db, me, async (tx) => {
    await tx
      .insert(budgets)
      .values({ organisationId: me.organisationId, ...budget })
      .onConflictDoUpdate({
        target: [budgets.organisationId, budgets.year],
        set: { hourlyRateCents, maximumCents },
      })
    return budget
  })
}

export function removeBudget({ db }: Store, me: StaffMember, year: number): Promise<void> {
  return asStaff(db, me, async (tx) => {
    await tx.delete(budgets).where(and(eq(budgets.organisationId, me.organisationId), eq(budgets.year, year)))
  })
}

const SECTION = 'bijlage-2-h2'

/** "ontvangt in 2021 … een vergoeding per uur cliëntondersteuning ad € 73,82"; the 2024 text leaves the amount open. */
function statedRates({ knowledge }: Engine): StatedRate[] {
  return knowledge.sources.flatMap(({ id, sections }) => {
    if (!agreementsWithServices.includes(id)) return []
    const text = sections.find((section) => section.id === SECTION)?.text ?? ''
    const [, year, euros, cents] =
      /ontvangt in (\d{4}) .*?vergoeding per uur cliëntondersteuning ad € (\d+),(\d\d)/u.exec(text) ?? []
    if (!year) return []
    const hourlyRateCents = Number(euros) * 100 + Number(cents)
    return { agreementId: id, year: Number(year), hourlyRateCents, section: SECTION }
  })
}
