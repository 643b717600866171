import { randomUUID } from 'node:crypto'
import type postgres from 'postgres'
import { seal, type Key } from '../../../db/sealing.ts'
import type { Content } from '../../../server/conversations/messages.ts'
import { termsIn, termsOfName } from '../../../server/conversations/terms.ts'
import type { Summary } from '../../../server/handoff/summary.ts'
import { usualCalendar } from '../../../server/workcalendar/work-calendar.ts'
import { newChance, pick } from '../../support/chance.ts'
import { big, copyInto, int, moment, raw, small, uuid, withoutIndexes, word, yes, type Copy } from './copy.ts'
import type { Texts } from './words.ts'

export type Place = { id: string; key: Key; share: number; staffIds: string[]; teamIds: string[] }
export type Sizes = { conversations: number; messages: number }

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
const WELCOME: Content = { text: 'Welkom. Ik ben een computer. Wat wilt u weten?' }

/** Those that point to others come first. */
const FILLED = [
  'rights_requests',
  'sharings',
  'trend_signals',
  'acute_notices',
  'signal_changes',
  'signals',
  'contacts',
  'deliveries',
  'mail_notices',
  'drafts',
  'conversation_terms',
  'handoffs',
  'steps',
  'messages',
  'conversations',
]

type Copies = Record<'conversations' | 'messages' | 'terms' | 'handoffs' | 'steps', Copy>

/** Fills the tables of the desk in its mixture of two years; every text truly sealed, every term a true one. */
export async function fill(client: postgres.Sql, places: Place[], texts: Texts, sizes: Sizes, now: number) {
  // Without its log PostgreSQL fills them in half the time, and reads them in the same way.
  for (const table of FILLED) await client`alter table ${client(table)} set unlogged`
  const connections = await Promise.all(Array.from({ length: 6 }, () => client.reserve()))
  // What is copied hangs together by how it is made; foreign keys are checked when they are put back.
  for (const each of connections) await each`set session_replication_role = replica`
  const [main, ...others] = connections as [postgres.ReservedSql, ...postgres.ReservedSql[]]
  await withoutIndexes(main, ['messages', 'conversation_terms'], async () => {
    const copies = await openCopies(others)
    await write(copies, places, texts, sizes, now)
    await Promise.all(Object.values(copies).map((copy) => copy.end()))
  })
  for (const each of connections) {
    await each`reset session_replication_role`
    each.release()
  }
  for (const table of [...FILLED, 'staff', 'organisations']) await client`vacuum (analyze) ${client(table)}`
}

async function openCopies(connections: postgres.ReservedSql[]): Promise<Copies> {
  const into = {
    conversations: `conversations (id, organisation_id, channel, status, urgent, locale, last_seq, sealed_question,
      supporter_id, team_id, sealed_contact, handoff_requested_at, due_at, snoozed_until, last_message_at, closed_at,
      result, rating, created_at)`,
    messages: `messages (conversation_id, seq, organisation_id, author, client_message_id, in_reply_to,
      sealed_content, created_at)`,
    terms: 'conversation_terms (organisation_id, term, begun_at, conversation_id)',
    handoffs: `handoffs (organisation_id, conversation_id, reason, urgent, seq, sealed_summary, requested_at, due_at,
      calendar, reacted_at, reacted_by)`,
    steps: 'steps (organisation_id, conversation_id, kind, staff_id, after_seq, created_at)',
  }
  const opened = await Promise.all(
    Object.entries(into).map(async ([name, table], i) => [name, await copyInto(connections[i]!, table)]),
  )
  return Object.fromEntries(opened) as Copies
}

async function write(
  copies: Copies,
  places: Place[],
  texts: Texts,
  sizes: Sizes,
  now: number,
): Promise<void> {
  const chance = newChance(42)
  const replies = texts.replies.map((content) => JSON.stringify(content))
  const written = texts.written.map((content) => JSON.stringify(content))
  const terms = new Map<string, number[]>()
  for (const size of sizesOf(sizes, chance)) {
    const place = placeBy(places, chance())
    const known = lifeOf(place, size, now, chance)
    const { id, hasPerson, createdAt } = known
    const said: string[] = []
    const lastAssistant = hasPerson ? Math.ceil(size / 2) : size
    for (let seq = 1; seq <= size; seq++) {
      const isClient = seq % 2 === 0
      const author = isClient ? 'client' : seq <= lastAssistant ? 'assistant' : 'supporter'
      const text = isClient ? clientText(texts, chance) : ''
      if (isClient) said.push(text)
      const content =
        seq === 1
          ? JSON.stringify(WELCOME)
          : isClient
            ? JSON.stringify({ text })
            : pick(author === 'assistant' ? replies : written, chance)
      const wait = copies.messages.row(
        uuid(id),
        int(seq),
        uuid(place.id),
        word(author),
        isClient ? word(`${seq}`) : null,
        author === 'assistant' && seq > 1 ? int(seq - 1) : null,
        raw(seal(place.key, `messages/${id}/${seq}`, content)),
        moment(createdAt + seq * 30_000),
      )
      if (wait) await wait
    }
    const question = said.at(-1) ?? ''
    const name =
      hasPerson && chance() < 0.5 ? `${pick(texts.first, chance)} ${pick(texts.last, chance)}` : null
    await copies.conversations.row(...conversationRow(place, known, question, name))
    if (!hasPerson) continue
    const held = new Set(name ? termsOfName(place.key, name) : [])
    for (const each of said) for (const term of termsFor(terms, place, each)) held.add(term)
    for (const term of held) await copies.terms.row(uuid(place.id), big(term), moment(createdAt), uuid(id))
    await writeStory(copies, place, known, question)
  }
}

