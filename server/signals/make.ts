import { randomUUID } from 'node:crypto'
import { signals } from '../../db/schema.ts'
import { noteClients, noteObject } from '../access-log/visit.ts'
import type { Engine } from '../answers/engine.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { rowOf, type Written } from './written.ts'
import { asStaff } from '../staff/as-staff.ts'

/** Writes down a signal or a complaint; gives its id. */
export function makeSignal(
  store: Store,
  me: StaffMember,
  engine: Engine,
  written: Written,
  now = new Date(),
): Promise<string> {
  const { organisationId } = me
  return asStaff(store.db, me, async (tx) => {
    const key = await organisationKey(tx, store.masterKey, organisationId)
    const id = randomUUID()
    const row = await rowOf({ store, tx, key, engine, me, now }, id, written, null)
    await tx.insert(signals).values({ ...row, id, organisationId, madeBy: me.staffId, madeAt: now })
    noteObject(me, 'signal', id)
    noteClients(me, row.clientId)
    return id
  })
}
