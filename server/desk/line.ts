import { unseal, type Key } from '../../db/sealing.ts'
import { contactOf } from '../conversations/contact.ts'
import type { Conversation } from '../conversations/conversation.ts'
import { contentOf, type Row } from '../conversations/messages.ts'
import { placeOfQuestion } from '../handoff/hand-off.ts'
import { inOneLine } from '../handoff/summary.ts'
import type { Locale } from '../texts.ts'
import type { WorkCalendar } from '../workcalendar/work-calendar.ts'
import { dueState, type Due } from './due.ts'

/** A conversation as the inbox shows it. */
export type Line = {
  id: string
  status: Conversation['status']
  urgent: boolean
  /** Since when there is danger that nobody has dealt with. */
  urgentSince: string | null
  channel: Conversation['channel']
  locale: Locale
  clientName: string | null
  question: string
  agreementId: string | null
  municipality: string | null
  supporterId: string | null
  teamId: string | null
  due: Due | null
  snoozedUntil: string | null
  lastMessageAt: string
  isUnanswered: boolean
  closedAt: string | null
  result: Conversation['result']
  rating: number | null
  createdAt: string
}

/** What of the client was last said, for a conversation that never went to a person. */
export type LastSaid = Pick<Row, 'conversationId' | 'seq' | 'sealedContent'> | null

export function lineOf(
  conversation: Conversation,
  { key, calendar, now, lastSaid }: { key: Key; calendar: WorkCalendar; now: Date; lastSaid: LastSaid },
): Line {
  const { id, status, urgent, channel, agreementId, municipality, supporterId, teamId } = conversation
  return {
    id,
    status,
    urgent,
    urgentSince: conversation.urgentSince?.toISOString() ?? null,
    channel,
    locale: conversation.locale as Locale,
    clientName: contactOf({ conversation, key }).name,
    question: questionOf(conversation, key, lastSaid),
    agreementId,
    municipality,
    supporterId,
    teamId,
    due: dueState(conversation.dueAt, now, calendar),
    snoozedUntil: conversation.snoozedUntil?.toISOString() ?? null,
    lastMessageAt: conversation.lastMessageAt.toISOString(),
    isUnanswered: conversation.dueAt !== null,
    closedAt: conversation.closedAt?.toISOString() ?? null,
    result: conversation.result,
    rating: conversation.rating,
    createdAt: conversation.createdAt.toISOString(),
  }
}

function questionOf({ id, sealedQuestion }: Conversation, key: Key, lastSaid: LastSaid): string {
  if (sealedQuestion) return unseal(key, placeOfQuestion(id), sealedQuestion)
  return lastSaid ? inOneLine(contentOf(key, lastSaid).text) : ''
}
