import { and, eq, inArray, isNull, lt, lte, ne, sql } from 'drizzle-orm'
import { rowsOf, withinOrganisation, type Db } from '../../db/client.ts'
import {
  acuteNotices,
  contacts,
  conversations,
  deliveries,
  invitations,
  mailNotices,
  organisations,
  recoveries,
  reportReminders,
  rightsRequests,
  signalChanges,
  signals,
  steps,
} from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { recordAccess, type AccessActor } from '../access-log/record.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { openConversation } from '../conversations/conversation.ts'
import { sealed as sealedSignal } from '../signals/signal.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { organisationKey } from './data-keys.ts'
import { recordDestroyed, turnOfProof } from './destroyed.ts'
import { eraseClientIn } from './erase-client.ts'
import { eraseIn, type Erasing } from './erase-conversation.ts'
import { DESTROYED_AT_ONCE, expiredOf, heldFiles, type Expired } from './expired.ts'
import { periodsIn, type Period, type RetentionKind } from './periods.ts'
import { monthsAfter } from './term.ts'

/** What would go today of a kind. */
export type Preview = Period & {
  before: string
  /** Up to `MOST_LISTED`, the oldest first. */
  rows: Expired[]
  count: number
  isMore: boolean
  /** Files that stay although their term has passed: somebody waits for an answer, or support goes on. */
  held: number
}

const MOST_LISTED = 100
const MOST_COUNTED = 10_000

const beforeOf = (months: number, now: Date) => monthsAfter(todayInAmsterdam(now), -months)

/** What has passed its term today, without anything of it being touched. */
export function previewRetention(desk: Erasing, me: StaffMember, now = new Date()): Promise<Preview[]> {
  return asStaff(desk.db, me, async (tx) => {
    const key = await organisationKey(tx, desk.masterKey, me.organisationId)
    return previewIn(tx, key, me.organisationId, now)
  })
}

export async function previewIn(tx: Db, key: Key, organisationId: string, now: Date): Promise<Preview[]> {
  const previews: Preview[] = []
  for (const period of await periodsIn(tx, organisationId)) {
    const before = beforeOf(period.months, now)
    const moment = new Date(before)
    const found = await expiredOf[period.kind](tx, {
      organisationId,
      before: moment,
      key,
      most: MOST_COUNTED,
    })
    previews.push({
      ...period,
      before,
      rows: found.slice(0, MOST_LISTED),
      count: found.length,
      isMore: found.length > MOST_LISTED,
      held: period.kind === 'clients' ? await heldFiles(tx, organisationId, moment) : 0,
    })
  }
  return previews
}

/** Who has it destroyed: a person, or the product by itself. */
export type By = { staffId: string | null; actor: AccessActor; source: 'desk' | 'server' | 'command' }

const byItself: By = { staffId: null, actor: { kind: 'product' }, source: 'server' }

/**
 * Destroys what has passed its term in an organisation, some at a time, each time with its proof; once more changes
 * nothing. Of each kind how many rows went. What fails does not keep the rest; it is thrown at the end.
 */
export async function destroyExpired(
  desk: Erasing,
  organisationId: string,
  { now = new Date(), by = byItself }: { now?: Date; by?: By } = {},
): Promise<Partial<Record<RetentionKind, number>>> {
  const gone: Partial<Record<RetentionKind, number>> = {}
  const periods = await withinOrganisation(desk.db, organisationId, (tx) => periodsIn(tx, organisationId))
  const failures: unknown[] = []
  for (const period of periods) {
    try {
      for (;;) {
        const many = await destroySome(desk, organisationId, period, { now, by })
        gone[period.kind] = (gone[period.kind] ?? 0) + many
        if (many < DESTROYED_AT_ONCE) break
      }
    } catch (cause) {
      failures.push(
        new Error(`${period.kind} of organisation ${organisationId} were not destroyed`, { cause }),
      )
    }
  }
  throwAll(failures)
  return gone
}

function throwAll(failures: readonly unknown[]): void {
  if (failures.length > 0)
    throw new AggregateError(failures, 'Some of what has passed its term was not destroyed', {
      cause: failures[0],
    })
}

/** Lets a member of staff have it done now. */
export function runRetention(desk: Erasing, me: StaffMember, now = new Date()) {
  const { staffId, firstName: name, role } = me
  const by: By = { staffId, actor: { kind: 'staff', staffId, name, role }, source: 'desk' }
  return destroyExpired(desk, me.organisationId, { now, by })
}

async function destroySome(
  desk: Erasing,
  organisationId: string,
  { kind, months }: Period,
  { now, by }: { now: Date; by: By },
): Promise<number> {
  const erased: string[] = []
  const many = await withinOrganisation(desk.db, organisationId, async (tx) => {
    // One server at a time; who comes second finds nothing left.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`retention of ${organisationId}`}, 0))`,
    )
    const key = await organisationKey(tx, desk.masterKey, organisationId)
    const before = beforeOf(months, now)
    const at = { organisationId, before: new Date(before), key, most: DESTROYED_AT_ONCE }
    const expired = await expiredOf[kind](tx, at)
    if (expired.length === 0) return 0
    const ids = expired.map(({ id }) => id)
    // Whoever writes a proof may write to the log after it: so never the other way around.
    if (kind === 'access_log') await turnOfProof(tx, organisationId)
    const { counts, conversationIds = [] } = await destroy[kind](tx, { ...at, desk, ids, now })
    erased.push(...conversationIds)
    await recordDestroyed(tx, {
      organisationId,
      kind,
      cause: 'term',
      months,
      before,
      counts,
      ids,
      staffId: by.staffId,
      now,
    })
    await recordAccess(tx, {
      organisationId,
      event: 'retention.destroyed',
      actor: by.actor,
      source: by.source,
    })
    return expired.length
  })
  for (const conversationId of erased) desk.news.erased({ organisationId, conversationId })
  return many
}

