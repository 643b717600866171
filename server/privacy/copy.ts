import { asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, contacts, conversations, rightsRequests, supportQuestions } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { clientFor, toldOf, type Told } from '../clients/client.ts'
import { consentsOf, type Consent } from '../clients/consents.ts'
import { shown as contactShown } from '../contacts/contact.ts'
import { questionTexts } from '../contacts/support-questions.ts'
import { contactOf } from '../conversations/contact.ts'
import type { Conversation } from '../conversations/conversation.ts'
import { organisationKey } from './data-keys.ts'
import { messagesAfter, type Message } from '../conversations/messages.ts'
import { ratingOf } from '../conversations/rate.ts'
import { stepsOf } from '../conversations/steps.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { clientNeeded, identityNeeded, notGranted } from './handle.ts'
import { handoffsIn, writtenOf, type HandoffCopy, type Written } from './copy-written.ts'
import { noSuchRequest, type RightsRow } from './requests.ts'
import { needsIdentity } from './work-list.ts'

/** All that is kept of a person, as he may have it (AVG art. 15 and 20). */
export type Copy = {
  madeAt: string
  file: FileCopy[]
  consents: Consent[]
  supportQuestions: {
    startedOn: string
    endedOn: string | null
    aim: string
    evaluation: string | null
  }[]
  contacts: {
    day: string
    channel: string
    minutes: number
    service: string | null
    topic: string | null
    note: string | null
  }[]
  conversations: ConversationCopy[]
} & Written

type FileCopy = Told & {
  number: number
  municipality: string | null
  law: string
  indicationFrom: string | null
  indicationUntil: string | null
  createdAt: string
}

type ConversationCopy = {
  id: string
  channel: string
  createdAt: string
  contact: { name: string | null; reach: string | null }
  messages: Pick<Message, 'author' | 'speaker' | 'text' | 'createdAt'>[]
  /** What staff noted beside it, and were told when it went to a person. */
  notes: { at: string; text: string }[]
  handoffs: HandoffCopy[]
  rating: { score: number; comment: string | null } | null
}

/** Makes the copy that was granted; the first time that counts as doing it. */
export function copyFor(
  { db, masterKey }: Store,
  me: StaffMember,
  id: string,
  now = new Date(),
): Promise<{ copy: Copy; request: RightsRow }> {
  return asStaff(db, me, async (tx) => {
    const [request] = await tx.select().from(rightsRequests).where(eq(rightsRequests.id, id)).for('update')
    if (!request) throw noSuchRequest()
    const { kind, decision, clientId } = request
    if (kind !== 'access' && kind !== 'copy') throw notGranted()
    if (decision !== 'granted') throw notGranted()
    if (needsIdentity(request)) throw identityNeeded()
    if (!clientId) throw clientNeeded()
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const copy = await copyOf(tx, key, me, clientId, now)
    if (!request.executedAt)
      await tx
        .update(rightsRequests)
        .set({ executedAt: now, executedBy: me.staffId })
        .where(eq(rightsRequests.id, id))
    return { copy, request }
  })
}

async function copyOf(tx: Db, key: Key, me: StaffMember, clientId: string, now: Date): Promise<Copy> {
  const client = await clientFor(tx, clientId)
  const same = await tx.select().from(clients).where(eq(clients.uniqueClientId, client.uniqueClientId))
  const ids = same.map((each) => each.id)
  noteClients(me, ...ids)
  const questions = await tx
    .select()
    .from(supportQuestions)
    .where(inArray(supportQuestions.clientId, ids))
    .orderBy(asc(supportQuestions.startedOn))
  const registered = await tx
    .select()
    .from(contacts)
    .where(inArray(contacts.clientId, ids))
    .orderBy(asc(contacts.startedAt), asc(contacts.version))
  const chats = await tx
    .select()
    .from(conversations)
    .where(inArray(conversations.clientId, ids))
    .orderBy(asc(conversations.createdAt))
  return {
    madeAt: now.toISOString(),
    file: same.map((each) => ({
      ...toldOf(key, each),
      number: each.number,
      municipality: each.municipality,
      law: each.law,
      indicationFrom: each.indicationFrom,
      indicationUntil: each.indicationUntil,
      createdAt: each.createdAt.toISOString(),
    })),
    consents: await consentsOf(tx, client),
    supportQuestions: questions.map((question) => ({
      startedOn: question.startedOn,
      endedOn: question.endedOn,
      ...questionTexts(key, question),
    })),
    contacts: registered
      .filter((row) => row.replacedAt === null && !row.isRemoved)
      .map((row) => {
        const { day, channel, minutes, service, topic, note } = contactShown(row, key)
        return { day, channel, minutes, service, topic, note }
      }),
    conversations: await Promise.all(chats.map((chat) => conversationCopy(tx, key, chat))),
    ...(await writtenOf(tx, key, { clientIds: ids, conversationIds: chats.map((chat) => chat.id) })),
  }
}

async function conversationCopy(tx: Db, key: Key, conversation: Conversation): Promise<ConversationCopy> {
  const { id, channel, createdAt } = conversation
  const said = await messagesAfter(tx, id, key)
  const noted = await stepsOf(tx, id, key)
  return {
    id,
    channel,
    createdAt: createdAt.toISOString(),
    contact: contactOf({ conversation, key }),
    messages: said.map(({ author, speaker, text, createdAt: at }) => ({
      author,
      speaker,
      text,
      createdAt: at,
    })),
    notes: noted.flatMap(({ kind, text, createdAt: at }) => (text && kind !== 'rated' ? [{ at, text }] : [])),
    handoffs: await handoffsIn(tx, key, id),
    rating: ratingOf({ conversation, key }),
  }
}
