import type { Bus, Db } from '../db/client.ts'
import type { MasterKey } from '../db/sealing.ts'

/** Where everything is kept: the database, the key of the keys of its texts, and the word to other servers. */
export type Store = { db: Db; bus: Bus; masterKey: MasterKey }
