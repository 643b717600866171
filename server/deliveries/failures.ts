import { and, asc, eq, isNotNull, sql } from 'drizzle-orm'
import { deliveries } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import type { Store } from '../store.ts'
import { OUTBOX_FILLED } from './deliver.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'

/** A message that did not reach the client, and why. */
export type FailedDelivery = {
  id: number
  conversationId: string
  seq: number
  failure: string | null
  attempts: number
  createdAt: Date
}

export const notFailed = () => new AppError('delivery.not_failed')

/** The messages of an organisation that did not arrive, oldest first. */
export function failedDeliveries({ db }: Store, me: StaffMember): Promise<FailedDelivery[]> {
  return asStaff(db, me, async (tx) => {
    const rows = await tx
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.state, 'failed'), isNotNull(deliveries.seq)))
      .orderBy(asc(deliveries.id))
    return rows.map(({ id, conversationId, seq, failure, attempts, createdAt }) => ({
      id,
      conversationId: conversationId!,
      seq: seq!,
      failure,
      attempts,
      createdAt,
    }))
  })
}

/** Sends a failed message once more, from the part that did not arrive; of two who ask it at once one is refused. */
export async function resend({ db, bus }: Store, me: StaffMember, id: number): Promise<void> {
  const again = await asStaff(db, me, (tx) =>
    tx
      .update(deliveries)
      .set({ state: 'pending', attempts: 0, dueAt: sql`now()`, failure: null })
      .where(and(eq(deliveries.id, id), eq(deliveries.state, 'failed')))
      .returning({ telegramChatId: deliveries.telegramChatId }),
  )
  if (again.length === 0) throw notFailed()
  bus.tell(OUTBOX_FILLED, again[0]!.telegramChatId)
}
