import { and, eq, isNotNull, isNull, sql, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { rowsOf, type Db } from '../../db/client.ts'
import { dataKeys } from '../../db/schema.ts'
import {
  derivedFor,
  newSecret,
  ORGANISATION_PURPOSES,
  unwrap,
  wrap,
  type Key,
  type MasterKey,
  type Secret,
} from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'

export const TEXTS = 'texts'

/** Who a wrapped key belongs to: bound to it, so that it opens nowhere else. */
export function ownerOf(organisationId: string | null, kind: string, version: number): string {
  // The first versions were made before there were others.
  if (organisationId && kind === TEXTS && version === 1) return organisationId
  return `${organisationId ?? 'the installation'} ${kind} ${version}`
}

/** The wrapped keys of an organisation, as one column of a query about something of that organisation. */
export function wrappedKeysOf(organisationId: AnyPgColumn | SQL): SQL<string> {
  const { kind, version, sealsFrom, wrappedKey } = dataKeys
  return sql<string>`(
    select string_agg(concat_ws(':', ${kind}, ${version}, case when ${sealsFrom} is null then 'opens' else 'seals' end, encode(${wrappedKey}, 'hex')), ',' order by ${kind}, ${version})
    from ${dataKeys} where ${dataKeys.organisationId} = ${organisationId} and ${wrappedKey} is not null
  )`
}

/** The key of an organisation's texts, within a transaction. */
export async function organisationKey(tx: Db, masterKey: MasterKey, organisationId: string): Promise<Key> {
  const [row] = await rowsOf<{ wrapped: string | null }>(
    tx,
    sql`select ${wrappedKeysOf(sql`${organisationId}::uuid`)} as wrapped`,
  )
  if (!row?.wrapped) throw new AppError('organisation.not_found')
  return keyFrom(masterKey, organisationId, row.wrapped)
}

/** Keys that were unwrapped before: every transaction needs one, and there are as many as organisations. */
const known = new WeakMap<MasterKey, Map<string, { wrapped: string; key: Key }>>()

/** The key that was read by `wrappedKeysOf`. */
export function keyFrom(masterKey: MasterKey, organisationId: string, wrapped: string): Key {
  const ofThisMaster = known.get(masterKey) ?? new Map<string, { wrapped: string; key: Key }>()
  known.set(masterKey, ofThisMaster)
  const before = ofThisMaster.get(organisationId)
  if (before?.wrapped === wrapped) return before.key
  const key = unwrapped(masterKey, organisationId, wrapped)
  ofThisMaster.set(organisationId, { wrapped, key })
  return key
}

function unwrapped(masterKey: MasterKey, organisationId: string, wrapped: string): Key {
  const secrets = new Map<number, Secret>()
  const derived = new Map<string, Secret>()
  let newest = 0
  for (const row of wrapped.split(',')) {
    const [kind, number, use, hex] = row.split(':') as [string, string, string, string]
    const version = Number(number)
    const secret = unwrap(masterKey, ownerOf(organisationId, kind, version), Buffer.from(hex, 'hex'))
    if (kind !== TEXTS) derived.set(kind, secret)
    else secrets.set(version, secret)
    if (kind === TEXTS && use === 'seals') newest = Math.max(newest, version)
  }
  return { newest, secrets, derived }
}

/** Gives an organisation its first key, unless it has one. */
export async function giveKey(tx: Db, masterKey: MasterKey, organisationId: string): Promise<void> {
  await addKey(tx, masterKey, organisationId, TEXTS, newSecret())
  await deriveFromFirst(tx, masterKey, organisationId)
}

/**
 * Keeps what the keyed hashes are made with as keys of their own, so that they stay the same when the key of the
 * texts is changed, and so that this key can be destroyed: it does not follow from them.
 */
export async function deriveFromFirst(tx: Db, masterKey: MasterKey, organisationId: string): Promise<void> {
  const [first] = await tx
    .select()
    .from(dataKeys)
    .where(
      and(
        eq(dataKeys.organisationId, organisationId),
        eq(dataKeys.kind, TEXTS),
        eq(dataKeys.version, 1),
        isNotNull(dataKeys.wrappedKey),
      ),
    )
  if (!first) return
  const secret = unwrap(masterKey, ownerOf(organisationId, TEXTS, 1), first.wrappedKey!)
  for (const [purpose, derived] of derivedFor(secret, ORGANISATION_PURPOSES))
    await addKey(tx, masterKey, organisationId, purpose, derived)
}

/** Stores a first key of this kind; one that is there stays. */
export async function addKey(
  tx: Db,
  masterKey: MasterKey,
  organisationId: string | null,
  kind: string,
  secret: Secret,
): Promise<void> {
  const wrappedKey = wrap(masterKey, ownerOf(organisationId, kind, 1), secret)
  await tx
    .insert(dataKeys)
    .values({ organisationId, kind, version: 1, wrappedKey, sealsFrom: new Date() })
    .onConflictDoNothing()
}

/** The keys of the whole installation, by what they are for. */
export async function installationKeys(tx: Db, masterKey: MasterKey): Promise<Map<string, Secret>> {
  const rows = await tx.select().from(dataKeys).where(isNull(dataKeys.organisationId))
  return new Map(
    rows.flatMap(({ kind, version, wrappedKey }) =>
      wrappedKey ? [[kind, unwrap(masterKey, ownerOf(null, kind, version), wrappedKey)] as const] : [],
    ),
  )
}
