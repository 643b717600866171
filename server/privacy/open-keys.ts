import { isNotNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { dataKeys, organisations } from '../../db/schema.ts'
import { unwrap, type MasterKey } from '../../db/sealing.ts'
import { addKey, deriveFromFirst, installationKeys, ownerOf } from './data-keys.ts'

const DOES_NOT_FIT = `The master key is not the one that this database was made with, so nothing that clients wrote can be read.
Put the old master.key back in DATA_DIR, or set MASTER_KEY; several servers on one database need the same MASTER_KEY.
While the master key is being changed: set PREVIOUS_MASTER_KEY to the one before it.
Without the old key the texts cannot be brought back; see "The master key" in README.md.`

/**
 * Makes sure that the master key opens every key in the database, and that all there have to be are there; throws a
 * sentence that says what to do otherwise: better no start than a broken one.
 */
export async function openKeys(db: Db, masterKey: MasterKey): Promise<void> {
  await db.transaction(async (tx) => {
    await requireFitting(tx, masterKey)
    // What was derived from the master key so far is kept: another master key leaves it as it is.
    for (const [purpose, secret] of masterKey.derived) await addKey(tx, masterKey, null, purpose, secret)
    masterKey.derived = await installationKeys(tx, masterKey)
    for (const { id } of await tx.select({ id: organisations.id }).from(organisations))
      await deriveFromFirst(tx, masterKey, id)
  })
}

async function requireFitting(tx: Db, masterKey: MasterKey): Promise<void> {
  const rows = await tx.select().from(dataKeys).where(isNotNull(dataKeys.wrappedKey))
  for (const { organisationId, kind, version, wrappedKey } of rows) {
    try {
      unwrap(masterKey, ownerOf(organisationId, kind, version), wrappedKey!)
    } catch (error) {
      throw new Error(DOES_NOT_FIT, { cause: error })
    }
  }
}
