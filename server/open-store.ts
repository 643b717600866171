import { openPglite, openPostgres, type Database } from '../db/client.ts'
import type { Config } from './config.ts'
import { masterKeyFrom } from './master-key.ts'
import { openKeys } from './privacy/open-keys.ts'
import type { Store } from './store.ts'

/** Opens what the settings name: the database, migrated, and the master key; tells of a key that was made now. */
export async function openStore(
  config: Config,
  tell: (sentence: string) => void = () => {},
): Promise<{ database: Database; store: Store }> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openPglite(config.dataDir)
  try {
    const masterKey = await masterKeyFrom(config, tell)
    await openKeys(database.db, masterKey)
    return { database, store: { db: database.db, bus: database.bus, masterKey } }
  } catch (error) {
    await database.close()
    throw error
  }
}
