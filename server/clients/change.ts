import { eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { clients } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { clientFor, lockedRoots, requireInvolved, sealedOf, toldOf, type Client } from './client.ts'
import { cleaned, inTurn, openOf, requireAbout, type About } from './create.ts'
import { identityOf, indexClient } from './terms.ts'
import { clientExists, knownAs } from './variants.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

/** Brings what was registered for these unique clients up to date, in the same transaction. */
export type Reckon = (tx: Db, organisationId: string, uniqueClientIds: string[]) => Promise<void>

/** Changes what is named of a client. His name with his day of birth stays his alone: else `client.exists`. */
export function changeClient(
  { db, masterKey }: Store,
  me: StaffMember,
  { engine, reckon }: { engine: Engine; reckon: Reckon },
  id: string,
  changes: Partial<About>,
  now = new Date(),
): Promise<void> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    await requireInvolved(tx, me, id)
    const key = await organisationKey(tx, masterKey, organisationId)
    await inTurn(tx, organisationId)
    await lockedRoots(tx, [id])
    const before = await clientFor(tx, id)
    const told = toldOf(key, before)
    const about: About = cleaned(engine, { ...openOf(before), ...told, ...changes })
    requireAbout(about, now)
    // Whose name it is already, whoever helps him: no client is registered twice.
    const known = await beyondInvolvement(tx, (all) => knownAs(all, key, about))
    if (known && known.id !== id) throw clientExists(known)
    await tx
      .update(clients)
      .set({
        ...openOf(about),
        ...sealedOf(key, id, about),
        identity: identityOf(key, about),
        changedAt: now,
      })
      .where(eq(clients.id, id))
    const isRenamed = about.name !== told.name || about.birthDate !== told.birthDate
    if (isRenamed) await indexClient(tx, key, { id, organisationId }, about)
    if (changesCount(before, about)) await reckon(tx, organisationId, [before.uniqueClientId])
  })
}

/** Whether his contacts can be declared hangs on his law and his indication. */
const changesCount = (before: Client, after: About) =>
  before.law !== after.law ||
  before.indicationFrom !== after.indicationFrom ||
  before.indicationUntil !== after.indicationUntil
