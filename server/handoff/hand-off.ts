import { and, desc, eq, isNull, lte, min } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { handoffs, type handoffReason } from '../../db/schema.ts'
import { seal, unseal } from '../../db/sealing.ts'
import type { Conversation, OpenConversation } from '../conversations/conversation.ts'
import { messagesAfter, wordsOfPeople, type Message } from '../conversations/messages.ts'
import { record, type StepKind } from '../conversations/steps.ts'
import { indexTerms } from '../conversations/terms.ts'
import { locales, texts, type Locale } from '../texts.ts'
import { nextOpening } from '../workcalendar/opening-hours.ts'
import { atShareOfTerm, dueAt } from '../workcalendar/term.ts'
import { calendarOf, usualCalendar, type WorkCalendar } from '../workcalendar/work-calendar.ts'
import { isPresent, promised, promiseInWords, somebodyIsThere, whoIsThere, type Promised } from './promise.ts'
import { minutesUntil } from './reaction.ts'
import { summaryOf, type Summary } from './summary.ts'

export type Reason = (typeof handoffReason.enumValues)[number]

/** At these shares of the term the coordinators are warned, and the client gets a sign of life. */
export const HALF = 0.5
export const MOST = 0.8
export const NEARLY_ALL = 0.95

/** How much of a conversation the summary looks back on. */
const MESSAGES_BACK = 40

/** In danger nobody waits for working hours to be reminded. */
const URGENT_MINUTES = 5
export const soon = (now: Date) => new Date(now.getTime() + URGENT_MINUTES * 60_000)

/** What staff are told; of a client who goes on writing to his own supporter, nothing. */
const STEPS: Partial<Record<Reason, StepKind | null>> = {
  reopened: 'reopened',
  wrote_again: null,
  transferred: null,
}

export type HandedOff = { changes: Partial<Conversation>; promise: Promised; words: string }

/**
 * Gives a conversation to the people of the organisation: with a due date by its working calendar, and what they
 * have to know. Who waits already keeps the date that he was promised; danger makes it urgent, and takes it from a
 * supporter who is not there. The caller stores `changes` and tells the client `words`. `asked` is the message of the
 * client that has not been stored yet, `entry` the entry of the knowledge that it was understood to ask for.
 */
