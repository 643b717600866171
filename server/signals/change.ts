import { and, desc, eq } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { signalChanges, signals } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { AppError } from '../app-error.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { noteClients } from '../access-log/visit.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchSignal, readableBy, textsOf, type SignalTexts } from './signal.ts'
import { rowOf, type Written } from './written.ts'
import { asStaff } from '../staff/as-staff.ts'

/** What a signal said until it was changed. */
export type Change = { changedBy: string | null; changedAt: string; before: Before }
export type Before = SignalTexts & {
  categoryId: string
  observedOn: string
  region: string | null
  acuteAt: string | null
  clientId: string | null
}

const changedMeanwhile = () => new AppError('signal.changed_meanwhile')

const placeOf = (signalId: string) => `signals/${signalId}/change`

/** Changes a signal, and keeps what it said. `changedAt` is the change that its writer had before him. */
export function changeSignal(
  store: Store,
  me: StaffMember,
  engine: Engine,
  id: string,
  { changedAt, ...written }: Written & { changedAt: string | null },
  now = new Date(),
): Promise<void> {
  const { organisationId, staffId } = me
  return asStaff(store.db, me, async (tx) => {
    const mine = and(eq(signals.id, id), readableBy(me))
    const [before] = await tx.select().from(signals).where(mine).for('update')
    if (!before) throw noSuchSignal()
    noteClients(me, before.clientId)
    if ((before.changedAt?.toISOString() ?? null) !== changedAt) throw changedMeanwhile()
    const key = await organisationKey(tx, store.masterKey, organisationId)
    const row = await rowOf({ store, tx, key, engine, me, now }, id, written, before)
    await tx.insert(signalChanges).values({
      organisationId,
      signalId: id,
      changedBy: staffId,
      changedAt: now,
      sealedBefore: seal(key, placeOf(id), JSON.stringify(saidBy(before, key))),
    })
    await tx
      .update(signals)
      .set({ ...row, changedAt: now })
      .where(eq(signals.id, id))
  })
}

function saidBy(signal: typeof signals.$inferSelect, key: Key): Before {
  const { categoryId, observedOn, region, acuteAt, clientId } = signal
  const acuteSince = acuteAt?.toISOString() ?? null
  return { ...textsOf(signal, key), categoryId, observedOn, region, acuteAt: acuteSince, clientId }
}

/** What the signal said before, the last change first. */
export async function changesOf(tx: Db, key: Key, signalId: string): Promise<Change[]> {
  const rows = await tx
    .select()
    .from(signalChanges)
    .where(eq(signalChanges.signalId, signalId))
    .orderBy(desc(signalChanges.changedAt))
  return rows.map(({ changedBy, changedAt, sealedBefore }) => ({
    changedBy,
    changedAt: changedAt.toISOString(),
    before: JSON.parse(unseal(key, placeOf(signalId), sealedBefore)) as Before,
  }))
}
