import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { signals } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { clientFor } from '../clients/client.ts'
import { consentOf, consentsOf, type ConsentLack } from '../clients/consents.ts'
import type { Signal } from './signal.ts'

/** Whether the zorgkantoor may be told whom a signal is about; without that only what leads to nobody (art-14). */
export type Sharing =
  | { isAllowed: true; consentId: string; givenOn: string }
  | { isAllowed: false; why: ConsentLack | 'no_client' }

export async function sharingOf(tx: Db, key: Key, { id }: Signal, now: Date): Promise<Sharing> {
  const [row] = await tx.select({ clientId: signals.clientId }).from(signals).where(eq(signals.id, id))
  if (!row?.clientId) return { isAllowed: false, why: 'no_client' }
  const client = await clientFor(tx, row.clientId)
  const { giver, lack } = await consentOf(tx, key, client, 'zorgkantoor', now)
  if (lack) return { isAllowed: false, why: lack }
  const today = todayInAmsterdam(now)
  const valid = (await consentsOf(tx, client)).find(
    ({ purpose, givenBy, isFormOnFile, withdrawnOn }) =>
      purpose === 'zorgkantoor' &&
      givenBy === giver &&
      isFormOnFile &&
      (withdrawnOn === null || withdrawnOn > today),
  )
  return { isAllowed: true, consentId: valid!.id, givenOn: valid!.givenOn }
}
