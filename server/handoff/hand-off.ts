import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { handoffs, type handoffReason } from '../../db/schema.ts'
import { seal, unseal } from '../../db/sealing.ts'
import type { Conversation, OpenConversation } from '../conversations/conversation.ts'
import { messagesAfter } from '../conversations/messages.ts'
import { record } from '../conversations/steps.ts'
import { indexTerms } from '../conversations/terms.ts'
import { locales, texts, type Locale } from '../texts.ts'
import { nextOpening } from '../workcalendar/opening-hours.ts'
import { atShareOfTerm, dueAt } from '../workcalendar/term.ts'
import { calendarOf, usualCalendar, type WorkCalendar } from '../workcalendar/work-calendar.ts'
import { promised, promiseInWords, somebodyIsThere, whoIsThere, type Promised } from './promise.ts'
import { summaryOf, type Summary } from './summary.ts'

export type Reason = (typeof handoffReason.enumValues)[number]

/** At these shares of the term the coordinators are warned, and the client gets a sign of life. */
export const HALF = 0.5
export const MOST = 0.8
export const NEARLY_ALL = 0.95

/** How much of a conversation the summary looks back on. */
const MESSAGES_BACK = 40

export type HandedOff = { changes: Partial<Conversation>; promise: Promised; words: string }

/**
 * Gives a conversation to the people of the organisation: with a due date by its working calendar, and what they
 * have to know. Who waits already keeps the date that he was promised; danger makes it urgent. The caller stores
 * `changes` and tells the client `words`. `asked` is the message of the client that has not been stored yet.
 */
export async function handOff(
  open: OpenConversation,
  { reason, asked, now }: { reason: Reason; asked: string | null; now: Date },
): Promise<HandedOff> {
  const { tx, conversation } = open
  const locale = conversation.locale as Locale
  const calendar = await calendarToPromiseBy(tx, conversation.organisationId, now)
  const isThere = await somebodyIsThere(tx, calendar, now)
  const urgent = conversation.urgent || reason === 'crisis'
  const waits = conversation.dueAt !== null && conversation.status !== 'closed'
  const due = waits ? conversation.dueAt! : dueAt(now, calendar)
  if (waits && urgent && !conversation.urgent) await makeUrgent(open)
  const question = waits ? {} : await request(open, { reason, asked, now, due, urgent, calendar })
  const promise = promised(due, now, locale, isThere)
  return {
    changes: {
      // Who had it before it was closed does not have it now: whoever is there may take it up.
      ...(conversation.status === 'assigned' ? {} : { status: 'waiting', supporterId: null }),
      urgent,
      dueAt: due,
      handoffRequestedAt: conversation.handoffRequestedAt ?? now,
      snoozedUntil: null,
      misses: 0,
      closedAt: null,
      result: null,
      ...question,
    },
    promise,
    words:
      reason === 'crisis'
        ? whoIsThere(promise, calendar, now, locale)
        : promiseInWords(promise, calendar, now, locale),
  }
}

/** A calendar without any opening cannot be promised by: whatever was set, a person has to come. */
export async function calendarToPromiseBy(tx: Db, organisationId: string, now: Date): Promise<WorkCalendar> {
  const calendar = await calendarOf(tx, organisationId)
  return nextOpening(now, calendar) ? calendar : usualCalendar
}

type Request = {
  reason: Reason
  asked: string | null
  now: Date
  due: Date
  urgent: boolean
  calendar: WorkCalendar
}

async function request(
  open: OpenConversation,
  { reason, asked, now, due, urgent, calendar }: Request,
): Promise<Pick<Conversation, 'sealedQuestion'>> {
  const { tx, conversation, key } = open
  const { id: conversationId, organisationId, lastSeq, channel } = conversation
  const earlier = await messagesAfter(tx, conversationId, key, Math.max(0, lastSeq - MESSAGES_BACK))
  const wishes = locales.flatMap((each) => [texts(each)('chat.wants-person'), texts(each)('choice.person')])
  const summary = summaryOf(earlier, asked, {
    wishes,
    asksPerson: reason === 'asked' || reason === 'thumb_down',
    consent: channel === 'telegram' ? 'telegram' : 'none',
  })
  await tx.insert(handoffs).values({
    organisationId,
    conversationId,
    reason,
    urgent,
    sealedSummary: seal(key, placeOf(conversationId, now), JSON.stringify(summary)),
    requestedAt: now,
    dueAt: due,
    calendar: { hours: calendar.hours, daysOff: calendar.daysOffAdded, daysOn: calendar.daysOffDropped },
    nextMomentAt: atShareOfTerm(now, due, HALF, calendar),
  })
  await record(open, { kind: reason === 'reopened' ? 'reopened' : 'handed_off' })
  await indexTerms(
    open,
    earlier.map(({ text }) => text),
  )
  return { sealedQuestion: seal(key, `conversations/${conversationId}/question`, summary.question) }
}

async function makeUrgent({ tx, conversation }: OpenConversation): Promise<void> {
  await tx
    .update(handoffs)
    .set({ urgent: true })
    .where(and(eq(handoffs.conversationId, conversation.id), isNull(handoffs.reactedAt)))
}

export type Handoff = typeof handoffs.$inferSelect

const placeOf = (conversationId: string, requestedAt: Date) =>
  `handoffs/${conversationId}/${requestedAt.toISOString()}`

/** Written by `handOff` and bound to its place by the seal, so the shape is known. */
export function summaryIn(
  { key }: OpenConversation,
  { conversationId, requestedAt, sealedSummary }: Handoff,
): Summary {
  return JSON.parse(unseal(key, placeOf(conversationId, requestedAt), sealedSummary)) as Summary
}

/** The last time that the conversation went to a person. */
export async function lastHandoff({ tx, conversation }: OpenConversation): Promise<Handoff | null> {
  const [last] = await tx
    .select()
    .from(handoffs)
    .where(eq(handoffs.conversationId, conversation.id))
    .orderBy(desc(handoffs.requestedAt))
    .limit(1)
  return last ?? null
}

/** Ends the requests that are still open, as answered by somebody or as withdrawn. */
export async function settleHandoffs(
  { tx, conversation }: OpenConversation,
  how: { reactedAt: Date; reactedBy: string } | { withdrawnAt: Date } | { referredAt: Date },
): Promise<void> {
  await tx
    .update(handoffs)
    .set({ ...how, nextMomentAt: null })
    .where(
      and(
        eq(handoffs.conversationId, conversation.id),
        isNull(handoffs.reactedAt),
        isNull(handoffs.withdrawnAt),
      ),
    )
}

/** When to look at the requests again that nobody has reacted to; null: no more. */
export async function setNextMoment(
  { tx, conversation }: OpenConversation,
  nextMomentAt: Date | null,
): Promise<void> {
  await tx
    .update(handoffs)
    .set({ nextMomentAt })
    .where(
      and(
        eq(handoffs.conversationId, conversation.id),
        isNull(handoffs.reactedAt),
        isNull(handoffs.withdrawnAt),
      ),
    )
}