type At = {
  organisationId: string
  before: Date
  key: Key
  desk: Erasing
  ids: string[]
  now: Date
}
type Went = { counts: Record<string, number>; conversationIds?: string[] }

/** How each kind is destroyed: its texts and persons are gone, what counts stays. */
const destroy: Record<RetentionKind, (tx: Db, at: At) => Promise<Went>> = {
  async chats(tx, { desk, ids, now }) {
    const counts: Record<string, number> = {}
    for (const id of ids) {
      const open = await openConversation(tx, desk.masterKey, eq(conversations.id, id), 'lock')
      if (open && !open.conversation.erasedAt) add(counts, await eraseIn(open, desk, now))
    }
    return { counts, conversationIds: ids }
  },
  async clients(tx, { desk, ids, now }) {
    const counts: Record<string, number> = {}
    const conversationIds: string[] = []
    for (const id of ids) {
      const erased = await eraseClientIn(tx, desk, id, now)
      add(counts, erased.counts)
      conversationIds.push(...erased.conversationIds)
    }
    return { counts, conversationIds }
  },
  async contacts(tx, { ids }) {
    await tx
      .update(contacts)
      .set({ sealedNote: null, sealedReason: null })
      .where(inArray(sql`${contacts.id}::text || '/' || ${contacts.version}`, ids))
    return { counts: { contactNotes: ids.length } }
  },
  async signals(tx, { key, ids }) {
    const empty = {
      provider: '',
      facts: { client: '', indication: '', question: '', problem: '' },
      bottleneck: '',
    }
    for (const id of ids)
      await tx
        .update(signals)
        .set(sealedSignal(key, id, empty))
        .where(eq(signals.id, id))
    await tx.delete(signalChanges).where(inArray(signalChanges.signalId, ids))
    await tx.update(acuteNotices).set({ sealedNote: null }).where(inArray(acuteNotices.signalId, ids))
    return { counts: { signals: ids.length } }
  },
  async requests(tx, { ids }) {
    await tx
      .update(rightsRequests)
      .set({ sealedAsked: null, sealedIdentity: null, sealedReason: null, sealedAnswer: null })
      .where(inArray(rightsRequests.id, ids))
    return { counts: { requests: ids.length } }
  },
  async access_log(tx, { organisationId, before }) {
    const [row] = await rowsOf<{ lines: number | string }>(
      tx,
      sql`select expire_access_log(${organisationId}::uuid, ${before.toISOString()}::timestamptz) as lines`,
    )
    return { counts: { lines: Number(row!.lines) } }
  },
  async notices(tx, { organisationId, before, ids }) {
    const own = eq(mailNotices.organisationId, organisationId)
    const old = tx
      .select({ id: steps.id })
      .from(steps)
      .where(and(eq(steps.organisationId, organisationId), lt(steps.createdAt, before)))
    await tx.delete(mailNotices).where(and(own, isNull(mailNotices.dueAt), inArray(mailNotices.stepId, old)))
    await tx
      .delete(reportReminders)
      .where(
        and(
          eq(reportReminders.organisationId, organisationId),
          isNull(reportReminders.dueAt),
          lt(reportReminders.day, before.toISOString().slice(0, 10)),
        ),
      )
    await tx
      .delete(deliveries)
      .where(
        and(
          eq(deliveries.organisationId, organisationId),
          ne(deliveries.state, 'pending'),
          lte(deliveries.createdAt, before),
        ),
      )
    return { counts: { notices: ids.length } }
  },
  async invitations(tx, { organisationId, before, ids }) {
    await tx
      .delete(invitations)
      .where(and(eq(invitations.organisationId, organisationId), lt(invitations.expiresAt, before)))
    await tx
      .delete(recoveries)
      .where(and(eq(recoveries.organisationId, organisationId), lt(recoveries.expiresAt, before)))
    return { counts: { invitations: ids.length } }
  },
}

function add(counts: Record<string, number>, more: Record<string, number>): void {
  for (const [what, many] of Object.entries(more)) counts[what] = (counts[what] ?? 0) + many
}

/** In every organisation there is; a failure in one does not keep the others. */
export async function destroyExpiredEverywhere(desk: Erasing, now: Date): Promise<void> {
  const failures: unknown[] = []
  for (const { id } of await desk.db.select({ id: organisations.id }).from(organisations))
    await destroyExpired(desk, id, { now }).catch((error: unknown) => {
      failures.push(...(error instanceof AggregateError ? error.errors : [error]))
    })
  throwAll(failures)
}