function* sizesOf({ conversations, messages }: Sizes, chance: () => number): Generator<number> {
  let left = messages
  for (let i = 0; i < conversations; i++) {
    const mean = left / (conversations - i)
    const drawn = i % 5000 === 0 ? 400 : Math.round(2 + -(mean - 2) * Math.log(1 - chance()))
    const size = i === conversations - 1 ? Math.max(2, left) : Math.min(Math.max(2, drawn), 400)
    left -= size
    yield size
  }
}

function placeBy(places: Place[], at: number): Place {
  let sum = 0
  return places.find(({ share }) => (sum += share) > at) ?? places.at(-1)!
}

function clientText({ asked, rareWord }: Texts, chance: () => number): string {
  const text = pick(asked, chance)
  return chance() < 0.3 ? `${text} ${rareWord(chance)}` : text
}

function termsFor(known: Map<string, number[]>, { id, key }: Place, text: string): number[] {
  const name = `${id} ${text}`
  const terms = known.get(name) ?? termsIn(key, text)
  if (known.size < 60_000) known.set(name, terms)
  return terms
}

type Life = ReturnType<typeof lifeOf>

/** Of a hundred conversations ninety are closed, two wait, three are with a supporter and five with the assistant. */
function lifeOf({ staffIds, teamIds }: Place, size: number, now: number, chance: () => number) {
  const at = chance()
  const status = at < 0.9 ? 'closed' : at < 0.92 ? 'waiting' : at < 0.95 ? 'assigned' : 'assistant'
  const isOpen = status !== 'closed'
  const hasPerson = status === 'closed' ? chance() < 0.39 : status !== 'assistant'
  const age = chance() * (isOpen ? 20 * DAY_MS : 730 * DAY_MS)
  // As with the product, many are due at the same minute: asked at night or in a weekend, due at opening time.
  const dueAt = Math.floor((now + (chance() * 5 - 2) * DAY_MS) / (10 * 60_000)) * 10 * 60_000
  const createdAt = Math.floor(now - age - size * 30_000)
  return {
    id: randomUUID(),
    size,
    status,
    hasPerson,
    createdAt,
    channel: chance() < 0.25 ? 'telegram' : 'widget',
    urgent: status === 'waiting' ? chance() < 0.02 : status === 'assigned' && chance() < 0.02,
    supporterId: hasPerson && status !== 'waiting' ? pick(staffIds, chance) : null,
    teamId: status === 'waiting' && chance() < 0.1 ? pick(teamIds, chance) : null,
    dueAt: status === 'waiting' || (status === 'assigned' && chance() < 0.5) ? dueAt : null,
    snoozedUntil: status === 'assigned' && chance() < 0.1 ? now + DAY_MS : null,
    closedAt: isOpen ? null : Math.min(now, createdAt + size * 30_000 + chance() * 3 * DAY_MS),
    result: isOpen ? null : 'answered',
    rating: !isOpen && chance() < 0.3 ? 1 + Math.floor(chance() * 5) : null,
  }
}

function conversationRow(
  { id: organisationId, key }: Place,
  life: Life,
  question: string,
  name: string | null,
) {
  const { id, hasPerson, createdAt, supporterId, teamId } = life
  const contact = JSON.stringify({ name, reach: null })
  return [
    uuid(id),
    uuid(organisationId),
    word(life.channel),
    word(life.status),
    yes(life.urgent),
    word('nl'),
    int(life.size),
    hasPerson ? raw(seal(key, `conversations/${id}/question`, question)) : null,
    supporterId ? uuid(supporterId) : null,
    teamId ? uuid(teamId) : null,
    name ? raw(seal(key, `conversations/${id}/contact`, contact)) : null,
    hasPerson ? moment(createdAt) : null,
    moment(life.dueAt),
    moment(life.snoozedUntil),
    moment(createdAt + life.size * 30_000),
    moment(life.closedAt),
    life.result ? word(life.result) : null,
    life.rating ? small(life.rating) : null,
    moment(createdAt),
  ]
}

const calendar = JSON.stringify({ hours: usualCalendar.hours, daysOff: [], daysOn: [] })
const kinds = ['handed_off', 'claimed', 'closed']

async function writeStory({ handoffs, steps }: Copies, { id, key }: Place, life: Life, question: string) {
  const { createdAt, supporterId } = life
  const requestedAt = new Date(createdAt)
  const asked = [{ question, answer: null, clauses: [] }]
  const summary: Summary = { question, asked, wants: question, consent: 'none' }
  const place = `handoffs/${life.id}/${requestedAt.toISOString()}`
  await handoffs.row(
    uuid(id),
    uuid(life.id),
    word('asked'),
    yes(life.urgent),
    int(2),
    raw(seal(key, place, JSON.stringify(summary))),
    moment(createdAt),
    moment(life.dueAt ?? createdAt + 2 * DAY_MS),
    raw(Buffer.from(`\u0001${calendar}`)),
    supporterId && !life.dueAt ? moment(createdAt + HOUR_MS) : null,
    supporterId && !life.dueAt ? uuid(supporterId) : null,
  )
  const happened = life.status === 'waiting' ? 1 : life.status === 'assigned' ? 2 : 3
  for (const kind of kinds.slice(0, happened)) {
    const by = kind !== 'handed_off' && supporterId ? uuid(supporterId) : null
    await steps.row(uuid(id), uuid(life.id), word(kind), by, int(2), moment(createdAt + HOUR_MS))
  }
}
