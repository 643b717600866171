import { and, count, eq, type SQL } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/pg-core'
import { type Db } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { noteClients, noteEvent } from '../access-log/visit.ts'
import type { Conversation } from '../conversations/conversation.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { lastSaidIn } from './last-said.ts'
import { lineOf, type Line } from './line.ts'
import { columnsOf, orderOf, placeOf, stretchesAfter } from './order.ts'
import { found } from './search.ts'
import { filtersOf, inView, ownParts, type Place, type View, type Wanted } from './views.ts'
import { asStaff } from '../staff/as-staff.ts'

export type Counts = { urgent: number; waiting: number; mine: number }
export type Inbox = { lines: Line[]; counts: Counts; cursor: Place | null }

/** Conversations of a page, and where the next one begins. */
export type Page = { rows: Conversation[]; cursor: Place | null }

const PAGE = 50

/** The conversations of a view in the order in which they ask for attention, as far as this member of staff may see them. */
export function inbox(store: Store, me: StaffMember, wanted: Wanted, now = new Date()): Promise<Inbox> {
  const { db, masterKey } = store
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const { rows, cursor } = wanted.q
      ? await found(tx, key, me, { ...wanted, q: wanted.q, most: PAGE })
      : await page(tx, me, wanted, now)
    if (wanted.q) noteEvent(me, 'conversation.searched')
    noteClients(me, ...rows.map(({ clientId }) => clientId))
    const calendar = await calendarOf(tx, me.organisationId)
    const said = await lastSaidIn(tx, rows)
    return {
      lines: rows.map((row) => lineOf(row, { key, calendar, now, lastSaid: said.get(row.id) ?? null })),
      counts: await countsFor(tx, me, now),
      cursor,
    }
  })
}

async function page(tx: Db, me: StaffMember, wanted: Wanted, now: Date): Promise<Page> {
  const { view, cursor } = wanted
  const parts = partsOf(wanted, me)
  const rows: Awaited<ReturnType<typeof part>> = []
  for (const stretch of stretchesAfter(view, cursor)) {
    const most = PAGE + 1 - rows.length
    if (most === 0) break
    rows.push(...(await mergedParts(stretch, most)))
  }
  const last = rows.length > PAGE ? rows[PAGE - 1]! : null
  return { rows: rows.slice(0, PAGE), cursor: last && placeOf(last) }

  function part(which: SQL | undefined, stretch: SQL | undefined, most: number) {
    const own = eq(conversations.organisationId, me.organisationId)
    return tx
      .select(columnsOf(view))
      .from(conversations)
      .where(and(own, inView(view, me, now), which, filtersOf(wanted), stretch))
      .orderBy(...orderOf(view))
      .limit(most)
  }

  function mergedParts(stretch: SQL | undefined, most: number) {
    const [first, second] = parts.map((which) => part(which, stretch, most))
    return second
      ? unionAll(first!, second)
          .orderBy(...orderOf(view))
          .limit(most)
      : first!
  }
}

/** An index gives each part in order; what several parts hold together would have to be sorted out row by row. */
function partsOf({ view }: Wanted, me: StaffMember): (SQL | undefined)[] {
  const isWalled = me.role === 'supporter' && (view === 'all' || view === 'closed')
  return isWalled ? ownParts(me) : [undefined]
}

/** More than this is shown as "so many or more". */
const MOST_COUNTED = 1000

// In order, although counting needs none: within the walls PostgreSQL may not look at how often a state occurs, takes
// a quarter of all conversations to be waiting, and would then rather read the table than the index.
export async function countsFor(tx: Db, me: StaffMember, now: Date): Promise<Counts> {
  const counted = async (view: View) => {
    const some = tx
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.organisationId, me.organisationId), inView(view, me, now)))
      .orderBy(...orderOf(view))
      .limit(MOST_COUNTED)
      .as('some')
    const [row] = await tx.select({ n: count() }).from(some)
    return row!.n
  }
  const [urgent, waiting, mine] = [await counted('urgent'), await counted('waiting'), await counted('mine')]
  return { urgent, waiting, mine }
}
