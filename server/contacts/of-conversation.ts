import type { OpenConversation } from '../conversations/conversation.ts'
import { AppError } from '../app-error.ts'
import { contacts } from '../../db/schema.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { reasonNeeded, sealedText, type ContactInput, type Registry, type Result } from './contact.ts'
import { described } from './described.ts'
import { fromConversation, type FromConversation } from './from-conversation.ts'
import { addContact, counted } from './register.ts'
import { besideOthers } from './turn.ts'

export const nothingToRegister = () => new AppError('contact.nothing_to_register')

/** What the supporter says of the contact when he closes the conversation; the rest the conversation tells. */
export type ClosingContact = Pick<
  ContactInput,
  'minutes' | 'service' | 'topic' | 'municipality' | 'supportQuestionId' | 'note'
> & { reason?: string | null }

type Store = Pick<Registry, 'assistant'>
type Values = typeof contacts.$inferInsert
/** Stores the contact, once the last message that it covers stands in the conversation. */
export type Register = () => Promise<void>

/**
 * The contact of a conversation that is about to be closed: confirmed when the supporter says what it was, a draft that
 * waits for him when he does not. It throws what is wrong before anything is written.
 */
export async function contactOnClosing(
  open: OpenConversation,
  store: Store,
  me: StaffMember,
  { result, contact, now }: { result: Result; contact?: ClosingContact | undefined; now: Date },
): Promise<Register> {
  const { tx, conversation } = open
  await besideOthers(tx, conversation.organisationId)
  const found = await fromConversation(open, store.assistant.engine(), now)
  if (!found && contact) throw nothingToRegister()
  if (!found) return async () => {}
  const values = contact
    ? await confirmed(open, store, found, { ...contact, result }, now)
    : { ...drafted(found), isDraft: true }
  return () =>
    add(
      open,
      { ...values, handledBy: 'supporter', supporterId: me.staffId, recordedBy: me.staffId, result },
      now,
    )
}

/** The contact of a conversation that ended by itself: the assistant's, or a draft for who of staff was in it. */
export async function contactOfEnded(open: OpenConversation, store: Store, now: Date): Promise<void> {
  const { tx, conversation } = open
  await besideOthers(tx, conversation.organisationId)
  const found = await fromConversation(open, store.assistant.engine(), null)
  if (!found) return
  const { isByPerson, lastStaffId: supporterId } = found
  await add(
    open,
    isByPerson
      ? { ...drafted(found), handledBy: 'supporter', supporterId, isDraft: true }
      : { ...drafted(found), handledBy: 'assistant', isDraft: false },
    now,
  )
}

type Said = Omit<
  Values,
  'id' | 'version' | 'organisationId' | 'conversationId' | 'throughSeq' | 'recordedAt' | 'channel'
> & { note?: string | null; reason?: string | null }

function drafted(found: FromConversation): Omit<Said, 'handledBy' | 'isDraft'> {
  const { startedAt, day, measuredMinutes, topic, clientId, uniqueClientId, supportQuestionId } = found
  const { agreementId, municipality, region, zorgkantoor, proposed } = found
  return {
    startedAt,
    day,
    minutes: measuredMinutes,
    measuredMinutes,
    topic,
    clientId,
    uniqueClientId,
    supportQuestionId,
    service: proposed?.service ?? null,
    agreementId,
    municipality,
    region,
    zorgkantoor,
  }
}

async function confirmed(
  { tx, conversation }: OpenConversation,
  store: Store,
  found: FromConversation,
  { reason = null, ...contact }: ClosingContact & { result: Result },
  now: Date,
): Promise<Omit<Said, 'handledBy'>> {
  const { startedAt, clientId, minutesSoFar } = found
  const isMeasured = contact.minutes >= minutesSoFar && contact.minutes <= found.measuredMinutes
  const measuredMinutes = isMeasured ? contact.minutes : found.measuredMinutes
  if (!isMeasured && !reason?.trim()) throw reasonNeeded()
  const input = {
    topic: found.topic,
    municipality: found.municipality,
    supportQuestionId: found.supportQuestionId,
    ...contact,
    clientId,
    startedAt,
    channel: conversation.channel,
  }
  const { channel: _, ...row } = await described(
    tx,
    store,
    conversation.organisationId,
    input,
    now,
    found.topic,
  )
  return { ...row, measuredMinutes, isDraft: false, note: contact.note ?? null, reason }
}

/** The number of the last message makes that it is stored once, however often it is tried. */
async function add(open: OpenConversation, said: Said, now: Date): Promise<void> {
  const { tx, conversation, key } = open
  const place = { id: crypto.randomUUID(), version: 1 }
  const { note, reason, ...values } = said
  const row = await addContact(tx, {
    ...values,
    ...place,
    organisationId: conversation.organisationId,
    conversationId: conversation.id,
    throughSeq: conversation.lastSeq,
    channel: conversation.channel,
    sealedNote: sealedText(key, place, 'note', note),
    sealedReason: sealedText(key, place, 'reason', reason),
    recordedAt: now,
  })
  if (row) await counted(tx, key, row)
}
