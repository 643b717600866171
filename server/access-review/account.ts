import { and, desc, eq, inArray } from 'drizzle-orm'
import { accessLog, organisations, staff } from '../../db/schema.ts'
import { clientFor, nameOf } from '../clients/client.ts'
import { noteClients } from '../access-log/visit.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { linesAbout } from './filters.ts'

/** Who did what with a client's data, as it can be given to him: of staff the first name and the role. */
export type AccessAccount = {
  organisation: string
  client: { name: string | null; number: number }
  madeAt: string
  lines: AccountLine[]
}

export type AccountLine = {
  at: string
  who: { kind: 'staff' | 'client' | 'product' | 'command'; firstName: string | null; role: string | null }
  event: string
  outcome: 'succeeded' | 'refused' | 'failed'
  purpose: string
  isEmergency: boolean
}

/** All lines about a client and whoever counts as one with him, the newest first. */
export function accessAccount(
  { db, masterKey }: Store,
  me: StaffMember,
  clientId: string,
  now = new Date(),
): Promise<AccessAccount> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    const client = await clientFor(tx, clientId)
    noteClients(me, clientId)
    const key = await organisationKey(tx, masterKey, organisationId)
    const [own] = await tx.select().from(organisations).where(eq(organisations.id, organisationId))
    const rows = await tx
      .select()
      .from(accessLog)
      .where(
        and(
          eq(accessLog.organisationId, organisationId),
          inArray(accessLog.seq, linesAbout(tx, organisationId, clientId)),
        ),
      )
      .orderBy(desc(accessLog.at), desc(accessLog.seq))
    const people = await tx.select({ id: staff.id, firstName: staff.firstName }).from(staff)
    const named = new Map(people.map(({ id, firstName }) => [id, firstName]))
    return {
      organisation: own!.name,
      client: { name: nameOf(key, client), number: client.number },
      madeAt: now.toISOString(),
      lines: rows.map(({ at, actor, staffId, actorName, role, event, outcome, purpose, isEmergency }) => ({
        at: at.toISOString(),
        who: {
          kind: actor,
          firstName: (staffId && named.get(staffId)) ?? actorName?.split(' ')[0] ?? null,
          role,
        },
        event,
        outcome,
        purpose,
        isEmergency,
      })),
    }
  })
}
