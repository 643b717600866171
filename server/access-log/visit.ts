import { type Db } from '../../db/client.ts'
import type { Event } from './events.ts'
import { recordAccess, type Access, type AccessActor, type Outcome } from './record.ts'

/** What one request of a member of staff is, and whose data it has touched so far. */
export type Visit = {
  readonly organisationId: string
  readonly actor: AccessActor
  readonly address: string | null
  readonly requestId: string
  readonly now: () => Date
  /** Null where the request shows nobody, and leaves no line when it succeeds. */
  event: Event | null
  objectKind: string | null
  objectId: string | null
  isEmergency: boolean
  readonly clientIds: Set<string>
  /** The clients of the lines that are stored; null as long as there is none. */
  written: Set<string> | null
}

/** Somebody on whose behalf something is done; without a visit (a script) nothing is logged. */
export type Visitor = { visit?: Visit }

/** Tells whose data are shown or changed; has to be told before the transaction ends. */
export function noteClients({ visit }: Visitor, ...ids: (string | null | undefined)[]): void {
  for (const id of ids) if (id) visit?.clientIds.add(id)
}

/** Tells what was made, or what it really was about, where that is not the `:id` of the address. */
export function noteObject({ visit }: Visitor, kind: string, id: string): void {
  if (visit) Object.assign(visit, { objectKind: kind, objectId: id })
}

/** Tells what is done where the address alone does not say. */
export function noteEvent({ visit }: Visitor, event: Event): void {
  if (visit?.event) visit.event = event
}

/** Tells that a file is open by emergency access: every line of this request says so. */
export function noteEmergency({ visit }: Visitor): void {
  if (visit) visit.isEmergency = true
}

/** The line that the visit still owes; null when all that it touched stands in the log. */
export function owedBy({ visit }: Visitor): Access | null {
  if (!visit?.event) return null
  const clientIds = [...visit.clientIds].filter((id) => !visit.written?.has(id))
  return visit.written && clientIds.length === 0 ? null : lineOf(visit, visit.event, clientIds)
}

/** What is owed is stored. */
export function settle({ visit }: Visitor, line: Access | null): void {
  if (visit && line) visit.written = new Set([...(visit.written ?? []), ...(line.clientIds ?? [])])
}

/** Writes what the visit owes, last in the transaction that it is about. */
export async function recordVisit(tx: Db, visitor: Visitor): Promise<Access | null> {
  const owed = owedBy(visitor)
  if (owed) await recordAccess(tx, { organisationId: visitor.visit!.organisationId, ...owed })
  return owed
}

/** The line of a visit that came to nothing. */
export function inVain(visit: Visit, outcome: Exclude<Outcome, 'succeeded'>): Access {
  return { ...lineOf(visit, visit.event ?? 'desk.used', [...visit.clientIds]), outcome }
}

function lineOf(visit: Visit, event: Event, clientIds: string[]): Access {
  const { actor, address, requestId, objectKind, objectId, isEmergency, now } = visit
  return {
    event,
    actor,
    source: 'desk',
    clientIds,
    objectKind,
    objectId,
    address,
    requestId,
    isEmergency,
    at: now(),
  }
}
