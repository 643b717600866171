import { todayInAmsterdam } from '../calendar-day.ts'
import { isInvolved } from '../clients/involvement.ts'
import { noteClients } from '../access-log/visit.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { proposedInstead, type Proposal } from './fitting.ts'
import { dayIn, type DayOfContact } from './ledger.ts'
import { uniqueClientOf } from './turn.ts'
import { asStaff } from '../staff/as-staff.ts'

export type AskedDay = {
  at: Date
  clientId: string | null
  /** A contact that is being changed: its own minutes do not count against it. */
  except?: string | undefined
  topic?: string | undefined
  supportQuestionId?: string | undefined
}

/** What a form has to know of the day of a contact, with what the minutes over the 30 most likely fall under. */
export type DayForForm = DayOfContact & { instead: Proposal | null }

export function dayOfContact(
  { db }: Store,
  me: StaffMember,
  { at, clientId, except, topic, supportQuestionId }: AskedDay,
): Promise<DayForForm> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    noteClients(me, clientId)
    const day = await dayIn(tx, organisationId, {
      day: todayInAmsterdam(at),
      clientId,
      ...(except && { except }),
    })
    const uniqueClientId = clientId && (await uniqueClientOf(tx, clientId))
    // What he was helped with before is in his file; the minutes are not.
    const isOpen = uniqueClientId !== null && (await isInvolved(tx, me, uniqueClientId))
    const instead = await proposedInstead(tx, day.agreement?.id ?? null, {
      uniqueClientId: isOpen ? uniqueClientId : null,
      supportQuestionId: (isOpen && supportQuestionId) || null,
      asked: topic ? [topic] : [],
    })
    return { ...day, instead }
  })
}
