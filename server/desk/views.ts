import { and, eq, isNull, lte, ne, or, type SQL } from 'drizzle-orm'
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

/** The last line of a page: the next page begins after it. */
export type Place = { urgent: boolean; dueAt: string | null; at: string; id: string }

/** Which conversations a view holds; a snoozed one is in none but `all`. */
export function inView(view: View, me: StaffMember, now: Date): SQL | undefined {
  const awake = or(isNull(conversations.snoozedUntil), lte(conversations.snoozedUntil, now))
  switch (view) {
    case 'urgent':
      return and(eq(conversations.status, 'waiting'), eq(conversations.urgent, true))
    case 'waiting':
      return and(eq(conversations.status, 'waiting'), awake)
    case 'mine':
      return and(eq(conversations.status, 'assigned'), eq(conversations.supporterId, me.staffId), awake)
    case 'all':
      return and(ne(conversations.status, 'closed'), within(me))
    case 'closed':
      return and(eq(conversations.status, 'closed'), within(me))
  }
}

/** A supporter sees his own conversations and those that nobody has; who coordinates sees all. */
export function within(me: StaffMember): SQL | undefined {
  return me.role === 'supporter'
    ? or(isNull(conversations.supporterId), eq(conversations.supporterId, me.staffId))
    : undefined
}

export function filtersOf({ channel, supporter, team }: Omit<Wanted, 'view'>): SQL | undefined {
  return and(
    channel ? eq(conversations.channel, channel) : undefined,
    supporter ? eq(conversations.supporterId, supporter) : undefined,
    team ? eq(conversations.teamId, team) : undefined,
  )
}
