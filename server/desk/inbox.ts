import { and, asc, count, desc, eq, getTableColumns, isNull, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { organisationKey } from '../conversations/conversation.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { lastSaidIn } from './last-said.ts'
import { lineOf, type Line } from './line.ts'
import { found } from './search.ts'
import { filtersOf, inView, type Place, type View, type Wanted } from './views.ts'

export type Counts = { urgent: number; waiting: number; mine: number }
export type Inbox = { lines: Line[]; counts: Counts; cursor: Place | null }

const PAGE = 50

/** The conversations of a view in the order in which they ask for attention, as far as this member of staff may see them. */
export function inbox(store: Store, me: StaffMember, wanted: Wanted, now = new Date()): Promise<Inbox> {
  const { db, masterKey } = store
  return withinOrganisation(db, me.organisationId, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const rows = wanted.q
      ? await found(tx, key, me, { ...wanted, q: wanted.q, most: PAGE + 1 })
      : await page(tx, me, wanted, now)
    const shown = rows.slice(0, PAGE)
    const calendar = await calendarOf(tx, me.organisationId)
    const said = await lastSaidIn(tx, shown)
    const last = rows.length > PAGE ? shown.at(-1)! : null
    return {
      lines: shown.map((row) => lineOf(row, { key, calendar, now, lastSaid: said.get(row.id) ?? null })),
      counts: await countsFor(tx, me, now),
      cursor: last && {
        urgent: last.urgent,
        dueAt: last.dueAt?.toISOString() ?? null,
        at: (wanted.view === 'closed' ? last.closedAt! : last.createdAt).toISOString(),
        id: last.id,
      },
    }
  })
}

function page(tx: Db, me: StaffMember, wanted: Wanted, now: Date) {
  const { view, cursor } = wanted
  const order =
    view === 'closed'
      ? [desc(conversations.closedAt), asc(conversations.id)]
      : [
          desc(conversations.urgent),
          asc(conversations.dueAt),
          ...(view === 'mine' || view === 'all' ? [desc(conversations.createdAt)] : []),
          asc(conversations.id),
        ]
  return tx
    .select(getTableColumns(conversations))
    .from(conversations)
    .where(
      and(
        eq(conversations.organisationId, me.organisationId),
        inView(view, me, now),
        filtersOf(wanted),
        cursor && after(view, cursor),
      ),
    )
    .orderBy(...order)
    .limit(PAGE + 1)
}

/** What comes after a line in the order of its view; without a due date comes last. */
function after(view: View, { urgent, dueAt, at, id }: Place): SQL | undefined {
  const moment = new Date(at)
  const later = sql`${conversations.id} > ${id}`
  if (view === 'closed') {
    const { closedAt } = conversations
    return and(lte(closedAt, moment), or(lt(closedAt, moment), later))
  }
  const byAge = or(lt(conversations.createdAt, moment), and(eq(conversations.createdAt, moment), later))
  const sameDue = view === 'mine' || view === 'all' ? byAge : later
  const due = conversations.dueAt
  const afterDue = dueAt
    ? or(sql`${due} > ${dueAt}`, isNull(due), and(sql`${due} = ${dueAt}`, sameDue))
    : and(isNull(due), sameDue)
  const sameUrgency = and(eq(conversations.urgent, urgent), afterDue)
  return urgent ? or(eq(conversations.urgent, false), sameUrgency) : sameUrgency
}

/** More than this is shown as "so many or more". */
const MOST_COUNTED = 1000

export async function countsFor(tx: Db, me: StaffMember, now: Date): Promise<Counts> {
  const counted = async (view: View) => {
    const some = tx
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.organisationId, me.organisationId), inView(view, me, now)))
      .limit(MOST_COUNTED)
      .as('some')
    const [row] = await tx.select({ n: count() }).from(some)
    return row!.n
  }
  const [urgent, waiting, mine] = [await counted('urgent'), await counted('waiting'), await counted('mine')]
  return { urgent, waiting, mine }
}
