import { and, desc, eq, ne } from 'drizzle-orm'
import { agreements, conversations } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { fold } from '../answers/words.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { requireClient } from '../contacts/placing.ts'
import { ledgerOf, type Ledger } from '../contacts/ledger.ts'
import { bindingOn } from '../conversations/bindings.ts'
import { contactOf, type Contact } from '../conversations/contact.ts'
import type { Conversation, OpenConversation } from '../conversations/conversation.ts'
import { messagesAfter, type Message } from '../conversations/messages.ts'
import { ratingOf } from '../conversations/rate.ts'
import { stepsOf, type Step } from '../conversations/steps.ts'
import { lastHandoff, summaryIn, type Reason } from '../handoff/hand-off.ts'
import type { Summary } from '../handoff/summary.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { draftOf } from './draft.ts'
import { lastSaidIn } from './last-said.ts'
import { lineOf, type Line } from './line.ts'
import { clientIn, type CaseClient } from './link-client.ts'
import { readCase } from './open-case.ts'
import { within } from './views.ts'

/** All that a supporter has to see of a conversation. */
export type Case = Line & {
  messages: Message[]
  steps: Step[]
  handoff: CaseHandoff | null
  contact: Contact
  /** Whose conversation it is, once a supporter has said so. */
  client: CaseClient | null
  agreement: { id: string; title: string; validTo: string | null; hasEnded: boolean } | null
  region: { name: string; zorgkantoor: string } | null
  /** His minutes of information and advice; null when he is not known, or his agreement has no such service. */
  ledger: Ledger | null
  /** Earlier conversations of the same person, as far as his channel knows him. */
  earlier: Pick<Line, 'id' | 'question' | 'createdAt' | 'result'>[]
  ratingComment: string | null
  draft: string | null
}

export type CaseHandoff = {
  reason: Reason
  requestedAt: string
  dueAt: string
  reactedAt: string | null
  withdrawnAt: string | null
  referredAt: string | null
  summary: Summary
}

const MOST_EARLIER = 20

export function showCase(
  store: Store,
  me: StaffMember,
  engine: Engine,
  conversationId: string,
  now = new Date(),
): Promise<Case> {
  return readCase(store, me, conversationId, async (open) => {
    const { tx, conversation, key } = open
    const calendar = await calendarOf(tx, me.organisationId)
    const said = await lastSaidIn(tx, [conversation])
    const agreement = await agreementOf(open, now)
    return {
      ...lineOf(conversation, { key, calendar, now, lastSaid: said.get(conversation.id) ?? null }),
      messages: await messagesAfter(tx, conversation.id, key),
      steps: await stepsOf(tx, conversation.id, key),
      handoff: await handoffOf(open),
      contact: contactOf(open),
      client: await clientIn(open, me, engine, now),
      agreement,
      region: regionOf(engine, conversation, agreement?.id ?? null),
      ledger: await ledgerIn(open, agreement?.id ?? null),
      earlier: await earlierOf(open, me, now),
      ratingComment: ratingOf(open)?.comment ?? null,
      draft: await draftOf(open, me),
    }
  })
}

async function handoffOf(open: OpenConversation): Promise<CaseHandoff | null> {
  const last = await lastHandoff(open)
  if (!last) return null
  const { reason, requestedAt, dueAt, reactedAt, withdrawnAt, referredAt } = last
  return {
    reason,
    requestedAt: requestedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    reactedAt: reactedAt?.toISOString() ?? null,
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    referredAt: referredAt?.toISOString() ?? null,
    summary: summaryIn(open, last),
  }
}

/** The agreement that binds this client: his own where it is known, else the one of his organisation on this day. */
async function agreementOf({ tx, conversation, bindings }: OpenConversation, now: Date) {
  const today = todayInAmsterdam(now)
  const id = conversation.agreementId ?? bindingOn(today, bindings)
  if (!id) return null
  const [agreement] = await tx.select().from(agreements).where(eq(agreements.id, id))
  if (!agreement) return null
  const { title, validTo } = agreement
  return { id, title, validTo, hasEnded: validTo !== null && validTo < today }
}

async function ledgerIn({ tx, conversation }: OpenConversation, agreementId: string | null) {
  if (!conversation.clientId) return null
  const { uniqueClientId } = await requireClient(tx, conversation.clientId)
  return ledgerOf(tx, uniqueClientId, agreementId)
}

function regionOf({ names }: Engine, { municipality }: Conversation, agreementId: string | null) {
  const region =
    municipality && agreementId ? names.regions.get(agreementId)?.get(fold(municipality)) : undefined
  return region ? { name: region.region, zorgkantoor: region.zorgkantoor } : null
}

async function earlierOf({ tx, conversation, key }: OpenConversation, me: StaffMember, now: Date) {
  const { id, telegramChatId, organisationId } = conversation
  if (!telegramChatId) return []
  const rows = await tx
    .select()
    .from(conversations)
    .where(and(eq(conversations.telegramChatId, telegramChatId), ne(conversations.id, id), within(me)))
    .orderBy(desc(conversations.createdAt))
    .limit(MOST_EARLIER)
  const said = await lastSaidIn(tx, rows)
  const calendar = await calendarOf(tx, organisationId)
  return rows.map((row) => {
    const line = lineOf(row, { key, calendar, now, lastSaid: said.get(row.id) ?? null })
    return { id: line.id, question: line.question, createdAt: line.createdAt, result: line.result }
  })
}
