import { and, asc, eq, isNull } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { acuteContacts } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { asStaff } from '../staff/as-staff.ts'

/** Whom at a zorgkantoor acute signals go to (wlz-oco-2021 bijlage-2-h1, bijlage-5-art-11). */
export type AcuteContact = {
  id: string
  zorgkantoor: string
  name: string
  phone: string | null
  email: string | null
}

export const noSuchContact = () => new AppError('acute_contact.not_found')

const shown = {
  id: acuteContacts.id,
  zorgkantoor: acuteContacts.zorgkantoor,
  name: acuteContacts.name,
  phone: acuteContacts.phone,
  email: acuteContacts.email,
}

/** Those that the zorgkantoor named and did not take back. */
export function acuteContactsIn(tx: Db): Promise<AcuteContact[]> {
  return tx
    .select(shown)
    .from(acuteContacts)
    .where(isNull(acuteContacts.removedAt))
    .orderBy(asc(acuteContacts.zorgkantoor), asc(acuteContacts.name))
}

type Wanted = Omit<AcuteContact, 'id'>

export function addAcuteContact({ db }: Store, me: StaffMember, wanted: Wanted): Promise<AcuteContact> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    const [added] = await tx
      .insert(acuteContacts)
      .values({ ...wanted, name: maskPersonalNumbers(wanted.name), organisationId })
      .returning(shown)
    return added!
  })
}

/** Takes the old one away and adds the new: whom an earlier signal was passed on to stays as he was then. */
export function changeAcuteContact(
  store: Store,
  me: StaffMember,
  id: string,
  wanted: Wanted,
  now = new Date(),
): Promise<AcuteContact> {
  return asStaff(store.db, me, async (tx) => {
    await removeAcuteContact({ ...store, db: tx }, me, id, now)
    return addAcuteContact({ ...store, db: tx }, me, wanted)
  })
}

export function removeAcuteContact(
  { db }: Store,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<void> {
  return asStaff(db, me, async (tx) => {
    const removed = await tx
      .update(acuteContacts)
      .set({ removedAt: now })
      .where(and(eq(acuteContacts.id, id), isNull(acuteContacts.removedAt)))
      .returning(shown)
    if (removed.length === 0) throw noSuchContact()
  })
}
