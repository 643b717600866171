import { and, eq, inArray, isNull, sql, TransactionRollbackError } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, contacts } from '../../db/schema.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'

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
 * Who locks rows of contacts or support questions as well does this first.
 */
export function lockClients(tx: Db, ids: readonly string[]): Promise<string[]> {
  // Whose minutes count together is not a matter of who helps them; nothing of them is read.
  return beyondInvolvement(tx, (all) => lockAll(all, ids))
}

async function lockAll(tx: Db, ids: readonly string[]): Promise<string[]> {
  let known = [...new Set(ids)]
  for (;;) {
    if (known.length === 0) return known
    const { all, isWhole } = await lockedTogether(tx, known)
    if (isWhole) return known
    known = all
  }
}

/**
 * Locks the clients with who counts for them, in the order of their ids. When others turn out to count with them by
 * then, all are let go again: nobody waits for a client while he holds one that comes after him.
 */
async function lockedTogether(tx: Db, known: string[]): Promise<{ all: string[]; isWhole: boolean }> {
  let all = known
  let isWhole = false
  try {
    await tx.transaction(async (attempt) => {
      const group = () =>
        attempt
          .select({ id: clients.id, uniqueClientId: clients.uniqueClientId })
          .from(clients)
          .where(inArray(clients.id, membersOf(attempt, known)))
          .orderBy(clients.id)
      const locked = new Set((await group().for('no key update')).map(({ id }) => id))
      const now = await group()
      all = [...new Set([...known, ...now.map(({ uniqueClientId }) => uniqueClientId)])]
      isWhole = all.length === known.length && now.every(({ id }) => locked.has(id))
      if (!isWhole) attempt.rollback()
    })
  } catch (error) {
    if (!(error instanceof TransactionRollbackError)) throw error
  }
  return { all, isWhole }
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
  const { id, uniqueClientId } = clients
  const [row] = await beyondInvolvement(tx, (all) =>
    all.select({ uniqueClientId }).from(clients).where(eq(id, clientId)),
  )
  return row?.uniqueClientId ?? null
}
