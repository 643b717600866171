import type { Engine } from '../answers/engine.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { acuteContactsIn, type AcuteContact } from './acute-contacts.ts'
import { categoriesIn, type Category } from './categories.ts'
import { regionsOn, type Agreement, type Region } from './regions.ts'
import { asStaff } from '../staff/as-staff.ts'

/** What can be chosen from when a signal of that day is written down. */
export type Choices = {
  categories: Category[]
  acuteContacts: AcuteContact[]
  agreement: Agreement | null
  regions: Region[]
}

export function choicesFor({ db }: Store, me: StaffMember, engine: Engine, day: string): Promise<Choices> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => ({
    categories: await categoriesIn(tx, organisationId),
    acuteContacts: await acuteContactsIn(tx),
    ...(await regionsOn(tx, engine, day)),
  }))
}
