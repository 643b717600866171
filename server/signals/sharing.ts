import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { signals } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { clientFor } from '../clients/client.ts'
import { consentFor, type ConsentLack } from '../clients/consents.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { Signal } from './signal.ts'

/** Whether the zorgkantoor may be told whom a signal is about; without that only what leads to nobody (art-14). */
export type Sharing =
  | { isAllowed: true; consentId: string; givenOn: string }
  | { isAllowed: false; why: ConsentLack | 'no_client' }

export async function sharingOf(
  tx: Db,
  key: Key,
  { id }: Signal,
  now: Date,
  hold?: 'hold',
): Promise<Sharing> {
  const [row] = await tx.select({ clientId: signals.clientId }).from(signals).where(eq(signals.id, id))
  if (!row?.clientId) return { isAllowed: false, why: 'no_client' }
  const { clientId } = row
  // Who wrote the signal may have no part in its client any more; whether there is consent is all that he learns.
  const consent = await beyondInvolvement(tx, async (all) => {
    const client = await clientFor(all, clientId)
    return client.erasedAt ? null : consentFor(all, key, client, 'zorgkantoor', now, hold)
  })
  if (!consent) return { isAllowed: false, why: 'no_client' }
  if (!consent.isGiven) return { isAllowed: false, why: consent.lack }
  return { isAllowed: true, consentId: consent.consentId, givenOn: consent.givenOn }
}
