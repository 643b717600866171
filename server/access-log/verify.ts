import { createHash } from 'node:crypto'
import { and, asc, count, desc, eq, lte, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { accessLogClients, accessLogHeads, accessLogSeals } from '../../db/schema.ts'
import type { Store } from '../store.ts'
import type { Event } from './events.ts'
import { isGenuine } from './seals.ts'

/** What is wrong with the log, by its first line that is not as it was written. */
export type Fault =
  | { what: 'changed' | 'missing' | 'cut' | 'clients_differ' | 'beginning_missing'; seq: number }
  | { what: 'seal_broken' | 'seal_differs'; seq: number; sealedAt: string }
  | { what: 'head_unknown'; hash: string }

export type Verified = {
  organisationId: string
  /** How many lines were looked at, and the newest of them. */
  lines: number
  head: Newest | null
  seals: number
  lastSealAt: string | null
  /** Null when all is as it was written. */
  fault: Fault | null
}

/** As the database keeps it, whatever the lines say. */
type Newest = { seq: number; hash: string }

const BATCH = 5000
const NOTHING = '00'.repeat(32)

type Line = { seq: number; said: (string | null)[]; clients: string; previous: string; hash: string }

/**
 * Goes through an organisation's whole log, a batch at a time: whether each line is what was written and follows on the
 * one before it, whether the seals were made with our key and for these lines, and, when asked, whether a head that
 * somebody has kept elsewhere stands in it.
 */
export async function verifyLog(
  { db, masterKey }: Pick<Store, 'db' | 'masterKey'>,
  organisationId: string,
  { head: kept = null }: { head?: string | null } = {},
): Promise<Verified> {
  const seals = await db
    .select()
    .from(accessLogSeals)
    .where(eq(accessLogSeals.organisationId, organisationId))
    .orderBy(asc(accessLogSeals.seq))
  const hashes = new Map(seals.map(({ seq }) => [seq, null as string | null]))
  const newest = await newestOf(db, organisationId)
  const walked = await walk(db, organisationId, { hashes, kept })
  const fault =
    walked.fault ??
    (await endFault(db, organisationId, walked, newest)) ??
    sealFault(
      seals.map((seal) => ({ ...seal, isOurs: isGenuine(masterKey, seal) })),
      hashes,
      walked.first,
    ) ??
    (kept && !walked.isKeptFound ? { what: 'head_unknown' as const, hash: kept } : null)
  return {
    organisationId,
    lines: walked.lines,
    head: newest,
    seals: seals.length,
    lastSealAt: (await lastSealAt(db, organisationId))?.toISOString() ?? null,
    fault,
  }
}

type Walked = {
  lines: number
  /** How often a client is named in them. */
  named: number
  first: number
  /** Until which line they were destroyed after their term, as a line says itself. */
  expired: number
  last: Line | null
  isKeptFound: boolean
  fault: Fault | null
}
type Asked = { hashes: Map<number, string | null>; kept: string | null }

async function walk(db: Db, organisationId: string, { hashes, kept }: Asked): Promise<Walked> {
  const walked: Walked = {
    lines: 0,
    named: 0,
    first: 1,
    expired: 0,
    last: null,
    isKeptFound: false,
    fault: null,
  }
  for (;;) {
    const batch = await linesAfter(db, organisationId, walked.last?.seq ?? 0)
    for (const line of batch) {
      walked.fault = walked.last ? lineFault(line, walked.last) : ownFault(line)
      if (walked.fault) return walked
      if (line.said[EVENT] === ('access_log.expired' satisfies Event))
        walked.expired = Number(line.said[OBJECT])
      if (!walked.last) walked.first = line.seq
      walked.last = line
      walked.lines += 1
      walked.named += line.clients === '' ? 0 : line.clients.split(',').length
      if (line.hash === kept) walked.isKeptFound = true
      if (hashes.has(line.seq)) hashes.set(line.seq, line.hash)
    }
    if (batch.length < BATCH) return walked
  }
}

function lineFault(line: Line, before: Line): Fault | null {
  if (line.seq !== before.seq + 1) return { what: 'missing', seq: before.seq + 1 }
  return line.previous === before.hash ? ownFault(line) : { what: 'changed', seq: line.seq }
}

function ownFault(line: Line): Fault | null {
  if (hashOf(line) !== line.hash) return { what: 'changed', seq: line.seq }
  return line.clients === (line.said[CLIENTS] ?? '') ? null : { what: 'clients_differ', seq: line.seq }
}

/** As `access_log_chain` in the database computes it. */
function hashOf({ previous, said }: Line): string {
  const fields = said.map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`))
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(fields.join('')).digest('hex')
}

/** Their places among what is said. */
const EVENT = 3
const CLIENTS = 12
const OBJECT = 14

async function linesAfter(db: Db, organisationId: string, after: number): Promise<Line[]> {
  const rows = await rowsOf<Line>(
    db,
    sql`select seq::int as seq,
      json_build_array(organisation_id::text, seq::text, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        event, action::text, outcome::text, actor::text, staff_id::text, actor_name, role, responsible_staff_id::text,
        purpose, array_to_string(client_ids, ','), object_kind, object_id, address, source, request_id,
        is_emergency::text) as said,
      (select coalesce(string_agg(client_id::text, ',' order by client_id), '') from access_log_clients as one
        where cardinality(access_log.client_ids) > 0 and one.organisation_id = access_log.organisation_id
          and one.seq = access_log.seq and one.client_id = any (access_log.client_ids)) as clients,
      encode(previous_hash, 'hex') as previous, encode(hash, 'hex') as hash
    from access_log where organisation_id = ${organisationId} and seq > ${after}
    order by seq limit ${BATCH}`,
  )
  return rows
}

async function newestOf(db: Db, organisationId: string): Promise<Newest | null> {
  const [head] = await db
    .select()
    .from(accessLogHeads)
    .where(eq(accessLogHeads.organisationId, organisationId))
  return head ? { seq: head.seq, hash: Buffer.from(head.hash).toString('hex') } : null
}

/** Whether the lines are all there from beginning to end, and about the clients that the database finds them by. */
async function endFault(
  db: Db,
  organisationId: string,
  { first, expired, last, named }: Walked,
  newest: Newest | null,
): Promise<Fault | null> {
  if (first !== expired + 1) return { what: 'beginning_missing', seq: first }
  const seq = last?.seq ?? 0
  const { seq: end, hash } = newest ?? { seq: 0, hash: NOTHING }
  if (end > seq) return { what: 'cut', seq: seq + 1 }
  if (end < seq || hash !== (last?.hash ?? NOTHING)) return { what: 'changed', seq }
  const [row] = await db
    .select({ named: count() })
    .from(accessLogClients)
    .where(and(eq(accessLogClients.organisationId, organisationId), lte(accessLogClients.seq, seq)))
  return row!.named === named ? null : { what: 'clients_differ', seq }
}

type SealSeen = typeof accessLogSeals.$inferSelect & { isOurs: boolean }

function sealFault(
  seals: readonly SealSeen[],
  hashes: ReadonlyMap<number, string | null>,
  first: number,
): Fault | null {
  for (const { seq, hash, sealedAt, isOurs } of seals) {
    const at = { seq, sealedAt: sealedAt.toISOString() }
    if (!isOurs) return { what: 'seal_broken', ...at }
    if (seq >= first && hashes.get(seq) !== Buffer.from(hash).toString('hex'))
      return { what: 'seal_differs', ...at }
  }
  return null
}

async function lastSealAt(db: Db, organisationId: string): Promise<Date | null> {
  const [seal] = await db
    .select({ sealedAt: accessLogSeals.sealedAt })
    .from(accessLogSeals)
    .where(eq(accessLogSeals.organisationId, organisationId))
    .orderBy(desc(accessLogSeals.seq))
    .limit(1)
  return seal?.sealedAt ?? null
}
