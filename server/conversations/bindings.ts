import { sql, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { bindings } from '../../db/schema.ts'

/** An agreement that binds an organisation's clients in a period; the last day belongs to it. */
export type Binding = { agreementId: string; from: string; to: string | null }

/** The bindings of an organisation, as one column of a query about something of that organisation. */
export function bindingsOf(organisationId: AnyPgColumn): SQL<Binding[]> {
  const { agreementId, bindsFrom, bindsTo } = bindings
  return sql<Binding[]>`(
    select coalesce(json_agg(json_build_object('agreementId', ${agreementId}, 'from', ${bindsFrom}, 'to', ${bindsTo})), '[]')
    from ${bindings} where ${bindings.organisationId} = ${organisationId}
  )`
}

/** The agreement that binds on a day: the one in force, else the latest earlier one. */
export function bindingOn(day: string, known: readonly Binding[]): string | null {
  const begun = known.filter(({ from }) => from <= day).toSorted((a, b) => b.from.localeCompare(a.from))
  const inForce = begun.find(({ to }) => to === null || to >= day)
  return (inForce ?? begun[0])?.agreementId ?? null
}
