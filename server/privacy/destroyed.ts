import { createHash } from 'node:crypto'
import { asc, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { destructions } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { Store } from '../store.ts'

export type Destruction = typeof destructions.$inferSelect
export type DestroyedKind = Destruction['kind']

/** What was destroyed and why; `ids` are those of the rows, of which only a digest is kept. */
export type Destroyed = {
  organisationId: string
  kind: DestroyedKind
  cause: 'term' | 'request' | 'client'
  months?: number
  before?: string
  requestId?: string | null
  counts: Record<string, number>
  ids: readonly string[]
  staffId?: string | null
  now: Date
}

const FIRST = '0'.repeat(64)

/** The organisation's turn to write a proof, until the transaction ends. */
export async function turnOfProof(tx: Db, organisationId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`destructions of ${organisationId}`}, 0))`,
  )
}

/**
 * Writes the proof down in the same transaction: without it nothing is destroyed. Takes the organisation's turn until
 * the transaction ends, so what comes after it may lock nothing that somebody else holds who waits for this.
 */
export async function recordDestroyed(tx: Db, destroyed: Destroyed): Promise<number> {
  const { organisationId, ids, now, ...what } = destroyed
  await turnOfProof(tx, organisationId)
  const [last] = await tx
    .select()
    .from(destructions)
    .where(eq(destructions.organisationId, organisationId))
    .orderBy(desc(destructions.seq))
    .limit(1)
  const row = {
    organisationId,
    seq: (last?.seq ?? 0) + 1,
    kind: what.kind,
    cause: what.cause,
    months: what.months ?? null,
    before: what.before ?? null,
    requestId: what.requestId ?? null,
    counts: what.counts,
    idsDigest: digestOf([...ids].toSorted().join('\n')),
    staffId: what.staffId ?? null,
    destroyedAt: now,
    previousDigest: last?.digest ?? FIRST,
  }
  await tx.insert(destructions).values({ ...row, digest: digestOfLine(row) })
  return row.seq
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

function digestOfLine(line: Omit<Destruction, 'digest'>): string {
  const { counts, destroyedAt, ...rest } = line
  const inOrder = Object.entries(rest).toSorted(([a], [b]) => a.localeCompare(b))
  const counted = Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b))
  return digestOf(JSON.stringify([inOrder, counted, destroyedAt.toISOString()]))
}

/** Whether every line follows the one before it as it was written; the first that does not, if any. */
export async function brokenAt(tx: Db, organisationId: string): Promise<number | null> {
  const lines = await linesOf(tx, organisationId)
  let previous = FIRST
  for (const [i, line] of lines.entries()) {
    const { digest, ...rest } = line
    const isWhole = line.seq === i + 1 && line.previousDigest === previous && digestOfLine(rest) === digest
    if (!isWhole) return line.seq
    previous = digest
  }
  return null
}

const linesOf = (tx: Db, organisationId: string) =>
  tx
    .select()
    .from(destructions)
    .where(eq(destructions.organisationId, organisationId))
    .orderBy(asc(destructions.seq))

export type Proof = { destructions: Destruction[]; brokenAt: number | null }

/** The proof of all that was destroyed, the newest first, and whether somebody has tampered with it. */
export function destroyedSoFar({ db }: Store, me: StaffMember): Promise<Proof> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => ({
    destructions: (await linesOf(tx, organisationId)).toReversed(),
    brokenAt: await brokenAt(tx, organisationId),
  }))
}
