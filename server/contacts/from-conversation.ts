import { and, desc, eq, isNotNull, isNull, max } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, contacts, steps, supportQuestions } from '../../db/schema.ts'
import type { Engine } from '../answers/engine.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { OpenConversation } from '../conversations/conversation.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import { messagesAfter, type Message } from '../conversations/messages.ts'
import { activeMinutes } from './activity.ts'
import { LONGEST_MINUTES } from './described.ts'
import { mostCommon, proposedService, type Known, type Proposal } from './fitting.ts'
import { bindingsIn, placed, type Placed } from './placing.ts'
import { topicOf } from './topics.ts'

/** What a conversation says of a contact in it, as far as no contact covers it yet. */
export type FromConversation = Placed & {
  startedAt: Date
  day: string
  measuredMinutes: number
  /** The same up to the last thing that was said or done: what a form showed that was opened before now lies between. */
  minutesSoFar: number
  topic: string | null
  clientId: string | null
  uniqueClientId: string | null
  supportQuestionId: string | null
  proposed: Proposal | null
  known: Known
  /** Whether one of our people did something in it; if not the assistant handled it alone. */
  isByPerson: boolean
  /** Who of staff did something in it last. */
  lastStaffId: string | null
}

/** Null when nobody said anything since the last contact, so that there is nothing to register. */
export function fromConversation(
  open: OpenConversation,
  engine: Engine,
  until: Date | null,
): Promise<FromConversation | null> {
  // What a colleague registered of this conversation, or of its client, decides what there is to register now. Who has
  // the conversation may see what comes of it.
  return beyondInvolvement(open.tx, (tx) => told({ ...open, tx }, engine, until))
}

async function told(
  open: OpenConversation,
  engine: Engine,
  until: Date | null,
): Promise<FromConversation | null> {
  const { tx, conversation, key } = open
  const after = await coveredUntil(tx, conversation.id)
  const said = await messagesAfter(tx, conversation.id, key, after)
  const done = await doneByStaff(tx, conversation.id, after)
  const isOfPeople =
    said.some(({ author }) => author !== 'assistant') || done.some(({ kind }) => kind === 'note')
  const first = said[0]?.createdAt ?? done[0]?.createdAt.toISOString()
  if (!isOfPeople || !first) return null
  const isByPerson = said.some(({ author }) => author === 'supporter') || done.length > 0 || until !== null
  const soFar = [
    ...said.map(({ createdAt }) => new Date(createdAt)),
    ...done.map(({ createdAt }) => createdAt),
  ]
  const least = said.some(({ author }) => author === 'supporter') ? 1 : 0
  const minutesOf = (moments: Date[]) => Math.min(Math.max(activeMinutes(moments), least), LONGEST_MINUTES)
  const startedAt = new Date(first)
  const day = todayInAmsterdam(startedAt)
  const client = conversation.clientId ? await clientOf(tx, conversation.clientId) : null
  const bindings = await bindingsIn(tx, conversation.organisationId)
  const place = placed(engine, bindings, day, conversation.municipality ?? client?.municipality ?? null)
  const asked = entriesIn(said)
  const supportQuestionId = client ? await openQuestionOf(tx, client.uniqueClientId) : null
  const known = { uniqueClientId: client?.uniqueClientId ?? null, supportQuestionId, asked }
  return {
    ...place,
    startedAt,
    day,
    measuredMinutes: minutesOf(until ? [...soFar, until] : soFar),
    minutesSoFar: minutesOf(soFar),
    topic: mostCommon(asked.map(topicOf)),
    clientId: client?.id ?? null,
    uniqueClientId: client?.uniqueClientId ?? null,
    supportQuestionId,
    proposed: await proposedService(tx, place.agreementId, known),
    known,
    isByPerson,
    lastStaffId: done.at(-1)?.staffId ?? null,
  }
}

/** The last message that a contact covers, removed ones too: what was taken out is not to come back by itself. */
export async function coveredUntil(tx: Db, conversationId: string): Promise<number> {
  const [row] = await tx
    .select({ seq: max(contacts.throughSeq) })
    .from(contacts)
    .where(and(eq(contacts.conversationId, conversationId), isNull(contacts.replacedAt)))
  return row?.seq ?? 0
}

async function doneByStaff(tx: Db, conversationId: string, after: number) {
  const rows = await tx
    .select({
      kind: steps.kind,
      createdAt: steps.createdAt,
      afterSeq: steps.afterSeq,
      staffId: steps.staffId,
    })
    .from(steps)
    .where(and(eq(steps.conversationId, conversationId), isNotNull(steps.staffId)))
    .orderBy(steps.id)
  return rows.filter(({ afterSeq }) => afterSeq >= after)
}

/** Which entries of the knowledge the client's questions were understood to be about. */
function entriesIn(said: readonly Message[]): string[] {
  return said.flatMap(({ reply }) => reply?.topic ?? [])
}

async function clientOf(tx: Db, clientId: string) {
  const { id, uniqueClientId, municipality } = clients
  const [client] = await tx.select({ id, uniqueClientId, municipality }).from(clients).where(eq(id, clientId))
  return client!
}

/** The support question that the client has open, when there is just one. */
async function openQuestionOf(tx: Db, uniqueClientId: string): Promise<string | null> {
  const rows = await tx
    .select({ id: supportQuestions.id })
    .from(supportQuestions)
    .innerJoin(clients, eq(clients.id, supportQuestions.clientId))
    .where(and(eq(clients.uniqueClientId, uniqueClientId), isNull(supportQuestions.endedOn)))
    .orderBy(desc(supportQuestions.startedOn))
    .limit(2)
  return rows.length === 1 ? rows[0]!.id : null
}
