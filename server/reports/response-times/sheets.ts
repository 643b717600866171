import { and, eq } from 'drizzle-orm'
import { organisations } from '../../../db/schema.ts'
import { noteClients } from '../../access-log/visit.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import type { Locale } from '../../texts.ts'
import { calendarsInWords, type Computed } from '../calendar-in-words.ts'
import {
  inPart,
  NOBODY,
  selected,
  UNKNOWN,
  waitedWithoutReaction,
  type Part,
  type Selection,
} from './requests.ts'
import { requestsIn, type RequestRow } from './rows.ts'
import { figuresSheet, notesSheet } from './explained.ts'
import { dutchDay, nameOf, topicName, wordsIn, type Words } from './words.ts'
import { responseTimes } from './response-times.ts'
import { summingAsStaff } from '../summing.ts'
import type { Cell, Sheet } from '../workbook/workbook.ts'

export type Wanted = { selection: Selection; part: Part; locale: Locale }

/**
 * Every request of a period with what its term was computed from, for whoever wants to check that clients get a
 * reaction within two working days (wlz-oco-2024 art-11); then the figures, then what they mean. Nothing in it says
 * who the client is.
 */
export async function auditOf(
  store: Store,
  me: StaffMember,
  { selection, part, locale }: Wanted,
  now = new Date(),
): Promise<Sheet[]> {
  const words = wordsIn(locale)
  const shown = await responseTimes(store, me, selection, now)
  return summingAsStaff(store.db, me, async (tx) => {
    const [own] = await tx.select().from(organisations).where(eq(organisations.id, me.organisationId))
    const waited = await waitedWithoutReaction(tx, selection, now)
    const condition = and(selected(selection), inPart(part, now))
    const requests = await requestsIn(tx, { condition, waited, order: 'newest', now })
    noteClients(me, ...requests.map(({ clientId }) => clientId))
    const organisation = own!.name
    return [
      requestsSheet(requests, now, words, locale),
      figuresSheet(shown, words),
      notesSheet({ shown, selection, part, organisation, me, now, words, locale }),
    ]
  })
}

function requestsSheet(requests: RequestRow[], now: Date, words: Words, locale: Locale): Sheet {
  const computedWith = calendarsInWords(locale)
  return {
    name: words('sheet.requests'),
    columns: [
      { title: words('column.requested'), kind: 'moment', width: 17 },
      { title: words('column.due'), kind: 'moment', width: 17 },
      { title: words('column.reacted'), kind: 'moment', width: 17 },
      { title: words('column.state'), kind: 'text', width: 26 },
      { title: words('column.supporter'), kind: 'text' },
      { title: words('column.minutes'), kind: 'minutes', width: 11 },
      { title: words('column.term-days'), kind: 'number', width: 11 },
      { title: words('column.channel'), kind: 'text' },
      { title: words('column.topic'), kind: 'text', width: 22 },
      { title: words('column.reason'), kind: 'text', width: 28 },
      { title: words('column.urgent'), kind: 'text', width: 8 },
      { title: words('column.referred'), kind: 'moment', width: 17 },
      { title: words('column.withdrawn'), kind: 'moment', width: 17 },
      { title: words('column.closed'), kind: 'moment', width: 17 },
      { title: words('column.hours'), kind: 'text', width: 30 },
      { title: words('column.days-off'), kind: 'text', width: 22 },
      { title: words('column.days-added'), kind: 'text', width: 22 },
      { title: words('column.days-worked'), kind: 'text', width: 22 },
      { title: words('column.conversation'), kind: 'text', width: 38 },
    ],
    rows: requests.map((request) => requestRow(request, computedWith(request, endOf(request, now)), words)),
  }
}

/** Until when a day off matters: the due date, or the later moment at which the waiting ended. */
function endOf({ dueAt, reactedAt, withdrawnAt, closedAt }: RequestRow, now: Date): Date {
  const ended = reactedAt ?? withdrawnAt ?? closedAt ?? now
  return ended > dueAt ? ended : dueAt
}

function requestRow(request: RequestRow, { hours, termDays, daysOff }: Computed, words: Words): Cell[] {
  const { requestedAt, dueAt, reactedAt, withdrawnAt, closedAt, referredAt } = request
  return [
    requestedAt,
    dueAt,
    reactedAt,
    words(`state.${request.state}`),
    nameOf(request.supporterId ?? NOBODY, request.firstName, words),
    request.minutes,
    termDays,
    words(`channel.${request.channel}`),
    topicName(request.topic ?? UNKNOWN, words),
    words(`reason.${request.reason}`),
    words(request.urgent ? 'yes' : 'no'),
    referredAt,
    withdrawnAt,
    closedAt,
    hours,
    listed(daysOff.all),
    listed(daysOff.added),
    listed(daysOff.worked),
    request.conversationId,
  ]
}

const listed = (days: string[]) => days.map(dutchDay).join(', ')
