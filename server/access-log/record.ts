import type { Db } from '../../db/client.ts'
import { accessLog, type accessOutcome } from '../../db/schema.ts'
import { events, type Event } from './events.ts'

export type Outcome = (typeof accessOutcome.enumValues)[number]

export type Source = 'desk' | 'chat' | 'telegram' | 'server' | 'command'

/** Who did it. Of a client or carer nothing is written but which conversation or file it is about. */
export type AccessActor =
  | { kind: 'staff'; staffId: string | null; name: string; role: string | null }
  | { kind: 'client' }
  | { kind: 'product' }
  | { kind: 'command' }

/** One line, as far as whoever writes it has to say. */
export type Access = {
  event: Event
  actor: AccessActor
  source: Source
  clientIds?: string[]
  objectKind?: string | null
  objectId?: string | null
  outcome?: Outcome
  isEmergency?: boolean
  address?: string | null
  requestId?: string | null
  responsibleStaffId?: string | null
  at?: Date
}

/**
 * Writes a line in the transaction of what it tells of; without the line that does not happen either. Last in the
 * transaction: whoever else writes in this organisation's log waits until it is stored.
 */
export async function recordAccess(
  tx: Db,
  { organisationId, ...access }: Access & { organisationId: string },
): Promise<void> {
  const [action, objectKind, purpose] = events[access.event]
  const { event, actor, source, at } = access
  const isStaff = actor.kind === 'staff'
  await tx.insert(accessLog).values({
    organisationId,
    event,
    action,
    outcome: access.outcome ?? 'succeeded',
    actor: actor.kind,
    staffId: isStaff ? actor.staffId : null,
    actorName: isStaff ? actor.name : null,
    role: isStaff ? actor.role : null,
    responsibleStaffId: access.responsibleStaffId ?? (isStaff ? actor.staffId : null),
    purpose,
    clientIds: [...new Set(access.clientIds)].toSorted(),
    objectKind: access.objectKind ?? objectKind,
    objectId: access.objectId ?? null,
    address: access.address ?? null,
    source,
    requestId: access.requestId ?? null,
    isEmergency: access.isEmergency ?? false,
    at: at ?? new Date(),
  })
}
