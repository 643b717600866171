import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agreements, bindings } from '../../db/schema.ts'

/** An agreement that counts on days on which it was no longer in force, as no newer one was recorded. */
export type Lapsed = { agreementId: string; title: string; endedOn: string }

type Term = { agreementId: string; title: string; from: string; to: string | null }

export function termsIn(tx: Db, organisationId: string): Promise<Term[]> {
  return tx
    .select({
      agreementId: bindings.agreementId,
      title: agreements.title,
      from: bindings.bindsFrom,
      to: bindings.bindsTo,
    })
    .from(bindings)
    .innerJoin(agreements, eq(agreements.id, bindings.agreementId))
    .where(eq(bindings.organisationId, organisationId))
}

/** Of the days that an agreement counts for: which of the agreements had ended by then. */
export function lapsedOn(days: { agreementId: string | null; day: string }[], terms: Term[]): Lapsed[] {
  const lapsed = new Map<string, Lapsed>()
  for (const { agreementId, day } of days) {
    if (agreementId === null || lapsed.has(agreementId)) continue
    const own = terms.filter((term) => term.agreementId === agreementId && term.from <= day)
    if (own.some(({ to }) => to === null || to >= day)) continue
    const last = own.toSorted((a, b) => b.to!.localeCompare(a.to!))[0]
    if (last) lapsed.set(agreementId, { agreementId, title: last.title, endedOn: last.to! })
  }
  return [...lapsed.values()]
}
