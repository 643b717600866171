import { asc, eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { cannedReplies } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { asStaff } from '../staff/as-staff.ts'

export type CannedReply = { id: string; shortcut: string; title: string; text: string }

export const noSuchReply = () => new AppError('canned_reply.not_found')
export const shortcutTaken = () => new AppError('canned_reply.shortcut_taken')

const shown = {
  id: cannedReplies.id,
  shortcut: cannedReplies.shortcut,
  title: cannedReplies.title,
  text: cannedReplies.text,
}

/** The texts that the supporters of the organisation of the transaction use often. */
export function cannedRepliesIn(tx: Db): Promise<CannedReply[]> {
  return tx.select(shown).from(cannedReplies).orderBy(asc(cannedReplies.shortcut))
}

type Written = Omit<CannedReply, 'id'>

const masked = (written: Written): Written => ({ ...written, text: maskPersonalNumbers(written.text) })

export function addCannedReply({ db }: Store, me: StaffMember, written: Written): Promise<CannedReply> {
  return asStaff(db, me, async (tx) => {
    const [added] = await tx
      .insert(cannedReplies)
      .values({ ...masked(written), organisationId: me.organisationId })
      .onConflictDoNothing()
      .returning(shown)
    if (!added) throw shortcutTaken()
    return added
  })
}

export function changeCannedReply(
  { db }: Store,
  me: StaffMember,
  id: string,
  written: Written,
): Promise<CannedReply> {
  return asStaff(db, me, async (tx) => {
    const others = await tx
      .select(shown)
      .from(cannedReplies)
      .where(eq(cannedReplies.shortcut, written.shortcut))
    if (others.some((other) => other.id !== id)) throw shortcutTaken()
    const [changed] = await tx
      .update(cannedReplies)
      .set(masked(written))
      .where(eq(cannedReplies.id, id))
      .returning(shown)
    if (!changed) throw noSuchReply()
    return changed
  })
}

export function removeCannedReply({ db }: Store, me: StaffMember, id: string): Promise<void> {
  return asStaff(db, me, async (tx) => {
    const removed = await tx.delete(cannedReplies).where(eq(cannedReplies.id, id)).returning(shown)
    if (removed.length === 0) throw noSuchReply()
  })
}
