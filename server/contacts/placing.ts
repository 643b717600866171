import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { bindings, clients } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { bindingOn, type Binding } from '../conversations/bindings.ts'
import { clientErased, clientFor, noSuchClient } from '../clients/client.ts'
import { regionFor } from '../clients/municipality.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'

/** What binds the organisation's clients, and when. */
export async function bindingsIn(tx: Db, organisationId: string): Promise<Binding[]> {
  const rows = await tx.select().from(bindings).where(eq(bindings.organisationId, organisationId))
  return rows.map(({ agreementId, bindsFrom: from, bindsTo: to }) => ({ agreementId, from, to }))
}

/** Where a contact belongs: the agreement of its day, and by that agreement's list the region of the municipality. */
export type Placed = {
  agreementId: string | null
  municipality: string | null
  region: string | null
  zorgkantoor: string | null
}

/** The client's place of residence decides the region (wlz-oco-2021 art-4). */
export function placed(
  engine: Engine,
  known: readonly Binding[],
  day: string,
  municipality: string | null,
): Placed {
  const place = regionFor(engine, known, day, municipality)
  return {
    agreementId: bindingOn(day, known),
    municipality,
    region: place?.region ?? null,
    zorgkantoor: place?.zorgkantoor ?? null,
  }
}

/**
 * The client with this id in the organisation of the transaction; throws when there is none. Whoever helped somebody
 * registers it, also the first time: of him this opens where he lives and for whom he counts, which place the contact.
 */
export async function requireClient(tx: Db, clientId: string) {
  const { id, uniqueClientId, municipality } = clients
  const [client] = await beyondInvolvement(tx, (all) =>
    all.select({ id, uniqueClientId, municipality }).from(clients).where(eq(id, clientId)),
  )
  if (!client) throw noSuchClient()
  return client
}

/** Throws when the client's file was erased: nothing is written about him any more. */
export async function requireFile(tx: Db, clientId: string): Promise<void> {
  const client = await beyondInvolvement(tx, (all) => clientFor(all, clientId))
  if (client.erasedAt) throw clientErased(client)
}
