import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agreements, contacts } from '../../db/schema.ts'
import { bindingOn } from '../conversations/bindings.ts'
import { counting } from './declarable.ts'
import { bindingsIn, requireClient } from './placing.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import { ADVICE_MINUTES, adviceRuleOf, servicesOf, type AdviceRule } from './services.ts'

/** The minutes of information and advice of one unique client under one agreement. */
export type Ledger = {
  agreementId: string
  /** What the agreement says of the 30 minutes. */
  rule: AdviceRule
  allowed: number
  /** The agreement's service that these are the minutes of. */
  service: string
  used: number
  left: number
  /** The minutes over the 30: under the 2021 agreement nobody pays them as this service. */
  excess: number
  /** Under the 2024 agreement, in a form: what all clients of the organisation come to. */
  average: Average | null
}

export type Average = { minutes: number; clients: number; average: number | null }

const adviceOf = (agreementId: string) => servicesOf(agreementId).filter(({ isAdvice }) => isAdvice)

const inLedger = (agreementId: string) =>
  and(
    counting,
    isNull(contacts.obstacle),
    eq(contacts.agreementId, agreementId),
    inArray(
      contacts.service,
      adviceOf(agreementId).map(({ key }) => key),
    ),
  )

const minutesOf = sql<number>`coalesce(sum(${contacts.minutes}), 0)::int`

/**
 * A client's ledger; null when the agreement has none. `except`: a contact that is being changed. His minutes count
 * whoever made them; they are all that this opens of him.
 */
export async function ledgerOf(
  tx: Db,
  uniqueClientId: string,
  agreementId: string | null,
  except?: string,
): Promise<Ledger | null> {
  const rule = adviceRuleOf(agreementId)
  if (!agreementId || !rule) return null
  const others = except ? sql`${contacts.id} <> ${except}` : undefined
  const [row] = await beyondInvolvement(tx, (all) =>
    all
      .select({ used: minutesOf })
      .from(contacts)
      .where(and(eq(contacts.uniqueClientId, uniqueClientId), inLedger(agreementId), others)),
  )
  const used = row!.used
  return {
    agreementId,
    rule,
    allowed: ADVICE_MINUTES,
    service: adviceOf(agreementId)[0]!.key,
    used,
    left: Math.max(0, ADVICE_MINUTES - used),
    excess: Math.max(0, used - ADVICE_MINUTES),
    average: null,
  }
}

/** What information and advice comes to per unique client of the organisation of the transaction (wlz-oco-2024 art-7). */
export async function averageOf(tx: Db, agreementId: string): Promise<Average> {
  const ofAll = {
    minutes: minutesOf,
    clients: sql<number>`count(distinct ${contacts.uniqueClientId})::int`,
  }
  // An average over all clients, which says nothing of one.
  const [row] = await beyondInvolvement(tx, (all) =>
    all.select(ofAll).from(contacts).where(inLedger(agreementId)),
  )
  const { minutes, clients } = row!
  return { minutes, clients, average: clients === 0 ? null : minutes / clients }
}

/** The agreement of a day, with whether it is no longer in force on it. */
export type AgreementOfDay = { id: string; title: string; until: string | null; hasEnded: boolean }

export async function agreementOfDay(
  tx: Db,
  organisationId: string,
  day: string,
): Promise<AgreementOfDay | null> {
  const known = await bindingsIn(tx, organisationId)
  const id = bindingOn(day, known)
  if (!id) return null
  const [agreement] = await tx.select().from(agreements).where(eq(agreements.id, id))
  const until = known
    .filter((each) => each.agreementId === id && each.from <= day)
    .toSorted((a, b) => b.from.localeCompare(a.from))[0]!.to
  return { id, title: agreement!.title, until, hasEnded: until !== null && until < day }
}

/** What a form has to know of a day and a client: the agreement, its services, and the client's ledger under it. */
export type DayOfContact = {
  day: string
  agreement: AgreementOfDay | null
  services: { key: string; number: number; section: string; isAdvice: boolean }[]
  ledger: Ledger | null
}

export async function dayIn(
  tx: Db,
  organisationId: string,
  { day, clientId, except }: { day: string; clientId: string | null; except?: string },
): Promise<DayOfContact> {
  const agreement = await agreementOfDay(tx, organisationId, day)
  const client = clientId ? await requireClient(tx, clientId) : null
  const ledger = client ? await ledgerOf(tx, client.uniqueClientId, agreement?.id ?? null, except) : null
  const average = ledger?.rule === 'average' ? await averageOf(tx, ledger.agreementId) : null
  return {
    day,
    agreement,
    services: servicesOf(agreement?.id ?? null).map(({ agreementId: _, ...service }) => service),
    ledger: ledger && { ...ledger, average },
  }
}
