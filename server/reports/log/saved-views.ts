import { and, asc, eq } from 'drizzle-orm'
import { type Db } from '../../../db/client.ts'
import { savedViews } from '../../../db/schema.ts'
import { maskPersonalNumbers } from '../../answers/personal-numbers.ts'
import { AppError } from '../../app-error.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { asStaff } from '../../staff/as-staff.ts'

/** A selection of the contact log that somebody kept for himself. */
export type SavedView = { id: string; name: string; query: string }

export const noSuchView = () => new AppError('saved_view.not_found')
export const viewNameTaken = () => new AppError('saved_view.name_taken')
export const tooManyViews = () => new AppError('saved_view.too_many')

const MOST_VIEWS = 50
const shown = { id: savedViews.id, name: savedViews.name, query: savedViews.query }

export function savedViewsOf({ db }: Store, me: StaffMember): Promise<SavedView[]> {
  return asStaff(db, me, (tx) => ownViews(tx, me))
}

export function keepView(
  { db }: Store,
  me: StaffMember,
  { name, query }: Omit<SavedView, 'id'>,
): Promise<SavedView> {
  return asStaff(db, me, async (tx) => {
    if ((await ownViews(tx, me)).length >= MOST_VIEWS) throw tooManyViews()
    const { organisationId, staffId } = me
    const values = { organisationId, staffId, name: maskPersonalNumbers(name), query }
    const [kept] = await tx.insert(savedViews).values(values).onConflictDoNothing().returning(shown)
    if (!kept) throw viewNameTaken()
    return kept
  })
}

export function renameView({ db }: Store, me: StaffMember, id: string, written: string): Promise<SavedView> {
  const name = maskPersonalNumbers(written)
  return asStaff(db, me, async (tx) => {
    const views = await ownViews(tx, me)
    if (views.some((view) => view.name === name && view.id !== id)) throw viewNameTaken()
    const [renamed] = await tx.update(savedViews).set({ name }).where(own(me, id)).returning(shown)
    if (!renamed) throw noSuchView()
    return renamed
  })
}

export function removeView({ db }: Store, me: StaffMember, id: string): Promise<void> {
  return asStaff(db, me, async (tx) => {
    const removed = await tx.delete(savedViews).where(own(me, id)).returning(shown)
    if (removed.length === 0) throw noSuchView()
  })
}

const own = ({ staffId }: StaffMember, id: string) =>
  and(eq(savedViews.id, id), eq(savedViews.staffId, staffId))

const ownViews = (tx: Db, { staffId }: StaffMember) =>
  tx.select(shown).from(savedViews).where(eq(savedViews.staffId, staffId)).orderBy(asc(savedViews.name))
