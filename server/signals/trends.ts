import { randomUUID } from 'node:crypto'
import { and, between, eq, inArray, isNull } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { signalCategories, signals, trends, trendSignals, type trendStatus } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { fold } from '../answers/words.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { leadsToPerson } from './leads-to-person.ts'
import { signalsIn } from './list.ts'
import { quarterFrom } from './quarter.ts'
import type { Signal } from './signal.ts'
import { asStaff } from '../staff/as-staff.ts'

export type TrendStatus = (typeof trendStatus.enumValues)[number]

/** A series of observations of like situations (wlz-oco-2021 bijlage-5-art-9): three or more in a quarter, we say. */
const FEWEST = 3

export type Trend = {
  category: { id: string; name: string }
  quarter: string
  signals: Signal[]
  /** Of how many different people it is known that they are; the others are unknown. */
  clients: { known: number; unknown: number }
  /** Where it was seen more than once: a clue of where it comes from. */
  providers: Clue[]
  regions: Clue[]
  decision: Decision | null
  /** The signals that came after the decision. */
  newSince: string[]
}

export type Clue = { name: string; count: number }
export type Decision = {
  status: TrendStatus
  description: string
  decidedBy: string | null
  decidedAt: string
}

export const noSuchTrend = () => new AppError('trend.not_found')
const changedMeanwhile = () => new AppError('trend.changed_meanwhile')

const placeOf = (id: string) => `trends/${id}/description`

/** What the program proposes as trends of a quarter, the largest first, with what was decided of them. */
export function trendsOf({ db, masterKey }: Store, me: StaffMember, quarter: string): Promise<Trend[]> {
  return asStaff(db, me, async (tx) =>
    trendsIn(tx, await organisationKey(tx, masterKey, me.organisationId), quarter),
  )
}

export async function trendsIn(tx: Db, key: Key, quarter: string): Promise<Trend[]> {
  const days = quarterFrom(quarter)
  if (!days) throw noSuchTrend()
  const inQuarter = between(signals.observedOn, days.from, days.to)
  const found = await signalsIn(tx, key, and(eq(signals.kind, 'signal'), inQuarter))
  const decided = await decisionsIn(tx, key, quarter)
  const byCategory = Map.groupBy(found, ({ category }) => category.id)
  return Array.from(byCategory.values(), (list) => trendIn(list, quarter, decided.get(list[0]!.category.id)))
    .filter((trend) => trend.signals.length >= FEWEST || trend.decision)
    .toSorted((a, b) => b.signals.length - a.signals.length || a.category.name.localeCompare(b.category.name))
}

type Decided = { decision: Decision; signalIds: Set<string> }

function trendIn(list: Signal[], quarter: string, decided: Decided | undefined): Trend {
  const known = new Set(list.flatMap(({ uniqueClientId }) => uniqueClientId ?? []))
  const unknown = list.filter(({ uniqueClientId }) => uniqueClientId === null)
  return {
    category: list[0]!.category,
    quarter,
    signals: list,
    clients: { known: known.size, unknown: unknown.length },
    providers: cluesOf(list.map(({ provider }) => provider)),
    regions: cluesOf(list.map(({ region }) => region ?? '')),
    decision: decided?.decision ?? null,
    newSince: decided ? list.flatMap(({ id }) => (decided.signalIds.has(id) ? [] : [id])) : [],
  }
}

/** What was named more than once, however it was written. */
function cluesOf(names: string[]): Clue[] {
  const alike = Map.groupBy(names.filter(Boolean), (name) => fold(name).replaceAll(/[^\p{L}\p{N}]/gu, ''))
  return Array.from(alike.values(), (same) => ({ name: same[0]!, count: same.length }))
    .filter(({ count }) => count > 1)
    .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name))
}

async function decisionsIn(tx: Db, key: Key, quarter: string): Promise<Map<string, Decided>> {
  const current = and(eq(trends.quarter, quarter), isNull(trends.replacedAt))
  const rows = await tx.select().from(trends).where(current)
  const ids = rows.map(({ id }) => id)
  const seen = ids.length
    ? await tx.select().from(trendSignals).where(inArray(trendSignals.trendId, ids))
    : []
  return new Map(
    rows.map((row) => [
      row.categoryId,
      {
        decision: decisionOf(row, key),
        signalIds: new Set(seen.flatMap(({ trendId, signalId }) => (trendId === row.id ? [signalId] : []))),
      },
    ]),
  )
}

function decisionOf(row: typeof trends.$inferSelect, key: Key): Decision {
  const { id, status, sealedDescription, decidedBy, decidedAt } = row
  const description = sealedDescription ? unseal(key, placeOf(id), sealedDescription) : ''
  return { status, description, decidedBy, decidedAt: decidedAt.toISOString() }
}

/** What a person says of a proposed trend; `decidedAt` is the decision that he had before him, null: none yet. */
export type Deciding = {
  quarter: string
  categoryId: string
  status: TrendStatus
  description: string
  decidedAt: string | null
  isChecked: boolean
}

/** Confirms or dismisses a proposed trend, for the signals that it holds now. An earlier decision is kept aside. */
export function decideTrend(
  { db, masterKey }: Store,
  me: StaffMember,
  deciding: Deciding,
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  const { quarter, categoryId, status } = deciding
  return asStaff(db, me, async (tx) => {
    await lockCategory(tx, categoryId)
    const key = await organisationKey(tx, masterKey, organisationId)
    const trend = (await trendsIn(tx, key, quarter)).find(({ category }) => category.id === categoryId)
    if (!trend) throw noSuchTrend()
    if ((trend.decision?.decidedAt ?? null) !== deciding.decidedAt) throw changedMeanwhile()
    const description = maskPersonalNumbers(deciding.description)
    const found = leadsToPerson({ description }, null)
    if (found.length > 0 && !deciding.isChecked) throw new AppError('signal.leads_to_person', { found })
    const same = and(
      eq(trends.categoryId, categoryId),
      eq(trends.quarter, quarter),
      isNull(trends.replacedAt),
    )
    await tx.update(trends).set({ replacedAt: now }).where(same)
    const id = randomUUID()
    const sealedDescription = seal(key, placeOf(id), description)
    const decision = { decidedBy: staffId, decidedAt: now }
    await tx
      .insert(trends)
      .values({ id, organisationId, categoryId, quarter, status, sealedDescription, ...decision })
    const seen = trend.signals.map((signal) => ({ trendId: id, signalId: signal.id, organisationId }))
    if (seen.length > 0) await tx.insert(trendSignals).values(seen)
  })
}

/** Two who decide at once take turns, and the second hears that the first was there. */
async function lockCategory(tx: Db, id: string): Promise<void> {
  const [category] = await tx.select().from(signalCategories).where(eq(signalCategories.id, id)).for('update')
  if (!category) throw noSuchTrend()
}
