import { createHash } from 'node:crypto'
import { searchClauses } from '../answers/clauses.ts'
import type { Engine } from '../answers/engine.ts'
import { grouped } from '../answers/grouping.ts'
import { rarityOf } from '../answers/likeness.ts'
import { perceive, type Perceived } from '../answers/perceive.ts'
import { dangerOf } from '../answers/reply.ts'
import { stemOf } from '../answers/stems.ts'
import { wordsOf } from '../answers/words.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { momentAt } from '../workcalendar/amsterdam.ts'
import { messagesWithoutHelp, type GapMessage, type GapReason } from './gap-messages.ts'
import { oneByOne } from './known-questions.ts'
import { mayBeMeant, workplaceOf, type Workplace } from './workplace.ts'
import { asStaff } from '../staff/as-staff.ts'

export type Gap = {
  id: string
  /** The most typical way in which it was asked. */
  question: string
  /** Other ways, each once. */
  otherWays: string[]
  count: number
  reasons: Record<GapReason, number>
  lastAt: string
  conversations: { id: string; at: string; reason: GapReason }[]
  /** Where the agreement may have the answer. */
  clause: { agreement: string; section: string; title: string; line: string } | null
  /** The entry that is nearest to it, or that answered without helping. */
  entry: { name: string; question: string; hasAnswered: boolean } | null
}

export type GapList = { from: string; to: string; gaps: Gap[]; messages: number }

const MONTHS_BACK = 3
const DAY_MS = 86_400_000
const MOST_WAYS = 12
const MOST_CONVERSATIONS = 50
/** Of this share of belief on a message is taken for small talk alone. */
const SMALL_TALK = 0.5

type Perceiving = GapMessage & { perceived: Perceived; reading: Perceived['reading'] }

/**
 * What clients asked in a period without getting help, grouped by likeness, the most asked first; without a period the
 * last three months. Messages that tell of danger and small talk stay out.
 */
export async function gapsOf(
  { db, masterKey }: Store,
  me: StaffMember,
  engine: Engine,
  period: { from?: string | undefined; to?: string | undefined },
  now = new Date(),
): Promise<GapList> {
  const { from, to } = { ...usualPeriod(now), ...given(period) }
  const { place, messages } = await asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const bounds = { from: beginOf(from), until: beginOf(to, 1) }
    return {
      place: await workplaceOf(tx, me.organisationId, engine, now),
      messages: await messagesWithoutHelp(tx, key, me.organisationId, bounds),
    }
  })
  const questions = await questionsIn(messages, engine)
  const gaps = grouped(engine.learnt, questions).map((group) => gapOf(group, place))
  return {
    from,
    to,
    gaps: gaps.toSorted((a, b) => b.count - a.count || b.lastAt.localeCompare(a.lastAt)),
    messages: questions.length,
  }
}

function usualPeriod(now: Date): { from: string; to: string } {
  const to = todayInAmsterdam(now)
  const from = new Date(to)
  from.setUTCMonth(from.getUTCMonth() - MONTHS_BACK)
  return { from: from.toISOString().slice(0, 10), to }
}

const given = (period: object) =>
  Object.fromEntries(Object.entries(period).filter(([, day]) => day !== undefined))

const beginOf = (day: string, later = 0) => new Date(momentAt(Date.parse(day) / DAY_MS + later, 0))

/** Many ask in the very same words: those are perceived once. */
async function questionsIn(messages: GapMessage[], engine: Engine): Promise<Perceiving[]> {
  const texts = [...new Set(messages.map(({ text }) => text))]
  const questions = await oneByOne(texts, (text) => [text, questionIn(text, engine)] as const)
  const known = new Map(questions)
  return messages.flatMap((message) => {
    const perceived = known.get(message.text)
    return perceived ? [{ ...message, perceived, reading: perceived.reading }] : []
  })
}

function questionIn(text: string, engine: Engine): Perceived | null {
  const { learnt } = engine
  const perceived = perceive(learnt, text)
  const smallTalk = learnt.labels.reduce(
    (sum, label, i) => (label.startsWith('smalltalk.') ? sum + perceived.shares[i]! : sum),
    0,
  )
  const isOut = smallTalk > SMALL_TALK || dangerOf(engine, text, perceived) !== null
  return isOut ? null : perceived
}

function gapOf(group: readonly Perceiving[], place: Workplace): Gap {
  const typical = group[0]!
  const newest = group.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const count = (reason: GapReason) => group.filter((each) => each.reason === reason).length
  return {
    id: createHash('sha256').update(typical.text).digest('hex').slice(0, 16),
    question: typical.text,
    otherWays: [...new Set(group.map(({ text }) => text))]
      .filter((text) => text !== typical.text)
      .slice(0, MOST_WAYS),
    count: group.length,
    reasons: {
      unanswered: count('unanswered'),
      unclear: count('unclear'),
      thumb_down: count('thumb_down'),
    },
    lastAt: newest[0]!.at.toISOString(),
    conversations: newest
      .slice(0, MOST_CONVERSATIONS)
      .map(({ conversationId: id, at, reason }) => ({ id, at: at.toISOString(), reason })),
    clause: clauseFor(typical, place),
    entry: entryFor(group, place),
  }
}

function clauseFor({ agreementId, reading }: Perceiving, { engine, agreements }: Workplace): Gap['clause'] {
  const agreement = agreementId ?? agreements[0]
  const found = agreement && searchClauses(engine.clauses, agreement, reading.stems)[0]
  const sections = engine.knowledge.sources.find(({ id }) => id === agreement)?.sections
  const section = found && sections?.find(({ id }) => id === found.section)
  if (!agreement || !section) return null
  const lines = section.text.split('\n').filter((line) => line.trim() !== '')
  const fits = (line: string) => {
    const stems = new Set(wordsOf(line).map(({ text }) => stemOf(text)))
    return reading.stems.reduce(
      (sum, stem) => (stems.has(stem) ? sum + rarityOf(engine.learnt, stem) : sum),
      0,
    )
  }
  const line = lines.reduce((best, each) => (fits(each) > fits(best) ? each : best), lines[0] ?? '')
  return { agreement, section: section.id, title: section.title, line: line.replace(/^- /u, '') }
}

function entryFor(group: readonly Perceiving[], place: Workplace): Gap['entry'] {
  const { engine, overlay } = place
  const { labels } = engine.learnt
  const answered = group.find(({ topic }) => topic !== null)?.topic
  const { shares } = group[0]!.perceived
  const mayBeMeantBy = (label: string) => {
    const entry = engine.entries.get(label)
    return entry !== undefined && mayBeMeant(entry, place)
  }
  const best = [...shares.keys()]
    .filter((label) => mayBeMeantBy(labels[label]!))
    .reduce((top, label) => (shares[label]! > shares[top]! ? label : top))
  const name = answered ?? labels[best]!
  const entry = overlay.entries.get(name) ?? engine.entries.get(name)
  return entry ? { name, question: entry.question, hasAnswered: answered !== undefined } : null
}
