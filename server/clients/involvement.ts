import { and, eq, inArray, isNull, not, or, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { clients, contacts, conversations, steps } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'

/**
 * Whether this member of staff works or worked with the client, as himself or under what was merged into him: who made
 * him, registered a contact with him, or has or had his conversation. Who coordinates is there for all of them.
 */
export async function isInvolved(tx: Db, me: StaffMember, uniqueClientId: string): Promise<boolean> {
  if (me.role !== 'supporter') return true
  const isHe = eq(clients.uniqueClientId, uniqueClientId)
  const isOfHim = eq(contacts.uniqueClientId, uniqueClientId)
  const [row] = await rowsOf<{ is: boolean }>(
    tx,
    sql`select exists (select 1 from ${clients} where ${isHe} and ${madeBy(me)})
      or exists (select 1 from ${contacts} where ${isOfHim} and ${registeredBy(me)})
      or exists (
        select 1 from ${clients} join ${conversations} on ${conversations.clientId} = ${clients.id}
        where ${isHe} and ${hadBy(me)}
      ) as "is"`,
  )
  return row!.is
}

/** The unique clients of the organisation of the transaction that a supporter is involved with. */
export function involvedWith(me: StaffMember): SQL {
  return sql`
    select ${clients.uniqueClientId} from ${clients} where ${madeBy(me)}
    union select ${contacts.uniqueClientId} from ${contacts} where ${registeredBy(me)}
    union select ${clients.uniqueClientId} from ${clients}
      join ${conversations} on ${conversations.clientId} = ${clients.id} where ${hadBy(me)}`
}

const madeBy = ({ staffId }: StaffMember) => eq(clients.createdBy, staffId)

const registeredBy = ({ staffId }: StaffMember) =>
  and(
    isNull(contacts.replacedAt),
    not(contacts.isRemoved),
    or(eq(contacts.supporterId, staffId), eq(contacts.recordedBy, staffId)),
  )

/** Who took a conversation up, or was given it. */
function hadBy({ staffId }: StaffMember): SQL | undefined {
  const taken = and(eq(steps.kind, 'claimed'), eq(steps.staffId, staffId))
  const given = and(eq(steps.kind, 'transferred'), sql`${steps.concerns} @> array[${staffId}]::uuid[]`)
  const had = sql`(select ${steps.conversationId} from ${steps} where ${steps.conversationId} = ${conversations.id} and (${taken} or ${given}))`
  return or(eq(conversations.supporterId, staffId), inArray(conversations.id, had))
}
