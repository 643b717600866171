import { and, asc, desc, eq, getTableColumns, gt, isNull, lt, sql, type SQL } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import type { Conversation } from '../conversations/conversation.ts'
import type { Place, View } from './views.ts'

const { urgent, dueAt, createdAt, closedAt, id } = conversations

/** The order of a view, which is that of the index that serves it. */
export function orderOf(view: View): SQL[] {
  switch (view) {
    case 'closed':
      return [desc(closedAt), asc(id)]
    case 'urgent':
    case 'waiting':
      return [desc(urgent), asc(dueAt), asc(id)]
    case 'mine':
    case 'all':
      return [desc(urgent), asc(dueAt), desc(createdAt), asc(id)]
  }
}

/** JavaScript's moments are shorter than the database's: a place made of one would be beside its line. */
const exactly = (moment: typeof closedAt | typeof createdAt) =>
  sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at')

export function columnsOf(view: View) {
  return { ...getTableColumns(conversations), at: exactly(view === 'closed' ? closedAt : createdAt) }
}

export function placeOf(line: Conversation & { at: string }): Place {
  return { urgent: line.urgent, dueAt: line.dueAt?.toISOString() ?? null, at: line.at, id: line.id }
}

/**
 * What comes after a line, as stretches of the view's index in their order: one condition for all would have the
 * database read everything before the line as well. Without a due date comes last.
 */
export function stretchesAfter(view: View, place: Place | undefined): (SQL | undefined)[] {
  if (!place) return [undefined]
  const at = sql`${place.at}::timestamptz`
  const later = gt(id, place.id)
  if (view === 'closed') return [and(eq(closedAt, at), later), lt(closedAt, at)]
  const byAge = [and(eq(createdAt, at), later), lt(createdAt, at)]
  const sameDue = view === 'mine' || view === 'all' ? byAge : [later]
  const due = sql`${place.dueAt}::timestamptz`
  const afterDue = place.dueAt
    ? [...sameDue.map((each) => and(eq(dueAt, due), each)), gt(dueAt, due), isNull(dueAt)]
    : sameDue.map((each) => and(isNull(dueAt), each))
  const sameUrgency = afterDue.map((each) => and(place.urgent ? sql`${urgent}` : sql`not ${urgent}`, each))
  return place.urgent ? [...sameUrgency, sql`not ${urgent}`] : sameUrgency
}
