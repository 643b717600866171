import { and, eq } from 'drizzle-orm'
import { signals } from '../../db/schema.ts'
import { noteClients } from '../access-log/visit.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { acuteContactsIn, type AcuteContact } from './acute-contacts.ts'
import { changesOf, type Change } from './change.ts'
import { signalsIn, withNotices, type Listed } from './list.ts'
import { sharingOf, type Sharing } from './sharing.ts'
import { noSuchSignal, readableBy } from './signal.ts'
import { asStaff } from '../staff/as-staff.ts'

/** A signal with all that was done with it, and what may be done. */
export type SignalShown = Listed & {
  changes: Change[]
  /** Whom of its zorgkantoor it can be passed on to; of all, when its region is not known. */
  contacts: AcuteContact[]
  sharing: Sharing
}

export function showSignal(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<SignalShown> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const [signal] = await signalsIn(tx, key, and(eq(signals.id, id), readableBy(me)))
    if (!signal) throw noSuchSignal()
    noteClients(me, signal.clientId)
    const [listed] = await withNotices(tx, key, me.organisationId, [signal], now)
    const contacts = await acuteContactsIn(tx)
    return {
      ...listed!,
      changes: await changesOf(tx, key, id),
      contacts: contacts.filter(
        ({ zorgkantoor }) => !signal.zorgkantoor || zorgkantoor === signal.zorgkantoor,
      ),
      sharing: await sharingOf(tx, key, signal, now),
    }
  })
}
