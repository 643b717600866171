import { randomUUID } from 'node:crypto'
import { seal } from '../../../db/sealing.ts'
import type { Content } from '../../../server/conversations/messages.ts'
import { minutesUntilForMany } from '../../../server/handoff/reaction.ts'
import type { Summary } from '../../../server/handoff/summary.ts'
import { dueAt } from '../../../server/workcalendar/term.ts'
import { usualCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { pick } from '../../support/chance.ts'
import { workingMoment, type Period } from './contacts.ts'
import type { Place } from './fill.ts'
import { openInsert, type Insert } from './insert.ts'

export type BenchConversation = {
  id: string
  startedAt: number
  lastSeq: number
  channel: 'widget' | 'telegram'
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const HOURS_OF_ASKING = 14 * 60
const REASONS = ['asked', 'asked', 'asked', 'unanswered', 'two_misses', 'thumb_down', 'crisis']
const TOPICS = ['wlz', 'wlz', 'plan', 'klacht', 'mantelzorg', 'privacy', null]
const calendar = { hours: usualCalendar.hours, daysOff: [], daysOn: [] }

/** Requests for a person, each with its conversation: a question, what the assistant made of it, and a person. */
export async function fillConversations(place: Place, many: number, period: Period) {
  const { db } = place
  const conversations = openInsert(db, 'conversations')
  const [messages, handoffs, steps] = ['messages', 'handoffs', 'steps'].map((table) =>
    openInsert(db, table, conversations),
  ) as [Insert, Insert, Insert]
  const minutesOf = minutesUntilForMany()
  const all: BenchConversation[] = []
  for (let i = 0; i < many; i++) {
    const life = lifeOf(place, i, many, period)
    await conversations.add(conversationOf(place, life))
    for (const message of messagesOf(place, life)) await messages.add(message)
    await handoffs.add(handoffOf(place, life, minutesOf))
    for (const kind of life.reactedAt ? ['claimed', 'closed'] : [])
      await steps.add({
        organisation_id: place.organisationId,
        conversation_id: life.id,
        kind,
        staff_id: life.supporterId,
        concerns: '{}',
        after_seq: 2,
        created_at: new Date(life.reactedAt!),
      })
    all.push(life)
  }
  for (const table of [messages, handoffs, steps]) await table.flush()
  return all
}

type Life = BenchConversation & {
  requestedAt: Date
  dueAt: Date
  reactedAt: number | null
  supporterId: string
  asked: string
  answer: Content
  replyKind: string
  isOpen: boolean
}

function lifeOf({ chance, staffIds, texts }: Place, i: number, many: number, { from, to }: Period): Life {
  const isOpen = i >= many - 40
  const dayBegins = Math.floor((from + chance() * (to - from)) / DAY_MS) * DAY_MS
  const asksAt = dayBegins + (6 * 60 + Math.floor(chance() * HOURS_OF_ASKING)) * MINUTE_MS
  const startedAt = isOpen ? to - Math.floor(chance() * 3 * DAY_MS) : asksAt
  const requestedAt = new Date(startedAt + MINUTE_MS)
  const due = dueAt(requestedAt, usualCalendar)
  const reactsAt = workingMoment(
    requestedAt.getTime(),
    due.getTime() + (chance() < 0.04 ? 3 * DAY_MS : 0),
    chance,
  )
  const content = pick(texts.replies, chance)
  return {
    id: randomUUID(),
    startedAt,
    lastSeq: 4,
    channel: chance() < 0.25 ? 'telegram' : 'widget',
    requestedAt,
    dueAt: due,
    reactedAt: isOpen ? null : Math.max(reactsAt, requestedAt.getTime() + MINUTE_MS),
    supporterId: pick(staffIds, chance),
    asked: pick(texts.asked, chance),
    answer: content,
    replyKind: content.reply!.kind,
    isOpen,
  }
}

function conversationOf({ key, organisationId, municipalities, chance }: Place, life: Life) {
  const { id, channel, isOpen, supporterId, requestedAt, dueAt: due, asked, lastSeq, startedAt } = life
  const endedAt = new Date((life.reactedAt ?? startedAt) + 10 * MINUTE_MS)
  return {
    id,
    organisation_id: organisationId,
    channel,
    status: isOpen ? 'waiting' : 'closed',
    urgent: false,
    locale: 'nl',
    municipality: pick(municipalities, chance),
    last_seq: lastSeq,
    misses: 0,
    sealed_question: seal(key, `conversations/${id}/question`, asked),
    supporter_id: isOpen ? null : supporterId,
    handoff_requested_at: requestedAt,
    due_at: isOpen ? due : null,
    last_message_at: endedAt,
    closed_at: isOpen ? null : endedAt,
    registered_at: isOpen ? null : endedAt,
    result: isOpen ? null : 'answered',
    rating: !isOpen && chance() < 0.3 ? 1 + Math.floor(chance() * 5) : null,
    created_at: new Date(startedAt),
  }
}

function* messagesOf({ key, organisationId, texts, chance }: Place, life: Life) {
  const { id, startedAt, reactedAt, asked, answer, replyKind } = life
  const said: [author: string, at: number, content: Content, kind: string | null][] = [
    ['client', startedAt, { text: asked }, null],
    ['assistant', startedAt + 2000, answer, replyKind],
    ['client', startedAt + MINUTE_MS, { text: 'Ik wil graag een mens spreken.' }, null],
    ['supporter', reactedAt ?? startedAt + MINUTE_MS, pick(texts.written, chance), null],
  ]
  for (const [i, [author, at, content, kind]] of said.entries()) {
    const seq = i + 1
    yield {
      conversation_id: id,
      seq,
      organisation_id: organisationId,
      author,
      client_message_id: author === 'client' ? `${seq}` : null,
      in_reply_to: author === 'assistant' ? seq - 1 : null,
      sealed_content: seal(key, `messages/${id}/${seq}`, JSON.stringify(content)),
      helpful: kind === 'answer' && chance() < 0.2 ? chance() < 0.8 : null,
      reply_kind: kind,
      created_at: new Date(at),
    }
  }
}

function handoffOf(
  { key, organisationId, chance }: Place,
  life: Life,
  minutesOf: ReturnType<typeof minutesUntilForMany>,
) {
  const { id, requestedAt, dueAt: due, reactedAt, supporterId, asked } = life
  const summary: Summary = {
    question: asked,
    asked: [{ question: asked, answer: null, clauses: [] }],
    wants: asked,
    consent: 'none',
  }
  const isWithdrawn = reactedAt !== null && chance() < 0.03
  const isReactedTo = reactedAt !== null && !isWithdrawn
  return {
    id: randomUUID(),
    organisation_id: organisationId,
    conversation_id: id,
    reason: pick(REASONS, chance),
    urgent: false,
    sealed_summary: seal(key, `handoffs/${id}/${requestedAt.toISOString()}`, JSON.stringify(summary)),
    seq: 3,
    requested_at: requestedAt,
    due_at: due,
    calendar,
    reacted_at: isReactedTo ? new Date(reactedAt) : null,
    reacted_by: isReactedTo ? supporterId : null,
    reaction_minutes: isReactedTo ? minutesOf({ requestedAt, calendar }, new Date(reactedAt)) : null,
    topic: pick(TOPICS, chance),
    withdrawn_at: isWithdrawn ? new Date(requestedAt.getTime() + 5 * MINUTE_MS) : null,
    closed_at: reactedAt === null ? null : new Date(reactedAt + 10 * MINUTE_MS),
  }
}