export async function handOff(
  open: OpenConversation,
  {
    reason,
    asked,
    entry = null,
    now,
  }: { reason: Reason; asked: string | null; entry?: string | null; now: Date },
): Promise<HandedOff> {
  const { tx, conversation } = open
  const locale = conversation.locale as Locale
  const calendar = await calendarToPromiseBy(tx, conversation.organisationId, now)
  const isThere = await somebodyIsThere(tx, calendar, now)
  const isNewDanger = reason === 'crisis' && !conversation.urgent
  const urgent = conversation.urgent || reason === 'crisis'
  const waits = conversation.dueAt !== null && conversation.status !== 'closed'
  const due = waits ? conversation.dueAt! : dueAt(now, calendar)
  const isKept = conversation.status === 'assigned' && !(isNewDanger && (await isLeftAlone(open, now)))
  // Danger is a request of its own, however long the client waits for something else.
  const question =
    waits && !isNewDanger ? {} : await request(open, { reason, asked, entry, now, due, urgent, calendar })
  const promise = promised(due, now, locale, isThere)
  return {
    changes: {
      // Who had it before it was closed does not have it now: whoever is there may take it up.
      ...(isKept ? {} : { status: 'waiting', supporterId: null }),
      urgent,
      ...(isNewDanger && { urgentSince: now }),
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

async function isLeftAlone(open: OpenConversation, now: Date): Promise<boolean> {
  const { supporterId } = open.conversation
  if (supporterId && (await isPresent(open.tx, supporterId, now))) return false
  await record(open, { kind: 'released', ...(supporterId && { staffId: supporterId }) })
  return true
}

/** A calendar without any opening cannot be promised by: whatever was set, a person has to come. */
export async function calendarToPromiseBy(tx: Db, organisationId: string, now: Date): Promise<WorkCalendar> {
  const calendar = await calendarOf(tx, organisationId)
  return nextOpening(now, calendar) ? calendar : usualCalendar
}

type Request = {
  reason: Reason
  asked: string | null
  entry: string | null
  now: Date
  due: Date
  urgent: boolean
  calendar: WorkCalendar
}

async function request(
  open: OpenConversation,
  { reason, asked, entry, now, due, urgent, calendar }: Request,
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
    topic: topicOf(entry ?? lastUnderstood(earlier)),
    urgent,
    sealedSummary: seal(key, placeOf(conversationId, now), JSON.stringify(summary)),
    requestedAt: now,
    dueAt: due,
    calendar: { hours: calendar.hours, daysOff: calendar.daysOffAdded, daysOn: calendar.daysOffDropped },
    seq: asked === null ? lastSeq : lastSeq + 1,
    nextMomentAt: urgent ? soon(now) : atShareOfTerm(now, due, HALF, calendar),
  })
  const step = reason in STEPS ? STEPS[reason] : 'handed_off'
  if (step) await record(open, { kind: step })
  await indexTerms(open, wordsOfPeople(earlier))
  return { sealedQuestion: seal(key, placeOfQuestion(conversationId), summary.question) }
}

/** The entry of the last answer that the assistant gave. */
const lastUnderstood = (earlier: readonly Message[]) =>
  earlier.findLast(({ reply }) => reply?.topic)?.reply?.topic ?? null

/** The topic of an entry: "dossier" of "dossier.inzage". */
const topicOf = (entry: string | null) => entry?.split('.')[0] ?? null

export type Handoff = typeof handoffs.$inferSelect

export const placeOfQuestion = (conversationId: string) => `conversations/${conversationId}/question`
const placeOf = (conversationId: string, requestedAt: Date) =>
  `handoffs/${conversationId}/${requestedAt.toISOString()}`

/** Written by `handOff` and bound to its place by the seal, so the shape is known. */
export function summaryIn(
  { key }: Pick<OpenConversation, 'key'>,
  { conversationId, requestedAt, sealedSummary }: Handoff,
): Summary {
  if (!sealedSummary) throw new Error('this summary has been erased')
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

const isOpen = ({ conversation }: OpenConversation) =>
  and(
    eq(handoffs.conversationId, conversation.id),
    isNull(handoffs.reactedAt),
    isNull(handoffs.withdrawnAt),
    isNull(handoffs.closedAt),
  )

/** Ends the requests that are still open, up to a message; gives when the earliest of the others is due. */
export async function settleHandoffs(
  open: OpenConversation,
  how: Partial<Pick<Handoff, 'reactedAt' | 'reactedBy' | 'withdrawnAt' | 'referredAt' | 'closedAt'>>,
  upToSeq = open.conversation.lastSeq,
): Promise<Date | null> {
  const { tx } = open
  const settled = await tx
    .update(handoffs)
    .set({ ...how, nextMomentAt: null })
    .where(and(isOpen(open), lte(handoffs.seq, upToSeq)))
    .returning()
  for (const handoff of how.reactedAt ? settled : []) {
    const reactionMinutes = minutesUntil(handoff, how.reactedAt!)
    await tx.update(handoffs).set({ reactionMinutes }).where(eq(handoffs.id, handoff.id))
  }
  const [left] = await tx
    .select({ dueAt: min(handoffs.dueAt) })
    .from(handoffs)
    .where(isOpen(open))
  return left?.dueAt ?? null
}

/** Opens the requests again that were ended by closing the conversation at that moment; gives when they are due. */
export async function reopenHandoffs(open: OpenConversation, closedAt: Date): Promise<Date | null> {
  const { tx, conversation } = open
  const again = await tx
    .update(handoffs)
    .set({
      reactedAt: null,
      reactedBy: null,
      reactionMinutes: null,
      withdrawnAt: null,
      closedAt: null,
      nextMomentAt: closedAt,
    })
    .where(and(eq(handoffs.conversationId, conversation.id), eq(handoffs.closedAt, closedAt)))
    .returning({ dueAt: handoffs.dueAt })
  return again.map(({ dueAt: due }) => due).toSorted((a, b) => Number(a) - Number(b))[0] ?? null
}
