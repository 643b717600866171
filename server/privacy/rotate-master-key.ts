import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { dataKeys } from '../../db/schema.ts'
import { newSecret, opensWith, unwrap, wrap, type MasterKey } from '../../db/sealing.ts'
import type { Administered, Command, Print } from '../admin/commands.ts'
import { masterKeyFile, previousKeyFile, writeKeyOnce } from '../master-key.ts'
import { ownerOf } from './data-keys.ts'

const BY_SETTING = `MASTER_KEY is a setting, so it is changed in the settings first:
  1. Make a new key (openssl rand -base64 32) and back it up apart from the database.
  2. Give every server MASTER_KEY=<the new one> and PREVIOUS_MASTER_KEY=<the old one>, and start them anew one by one.
  3. Give this command again: it wraps every key with the new one.
  4. Take PREVIOUS_MASTER_KEY out of the settings, and start the servers anew one by one.`

const SEVERAL_SERVERS = `Several servers may share this PostgreSQL, and each would need the new key before this command uses it.
If this is the only one, add --only-server. Otherwise set MASTER_KEY on every server to what is in master.key now,
start them anew, and give this command again: it then says how to go on.`

export const rotateMasterKeyCommand: Command = {
  describe: 'wraps every key with a new master key; on several servers it says what to set first',
  takes: '[--only-server]',
  async run(store, args, print) {
    const { values } = parseArgs({ args, options: { 'only-server': { type: 'boolean', default: false } } })
    if (store.config.masterKey) return changedBySetting(store, print)
    if (store.config.databaseUrl && !values['only-server']) throw new Error(SEVERAL_SERVERS)
    return changedInFolder(store, print)
  },
}

async function changedBySetting({ db, masterKey }: Administered, print: Print): Promise<void> {
  if (!masterKey.previous) throw new Error(BY_SETTING)
  await rewrapAll(db, masterKey, print)
  print('Take PREVIOUS_MASTER_KEY out of the settings of every server, and start them anew one by one.')
}

/**
 * The new key first stands beside the old one, in the folder and in this process; when it was cut off, the next start
 * opens with both, and the next run of the command ends it.
 */
async function changedInFolder(
  { db, masterKey, config: { dataDir } }: Administered,
  print: Print,
): Promise<void> {
  const isBegun = masterKey.previous !== null && !isSame(masterKey.previous, masterKey.current)
  if (isBegun) print('A change of the master key was begun earlier: going on with it')
  else {
    await writeKeyOnce(previousKeyFile(dataDir), masterKey.current)
    const secret = newSecret()
    const draft = `${masterKeyFile(dataDir)}.${randomUUID()}`
    await writeKeyOnce(draft, secret)
    // In the folder before anything can be wrapped with it.
    await rename(draft, masterKeyFile(dataDir))
    masterKey.previous = masterKey.current
    masterKey.current = secret
  }
  await rewrapAll(db, masterKey, print)
  await rm(previousKeyFile(dataDir), { force: true })
  masterKey.previous = null
  print(`The master key in ${masterKeyFile(dataDir)} is new. Back it up now, apart from the database.`)
  print('Keep the old one for as long as you keep backups of the database from before this moment.')
}

const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b)

/** Wraps with the newest master key what the one before it wrapped; what is wrapped with it already stays. */
export async function rewrapAll(db: Db, masterKey: MasterKey, print: Print): Promise<void> {
  let anew = 0
  for (;;) {
    const rows = await db.select().from(dataKeys).where(isNotNull(dataKeys.wrappedKey))
    const old = rows.filter(
      ({ organisationId, kind, version, wrappedKey }) =>
        !opensWith(masterKey.current, ownerOf(organisationId, kind, version), wrappedKey!),
    )
    if (old.length === 0) {
      print(`${anew} keys were wrapped anew; all ${rows.length} open with the new master key alone`)
      break
    }
    for (const { id, organisationId, kind, version, wrappedKey } of old) {
      const owner = ownerOf(organisationId, kind, version)
      const wrapped = wrap(masterKey, owner, unwrap(masterKey, owner, wrappedKey!))
      // One that was retired or wrapped by another run meanwhile is left as it is.
      const isStill = and(eq(dataKeys.id, id), eq(dataKeys.wrappedKey, wrappedKey!))
      const done = await db.update(dataKeys).set({ wrappedKey: wrapped }).where(isStill).returning()
      anew += done.length
    }
  }
  await db.execute(sql`vacuum data_keys`)
}
