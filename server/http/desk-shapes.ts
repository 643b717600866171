import type { Colleague, OwnDesk as Opened } from '../desk/colleagues.ts'
import type { DeskEvent } from '../desk/desk-news.ts'
import type { Inbox as Found } from '../desk/inbox.ts'
import type { Line } from '../desk/line.ts'
import type { Role } from '../staff/staff-member.ts'

/** What the desk is told in JSON, moments as ISO 8601 in UTC: what the front end takes from the server, types alone. */

export type { CannedReply } from '../desk/canned-replies.ts'
export type { Case } from '../desk/case.ts'
export type { Result } from '../desk/close.ts'
export type { Colleague } from '../desk/colleagues.ts'
export type { Due } from '../desk/due.ts'
export type { Counts } from '../desk/inbox.ts'
export type { Line }
export type { Suggestion } from '../desk/suggestions.ts'
export type { View } from '../desk/views.ts'
export type { Reason } from '../handoff/hand-off.ts'
export type { Summary } from '../handoff/summary.ts'
export type { Step } from '../conversations/steps.ts'
export type { Role }

export type OwnDesk = Opened & {
  me: Colleague & { mailNotices: boolean; name: string; email: string }
  organisations: { id: string; slug: string; name: string; role: Role }[]
  /** Seconds of idleness after which the desk is locked. */
  lockAfterSeconds: number
}

/** A page of a view, with the place at which the next one begins as it goes into an address. */
export type Inbox = Omit<Found, 'cursor'> & { cursor: string | null }

/** The events of the desk's stream by their names, each with what it carries. */
export type DeskEvents = {
  [E in DeskEvent as E['type']]: E extends { colleague: Colleague } ? Colleague : Omit<E, 'type'>
}

export type Channel = Line['channel']
export type Status = Line['status']
