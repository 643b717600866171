import type { Message } from '../conversations/messages.ts'

/** What the desk is told and tells, in JSON. Moments are ISO 8601 in UTC. */

export type Role = 'supporter' | 'coordinator' | 'administrator'
export type Status = 'assistant' | 'waiting' | 'assigned' | 'closed'
export type Channel = 'widget' | 'telegram'
export type View = 'urgent' | 'waiting' | 'mine' | 'all' | 'closed'
export type Result = 'answered' | 'referred' | 'withdrawn' | 'unreachable' | 'other'
export type Reason = 'asked' | 'unanswered' | 'two_misses' | 'thumb_down' | 'crisis' | 'failure' | 'reopened'

export type Colleague = {
  id: string
  firstName: string
  role: Role
  /** A desk of his is open. */
  isPresent: boolean
  /** He said that he is away. */
  isAbsent: boolean
}

/** GET /api/v1/desk */
export type OwnDesk = {
  me: Colleague & { name: string; email: string; mailNotices: boolean }
  organisation: { id: string; slug: string; name: string }
  /** Where else he is staff. */
  organisations: { id: string; slug: string; name: string; role: Role }[]
  colleagues: Colleague[]
  teams: { id: string; name: string; memberIds: string[] }[]
  cannedReplies: CannedReply[]
  office: { isOpen: boolean; opensAt: string | null }
  counts: Counts
  /** Seconds of idleness after which the desk is locked. */
  lockAfterSeconds: number
}

export type CannedReply = { id: string; shortcut: string; title: string; text: string }

/** How many there are in each view; `urgent` are those that nobody has yet. */
export type Counts = { urgent: number; waiting: number; mine: number }

/** A line of the inbox. */
export type Line = {
  id: string
  status: Status
  urgent: boolean
  channel: Channel
  locale: 'nl' | 'en'
  /** The client's name as far as he gave it. */
  clientName: string | null
  /** The question in one line. */
  question: string
  agreementId: string | null
  municipality: string | null
  supporterId: string | null
  teamId: string | null
  /** When a person has to have reacted; null when nobody waits for that. */
  due: Due | null
  snoozedUntil: string | null
  lastMessageAt: string
  /** The client wrote last, and nobody has replied to that. */
  isUnanswered: boolean
  closedAt: string | null
  result: Result | null
  rating: number | null
  createdAt: string
}

export type Due = {
  at: string
  /** Working minutes left until then, by the working calendar; below zero when it is late. */
  workingMinutesLeft: number
  state: 'fine' | 'half' | 'most' | 'late'
}

/** GET /api/v1/desk/conversations?view=&q=&channel=&supporter=&team=&cursor= */
export type Inbox = { lines: Line[]; counts: Counts; cursor: string | null }

/** GET /api/v1/desk/conversations/:id */
export type Case = Line & {
  messages: Message[]
  steps: Step[]
  handoff: {
    reason: Reason
    requestedAt: string
    dueAt: string
    reactedAt: string | null
    withdrawnAt: string | null
    referredAt: string | null
    summary: Summary
  } | null
  contact: { name: string | null; reach: string | null }
  agreement: { id: string; title: string; validTo: string | null; hasEnded: boolean } | null
  region: { name: string; zorgkantoor: string } | null
  /** Minutes used of the 30 of information and advice; null until contacts are kept. */
  minutesUsed: number | null
  /** Earlier conversations of the same person, as far as the channel knows him. */
  earlier: { id: string; question: string; createdAt: string; result: Result | null }[]
  ratingComment: string | null
  draft: string | null
}

export type Summary = {
  question: string
  /** What was asked, and what the assistant answered on which clause. */
  asked: { question: string; answer: string | null; clauses: { source: string; section: string }[] }[]
  /** What the client wants: in his own words, or the wish for a person. */
  wants: string
  consent: 'none' | 'telegram'
}

/** What happened around a conversation, for staff alone. */
export type Step = {
  id: number
  kind:
    | 'note'
    | 'handed_off'
    | 'claimed'
    | 'transferred'
    | 'handed_back'
    | 'released'
    | 'snoozed'
    | 'woken'
    | 'closed'
    | 'reopened'
    | 'withdrawn'
    | 'warned_half'
    | 'warned_most'
    | 'sign_of_life'
    | 'referred'
    | 'rated'
  staffId: string | null
  concerns: string[]
  text: string | null
  until: string | null
  afterSeq: number
  createdAt: string
}

/** GET /api/v1/desk/conversations/:id/suggestions?text= */
export type Suggestion = {
  text: string
  clauses: { source: string; section: string; title: string; quote: string }[]
}

/**
 * GET /api/v1/desk/events: server-sent events of the whole organisation, each with its kind as the event's name.
 * What was missed is not sent again: after a new connection the desk reads its inbox and open case anew.
 */
export type DeskEvents = {
  /** Something changed in this conversation: read its line or case again. `isNew`: it was handed off just now. */
  conversation: { id: string; isNew: boolean; urgent: boolean }
  erased: { id: string }
  /** Who is looking at or writing in a conversation; whoever left is no longer in the list. */
  presence: { id: string; people: { staffId: string; isTyping: boolean }[] }
  colleague: Colleague
}
