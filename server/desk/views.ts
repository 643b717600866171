import { and, eq, isNull, lte, or, sql, type SQL } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'

export const views = ['urgent', 'waiting', 'mine', 'all', 'closed'] as const
export type View = (typeof views)[number]

export type Wanted = {
  view: View
  /** Words to find, in whatever view. */
  q?: string | undefined
  channel?: 'widget' | 'telegram' | undefined
  supporter?: string | undefined
  team?: string | undefined
  cursor?: Place | undefined
}

/** The last line of a page: the next page begins after it. `at` has all the digits that the database has. */
export type Place = { urgent: boolean; dueAt: string | null; at: string; id: string }

/** Which conversations a view holds; a snoozed one is in none but `all`. */
export function inView(view: View, me: StaffMember, now: Date): SQL | undefined {
  const { status, urgent, dueAt, supporterId, snoozedUntil, erasedAt } = conversations
  const awake = or(isNull(snoozedUntil), lte(snoozedUntil, now))
  // The states stand in the text of the query, as in the conditions of the indexes: a parameter might hide them.
  switch (view) {
    case 'urgent':
      // Also what a supporter has and has not replied to: danger waits for whoever is quickest.
      return sql`${urgent} and ${dueAt} is not null and ${status} <> 'closed'`
    case 'waiting':
      return and(sql`${status} = 'waiting'`, awake)
    case 'mine':
      return and(sql`${status} = 'assigned'`, eq(supporterId, me.staffId), awake)
    case 'all':
      return sql`${status} <> 'closed'`
    case 'closed':
      return and(sql`${status} = 'closed'`, isNull(erasedAt))
  }
}

/** A supporter sees his own conversations and those that nobody has; who coordinates sees all. */
export function within(me: StaffMember): SQL | undefined {
  return me.role === 'supporter' ? or(...ownParts(me)) : undefined
}

/** The parts of what a supporter sees, of which an index holds each in order. */
export function ownParts({ staffId }: StaffMember): SQL[] {
  return [isNull(conversations.supporterId), eq(conversations.supporterId, staffId)]
}

export function filtersOf({ channel, supporter, team }: Omit<Wanted, 'view'>): SQL | undefined {
  return and(
    channel ? eq(conversations.channel, channel) : undefined,
    supporter ? eq(conversations.supporterId, supporter) : undefined,
    team ? eq(conversations.teamId, team) : undefined,
  )
}
