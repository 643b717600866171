import { and, asc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clientMerges, handoffs, rightsRequests, sharings, signals, staff } from '../../db/schema.ts'
import { unseal, type Key } from '../../db/sealing.ts'
import { placeOfReason } from '../clients/merge.ts'
import { shown as sharingShown, type Sharing } from '../clients/sharing.ts'
import { summaryIn } from '../handoff/hand-off.ts'
import { textsOf, type SignalTexts } from '../signals/signal.ts'
import { texts } from '../texts.ts'
import { askedIn, unsealedIn, type RightsRow } from './requests.ts'

/** What was written down about a person around his file. */
export type Written = {
  sharings: Omit<Sharing, 'id'>[]
  signals: ({ kind: string; observedOn: string } & SignalTexts)[]
  requests: RequestCopy[]
  merges: { at: string; reason: string }[]
  /** What is kept of him but is not in here, and why. */
  leftOut: string[]
}

type RequestCopy = Pick<RightsRow, 'number' | 'kind' | 'receivedOn' | 'decision'> & {
  words: string | null
  name: string | null
  reach: string | null
  identity: string | null
  reason: string | null
  answer: string | null
}

export type HandoffCopy = { at: string; question: string; wants: string }

export async function writtenOf(
  tx: Db,
  key: Key,
  { clientIds, conversationIds }: { clientIds: string[]; conversationIds: string[] },
): Promise<Written> {
  const shared = await tx
    .select({ sharing: sharings, by: staff.firstName })
    .from(sharings)
    .leftJoin(staff, eq(staff.id, sharings.sharedBy))
    .where(inArray(sharings.clientId, clientIds))
    .orderBy(asc(sharings.sharedAt))
  const observed = await tx
    .select()
    .from(signals)
    .where(
      or(
        inArray(signals.clientId, clientIds),
        and(isNull(signals.clientId), inArray(signals.conversationId, conversationIds)),
      ),
    )
    .orderBy(asc(signals.observedOn))
  const asked = await tx
    .select()
    .from(rightsRequests)
    .where(
      or(
        inArray(rightsRequests.clientId, clientIds),
        and(isNull(rightsRequests.clientId), inArray(rightsRequests.conversationId, conversationIds)),
      ),
    )
    .orderBy(asc(rightsRequests.number))
  return {
    sharings: shared.map((row) => {
      const { id: _, ...sharing } = sharingShown(key, row)
      return sharing
    }),
    signals: observed.map((row) => ({
      kind: row.kind,
      observedOn: row.observedOn,
      ...textsOf(row, key),
    })),
    requests: asked.map((row) => requestCopy(key, row)),
    merges: await mergesOf(tx, key, clientIds),
    leftOut: [texts('nl')('rights.copy.left-out.access'), texts('nl')('rights.copy.left-out.inner')],
  }
}

function requestCopy(key: Key, row: RightsRow): RequestCopy {
  const { id, number, kind, receivedOn, decision } = row
  const asked = askedIn(key, row)
  return {
    number,
    kind,
    receivedOn,
    decision,
    words: asked?.words ?? null,
    name: asked?.name ?? null,
    reach: asked?.reach ?? null,
    identity: unsealedIn(key, id, 'identity', row.sealedIdentity),
    reason: unsealedIn(key, id, 'reason', row.sealedReason),
    answer: unsealedIn(key, id, 'answer', row.sealedAnswer),
  }
}

/** Why it was said that two files are of one person, as far as that still holds. */
async function mergesOf(tx: Db, key: Key, clientIds: string[]): Promise<Written['merges']> {
  const rows = await tx
    .select()
    .from(clientMerges)
    .where(and(inArray(clientMerges.clientId, clientIds), isNull(clientMerges.undoneAt)))
    .orderBy(asc(clientMerges.mergedAt))
  return rows.flatMap(({ id, mergedAt, sealedReason }) =>
    sealedReason
      ? [{ at: mergedAt.toISOString(), reason: unseal(key, placeOfReason(id), sealedReason) }]
      : [],
  )
}

/** What a supporter read of him when his conversation went to a person. */
export async function handoffsIn(tx: Db, key: Key, conversationId: string): Promise<HandoffCopy[]> {
  const rows = await tx
    .select()
    .from(handoffs)
    .where(and(eq(handoffs.conversationId, conversationId), isNotNull(handoffs.sealedSummary)))
    .orderBy(asc(handoffs.requestedAt))
  return rows.map((row) => {
    const { question, wants } = summaryIn({ key }, row)
    return { at: row.requestedAt.toISOString(), question, wants }
  })
}
