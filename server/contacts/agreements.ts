import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { agreements, bindings, contacts } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { bindingOn, type Binding } from '../conversations/bindings.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Registry } from './contact.ts'
import { counting } from './declarable.ts'
import { bindingsIn, placed } from './placing.ts'
import { reckonAll } from './reckon.ts'
import { agreementsWithServices } from './services.ts'
import { aloneInLedger } from './turn.ts'
import { asStaff } from '../staff/as-staff.ts'

export const agreementsOverlap = () => new AppError('agreement.periods_overlap')
export const wrongPeriod = () => new AppError('agreement.wrong_period')
export const unknownAgreement = () => new AppError('agreement.unknown')

export type Agreements = {
  bindings: (Binding & { title: string })[]
  /** What can be chosen. */
  choices: { id: string; title: string; validFrom: string | null; validTo: string | null }[]
  /** What binds today, and since when it does so although its period is over. */
  today: { agreementId: string; endedOn: string | null } | null
  /** Contacts whose service the agreement of their day does not have. */
  toLookAt: number
}

/** Which agreement binds the organisation's clients, and when. */
export function showAgreements({ db }: Store, me: StaffMember, now = new Date()): Promise<Agreements> {
  return asStaff(db, me, (tx) => agreementsIn(tx, me.organisationId, now))
}

/**
 * Records which agreement binds from when to when; what came with the product counts no more. Every contact is placed
 * and reckoned anew; one whose service its new agreement does not have keeps it, and is to be looked at.
 */
export function setBindings(
  store: Registry,
  me: StaffMember,
  wanted: readonly Binding[],
  now = new Date(),
): Promise<Agreements> {
  const { organisationId } = me
  return asStaff(store.db, me, async (tx) => {
    await aloneInLedger(tx, organisationId)
    const known = await bindingsIn(tx, organisationId)
    requirePeriods(
      wanted,
      new Set([...known.map(({ agreementId }) => agreementId), ...agreementsWithServices]),
    )
    await tx.delete(bindings).where(eq(bindings.organisationId, organisationId))
    await tx.insert(bindings).values(
      wanted.map(({ agreementId, from: bindsFrom, to: bindsTo }) => ({
        organisationId,
        agreementId,
        bindsFrom,
        bindsTo,
        recordedAt: now,
      })),
    )
    await placeAll(tx, store.assistant.engine(), organisationId, wanted)
    await reckonAll(tx, organisationId)
    return agreementsIn(tx, organisationId, now)
  })
}

function requirePeriods(wanted: readonly Binding[], known: ReadonlySet<string>): void {
  const inOrder = wanted.toSorted((a, b) => a.from.localeCompare(b.from))
  if (inOrder.length === 0 || inOrder.some(({ from, to }) => to !== null && to < from)) throw wrongPeriod()
  if (inOrder.some(({ agreementId }) => !known.has(agreementId))) throw unknownAgreement()
  const overlap = inOrder.some(({ from }, i) => {
    const before = inOrder[i - 1]
    return before && (before.to === null || before.to >= from)
  })
  if (overlap) throw agreementsOverlap()
}

/** Gives every contact the agreement of its day, and the region that its municipality has by that agreement. */
export async function placeAll(
  tx: Db,
  engine: Engine,
  organisationId: string,
  known: readonly Binding[],
): Promise<void> {
  const current = and(eq(contacts.organisationId, organisationId), isNull(contacts.replacedAt))
  const firsts = ['0001-01-01', ...known.map(({ from }) => from).toSorted()]
  for (const [i, first] of firsts.entries()) {
    const agreementId = bindingOn(first, known)
    const next = firsts[i + 1]
    const within = sql`${contacts.day} >= ${first}::date and ${next ? sql`${contacts.day} < ${next}::date` : sql`true`}`
    await tx
      .update(contacts)
      .set({ agreementId })
      .where(and(current, within, sql`${contacts.agreementId} is distinct from ${agreementId}`))
  }
  const places = await tx
    .selectDistinct({ agreementId: contacts.agreementId, municipality: contacts.municipality })
    .from(contacts)
    .where(current)
  for (const { agreementId, municipality } of places) {
    const always = agreementId ? [{ agreementId, from: '0001-01-01', to: null }] : []
    const { region, zorgkantoor } = placed(engine, always, '0001-01-01', municipality)
    await tx
      .update(contacts)
      .set({ region, zorgkantoor })
      .where(
        and(
          current,
          sql`${contacts.agreementId} is not distinct from ${agreementId}`,
          sql`${contacts.municipality} is not distinct from ${municipality}`,
          sql`(${contacts.region}, ${contacts.zorgkantoor}) is distinct from (${region}::text, ${zorgkantoor}::text)`,
        ),
      )
  }
}

async function agreementsIn(tx: Db, organisationId: string, now: Date): Promise<Agreements> {
  const known = await bindingsIn(tx, organisationId)
  const all = await tx.select().from(agreements).orderBy(asc(agreements.validFrom), asc(agreements.id))
  const own = new Set([...known.map(({ agreementId }) => agreementId), ...agreementsWithServices])
  const [count] = await tx
    .select({ toLookAt: sql<number>`count(*)::int` })
    .from(contacts)
    .where(and(counting, inArray(contacts.obstacle, ['wrong_service'])))
  return {
    bindings: known
      .map((each) => ({ ...each, title: all.find(({ id }) => id === each.agreementId)!.title }))
      .toSorted((a, b) => a.from.localeCompare(b.from)),
    choices: all.filter(({ id }) => own.has(id)),
    today: todayOf(known, todayInAmsterdam(now)),
    toLookAt: count!.toLookAt,
  }
}

function todayOf(known: readonly Binding[], today: string): Agreements['today'] {
  const agreementId = bindingOn(today, known)
  if (!agreementId) return null
  const isInForce = known.some(({ from, to }) => from <= today && (to === null || to >= today))
  const ends = known
    .filter((each) => each.agreementId === agreementId && each.from <= today)
    .map(({ to }) => to)
  return { agreementId, endedOn: isInForce ? null : (ends.toSorted().at(-1) ?? null) }
}
