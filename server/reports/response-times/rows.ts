import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { conversations, handoffs, staff } from '../../../db/schema.ts'
import { noteClients } from '../../access-log/visit.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import {
  inPart,
  minutesOf,
  selected,
  stateAt,
  supporterOf,
  waitedWithoutReaction,
  type Part,
  type Selection,
  type Waited,
} from './requests.ts'
import { summingAsStaff } from '../summing.ts'

export const orders = ['newest', 'longest'] as const
export type Order = (typeof orders)[number]

/** A request for a person, without anything that says who asked. */
export type RequestRow = Awaited<ReturnType<typeof requestsIn>>[number]
export type RequestLine = Omit<RequestRow, 'calendar' | 'clientId'>

export type RequestPage = { at: string; total: number; page: number; pages: number; requests: RequestLine[] }

const PAGE = 100

/** The requests behind a figure, page by page. */
export function requestPage(
  { db }: Store,
  me: StaffMember,
  wanted: { selection: Selection; part: Part; order: Order; page: number },
  now = new Date(),
): Promise<RequestPage> {
  const { selection, part, order, page } = wanted
  return summingAsStaff(db, me, async (tx) => {
    const waited = await waitedWithoutReaction(tx, selection, now)
    const condition = and(selected(selection), inPart(part, now))
    const [found] = await tx
      .select({ total: sql<number>`count(*)::int` })
      .from(handoffs)
      .innerJoin(conversations, eq(conversations.id, handoffs.conversationId))
      .where(condition)
    const total = found!.total
    const rows = await requestsIn(tx, { condition, waited, order, now })
      .limit(PAGE)
      .offset((page - 1) * PAGE)
    noteClients(me, ...rows.map(({ clientId }) => clientId))
    const requests = rows.map(({ calendar: _, clientId: __, ...line }) => line)
    return { at: now.toISOString(), total, page, pages: Math.max(1, Math.ceil(total / PAGE)), requests }
  })
}

type Wanted = { condition: SQL | undefined; waited: Waited; order: Order; now: Date }

export function requestsIn(tx: Db, { condition, waited, order, now }: Wanted) {
  const minutes = minutesOf(waited)
  return tx
    .select({
      conversationId: handoffs.conversationId,
      requestedAt: handoffs.requestedAt,
      dueAt: handoffs.dueAt,
      reactedAt: handoffs.reactedAt,
      withdrawnAt: handoffs.withdrawnAt,
      closedAt: handoffs.closedAt,
      referredAt: handoffs.referredAt,
      state: stateAt(now),
      minutes,
      supporterId: supporterOf,
      firstName: staff.firstName,
      channel: conversations.channel,
      topic: handoffs.topic,
      reason: handoffs.reason,
      urgent: handoffs.urgent,
      calendar: handoffs.calendar,
      clientId: conversations.clientId,
    })
    .from(handoffs)
    .innerJoin(conversations, eq(conversations.id, handoffs.conversationId))
    .leftJoin(staff, eq(staff.id, supporterOf))
    .where(condition)
    .orderBy(
      ...(order === 'longest' ? [sql`${minutes} desc nulls last`] : []),
      desc(handoffs.requestedAt),
      asc(handoffs.id),
    )
}
