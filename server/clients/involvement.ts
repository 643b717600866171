import { sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { clients, emergencyAccesses } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'

/**
 * Whether this member of staff works or worked with the client, as himself or under what was merged into him, or has
 * emergency access to him. Who coordinates is there for all of them. The rule stands in the database, which holds to it too.
 */
export async function isInvolved(tx: Db, me: StaffMember, uniqueClientId: string): Promise<boolean> {
  if (me.role !== 'supporter') return true
  const [row] = await rowsOf<{ is: boolean }>(
    tx,
    sql`select ${uniqueClientId}::uuid in (${involvedWith(me)}) as "is"`,
  )
  return row!.is
}

/** The clients of the organisation of the transaction that a supporter is involved with. */
export const involvedWith = ({ staffId }: StaffMember): SQL => sql`select involved_clients(${staffId}::uuid)`

/** Whether a supporter has emergency access to the client now. */
export async function isThereInEmergency(tx: Db, me: StaffMember, uniqueClientId: string): Promise<boolean> {
  if (me.role !== 'supporter') return false
  const { clientId, staffId, endedAt, until } = emergencyAccesses
  const [row] = await rowsOf<{ is: boolean }>(
    tx,
    sql`select exists (
      select 1 from ${emergencyAccesses} join ${clients} on ${clients.id} = ${clientId}
      where ${clients.uniqueClientId} = ${uniqueClientId} and ${staffId} = ${me.staffId}
        and ${endedAt} is null and ${until} > now()
    ) as "is"`,
  )
  return row!.is
}
