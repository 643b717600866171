import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { bindings } from '../../db/schema.ts'
import { bindingOn } from '../conversations/bindings.ts'
import type { Right } from './recognise.ts'

/** Within how many months who asks hears what was done with it (AVG art. 12 lid 3). */
const MONTHS_OF_LAW = 1
/** Within three months of the request the file is destroyed (magentazorg-wmo-2020 4, zonl-thuisbegeleiding 3). */
const MONTHS_TO_DESTROY: Record<string, number> = { 'magentazorg-wmo-2020': 3, 'zonl-thuisbegeleiding': 3 }

export type Term = { dueOn: string; agreementId: string | null }

/** By which day a request has to be dealt with, and by whose rule: an agreement's, or without one the law's. */
export async function termOf(
  tx: Db,
  organisationId: string,
  { kind, receivedOn, agreementId }: { kind: Right; receivedOn: string; agreementId?: string | null },
): Promise<Term> {
  const bound = agreementId ?? (await agreementOn(tx, organisationId, receivedOn))
  const own = kind === 'erasure' && bound ? MONTHS_TO_DESTROY[bound] : undefined
  return own
    ? { dueOn: monthsAfter(receivedOn, own), agreementId: bound }
    : { dueOn: monthsAfter(receivedOn, MONTHS_OF_LAW), agreementId: null }
}

export async function agreementOn(tx: Db, organisationId: string, day: string): Promise<string | null> {
  const { agreementId, bindsFrom: from, bindsTo: to } = bindings
  const known = await tx
    .select({ agreementId, from, to })
    .from(bindings)
    .where(eq(bindings.organisationId, organisationId))
  return bindingOn(day, known)
}

/** The same day so many months later, or the last day of a month that is too short for it. */
export function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}
