import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, contacts } from '../../db/schema.ts'

const ledgerOf = (organisationId: string) => sql`hashtextextended(${`ledger of ${organisationId}`}, 0)`

/** Holds off whoever changes what counts for the whole organisation until this transaction has ended. */
export async function besideOthers(tx: Db, organisationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${ledgerOf(organisationId)})`)
}

/** Waits until nobody registers anything in the organisation, and holds everybody off until this transaction has ended. */
export async function aloneInLedger(tx: Db, organisationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${ledgerOf(organisationId)})`)
}

/**
 * Locks the unique clients, so that of two changes at once the second sees the first. A client who was merged or
 * parted in the meantime brings the one he counts for along. The unique clients whose minutes may have changed.
 */
export async function lockClients(tx: Db, ids: readonly string[]): Promise<string[]> {
  let known = [...new Set(ids)]
  for (;;) {
    if (known.length === 0) return known
    const group = await tx
      .select({ id: clients.id, uniqueClientId: clients.uniqueClientId })
      .from(clients)
      .where(inArray(clients.id, membersOf(tx, known)))
      .orderBy(clients.id)
      .for('no key update')
    if (group.length === 0) return []
    const all = new Set([...known, ...group.map(({ uniqueClientId }) => uniqueClientId)])
    if (all.size === known.length) return known
    known = [...all]
  }
}

/** Who is meant: these clients, who counts for them, and whose contacts were counted for them until now. */
function membersOf(tx: Db, ids: string[]) {
  const { id, uniqueClientId } = clients
  const counted = and(inArray(contacts.uniqueClientId, ids), isNull(contacts.replacedAt))
  return tx
    .select({ id })
    .from(clients)
    .where(inArray(id, ids))
    .union(tx.select({ id }).from(clients).where(inArray(uniqueClientId, ids)))
    .union(
      tx
        .select({ id: sql<string>`${contacts.clientId}` })
        .from(contacts)
        .where(counted),
    )
}

/** Whose minutes count for whom: the unique client of each of these clients. */
export async function uniqueClientOf(tx: Db, clientId: string): Promise<string | null> {
  const [row] = await tx
    .select({ uniqueClientId: clients.uniqueClientId })
    .from(clients)
    .where(eq(clients.id, clientId))
  return row?.uniqueClientId ?? null
}
