import { eq } from 'drizzle-orm'
import { accounting } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { reckonAll } from './reckon.ts'
import { aloneInLedger } from './turn.ts'
import { asStaff } from '../staff/as-staff.ts'

/** How the organisation counts what the assistant does alone. */
export type AssistantCounts = { isAssistantDeclarable: boolean }

export function assistantCounts({ db }: Store, me: StaffMember): Promise<AssistantCounts> {
  return asStaff(db, me, async (tx) => {
    const [row] = await tx.select().from(accounting).where(eq(accounting.organisationId, me.organisationId))
    return { isAssistantDeclarable: row?.isAssistantDeclarable ?? false }
  })
}

/** Sets whether the assistant's minutes count as declared, also those of contacts that were registered before. */
export function setAssistantCounts(
  { db }: Store,
  me: StaffMember,
  { isAssistantDeclarable }: AssistantCounts,
): Promise<void> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    await aloneInLedger(tx, organisationId)
    await tx
      .insert(accounting)
      .values({ organisationId, isAssistantDeclarable })
      .onConflictDoUpdate({ target: accounting.organisationId, set: { isAssistantDeclarable } })
    await reckonAll(tx, organisationId)
  })
}
