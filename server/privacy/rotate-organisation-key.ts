import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { and, asc, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { dataKeys, organisations } from '../../db/schema.ts'
import { newSecret, wrap, type MasterKey } from '../../db/sealing.ts'
import type { Command, Print } from '../admin/commands.ts'
import { organisationKey } from './data-keys.ts'
import type { Store } from '../store.ts'
import { ownerOf, TEXTS } from './data-keys.ts'
import { resealAll, sealedCounts } from './reseal.ts'

const LOOK_AGAIN_MS = 100
const TELL_AGAIN_MS = 10_000

export const rotateOrganisationKeyCommand: Command = {
  describe: 'gives an organisation a new key, seals all its texts with it and destroys the old one',
  takes: '--organisation SLUG | --all',
  async run(store, args, print) {
    const { values } = parseArgs({
      args,
      options: { organisation: { type: 'string' }, all: { type: 'boolean', default: false } },
    })
    const known = await store.db.select().from(organisations).orderBy(asc(organisations.slug))
    const chosen = values.all ? known : known.filter(({ slug }) => slug === values.organisation)
    if (chosen.length === 0)
      throw new Error(
        `Say which: --organisation with one of ${known.map(({ slug }) => slug).join(', ')}, or --all.`,
      )
    for (const { id, slug } of chosen) {
      print(`${slug}:`)
      await rotateOrganisationKey(store, id, (line) => print(`  ${line}`))
    }
  },
}

/**
 * Gives an organisation's texts a new key while the product runs. What a run that was cut off has begun, the next one
 * ends: every step asks the database how far it is. Two at once do the same work, each a part of it.
 */
export async function rotateOrganisationKey(
  { db, masterKey }: Pick<Store, 'db' | 'masterKey'>,
  organisationId: string,
  print: Print,
): Promise<void> {
  const version = await beginVersion(db, masterKey, organisationId, print)
  // Who read the keys before this one was there could not open what others seal with it.
  await olderTransactionsEnded(db, print)
  await db
    .update(dataKeys)
    .set({ sealsFrom: new Date() })
    .where(and(textsOf(organisationId), eq(dataKeys.version, version), isNull(dataKeys.sealsFrom)))
  // Who read the keys before it sealed goes on sealing with the old one until his transaction ends.
  await olderTransactionsEnded(db, print)
  await resealUntilDone(db, masterKey, organisationId, version, print)
  await retireBefore(db, organisationId, version, print)
}

const textsOf = (organisationId: string) =>
  and(eq(dataKeys.organisationId, organisationId), eq(dataKeys.kind, TEXTS))

/** The version to go to: the one that an earlier run began, else a new one, which opens but does not seal yet. */
async function beginVersion(
  db: Db,
  masterKey: MasterKey,
  organisationId: string,
  print: Print,
): Promise<number> {
  const rows = await db.select().from(dataKeys).where(textsOf(organisationId)).orderBy(desc(dataKeys.version))
  const newest = rows[0]!
  if (rows.filter(({ retiredAt }) => !retiredAt).length > 1) {
    print(`version ${newest.version} was begun earlier: going on with it`)
    return newest.version
  }
  const version = newest.version + 1
  const wrappedKey = wrap(masterKey, ownerOf(organisationId, TEXTS, version), newSecret())
  await db.insert(dataKeys).values({ organisationId, kind: TEXTS, version, wrappedKey }).onConflictDoNothing()
  print(`version ${version} of the key was made`)
  return version
}

/** Resolves when every transaction has ended that is going on now. The embedded database does one at a time. */
async function olderTransactionsEnded(db: Db, print: Print): Promise<void> {
  const [now] = await rowsOf<{ at: string }>(db, sql`select clock_timestamp()::text as at`)
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const [row] = await rowsOf<{ many: number }>(
      db,
      sql`select count(*)::int as many from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
          and xact_start <= ${now!.at}::timestamptz`,
    )
    if (row!.many === 0) return
    if (waited > 0 && waited % TELL_AGAIN_MS === 0)
      print(`waiting for ${row!.many} that began before (a backup or a report, perhaps)`)
    await sleep(LOOK_AGAIN_MS)
  }
}

/** Again and again, for what somebody had in hand is passed over. */
async function resealUntilDone(
  db: Db,
  masterKey: MasterKey,
  organisationId: string,
  version: number,
  print: Print,
): Promise<void> {
  const key = await organisationKey(db, masterKey, organisationId)
  for (;;) {
    await resealAll(db, organisationId, key, (column, many) => print(`${column}: ${many} sealed anew`))
    const counts = await sealedCounts(db, organisationId)
    if (counts.every((count) => count.version === version)) {
      for (const { column, many } of counts)
        print(`${column}: all ${many} are sealed with version ${version}`)
      return
    }
    await sleep(LOOK_AGAIN_MS)
  }
}

/** Destroys the old keys. When each was in use stays; on PostgreSQL what it was is taken out of the file too. */
async function retireBefore(db: Db, organisationId: string, version: number, print: Print): Promise<void> {
  const retired = await db
    .update(dataKeys)
    .set({ wrappedKey: null, retiredAt: new Date() })
    .where(and(textsOf(organisationId), lt(dataKeys.version, version), isNull(dataKeys.retiredAt)))
    .returning()
  await db.execute(sql`vacuum data_keys`)
  for (const row of retired) print(`version ${row.version} was destroyed: nothing is sealed with it any more`)
}
