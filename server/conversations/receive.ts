import { desc, eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { bindings, conversations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import type { Choice } from '../answers/compose.ts'
import type { Engine } from '../answers/engine.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { relatedQuestions } from '../answers/related.ts'
import { replyTo } from '../answers/reply.ts'
import { AppError } from '../app-error.ts'
import { texts, type Locale } from '../texts.ts'
import { withConversation, type ClientAccess, type Conversation } from './conversation.ts'
import { append, messagesAfter, type Message, type NewMessage } from './messages.ts'

export type Incoming = { clientMessageId: string } & ({ text: string } | { choice: string })

export type Assistant = { engine: () => Engine; today: () => string }

export const noSuchChoice = () => new AppError('conversation.no_such_choice')

/**
 * Takes in what a client wrote or tapped and replies, in one transaction. The same `clientMessageId` again gives
 * the same messages and stores nothing.
 */
export function receive(
  db: Db,
  masterKey: Key,
  access: ClientAccess,
  assistant: Assistant,
  incoming: Incoming,
): Promise<Message[]> {
  return withConversation(db, masterKey, access, async (tx, conversation, key) => {
    const earlier = await messagesAfter(tx, conversation.id, key)
    const already = earlier.findIndex(({ clientMessageId }) => clientMessageId === incoming.clientMessageId)
    if (already !== -1) return exchangeAt(earlier, already)

    const said = saidBy(incoming, earlier)
    if (said.choice && 'agreement' in said.choice)
      await settleAgreement(tx, conversation, said.choice.agreement)
    const clientMessage: NewMessage = {
      author: 'client',
      clientMessageId: incoming.clientMessageId,
      content: { text: said.text },
    }
    const reply = await replyWithin(tx, conversation, assistant, [...clientTurns(earlier), ...said.turn])
    await noteHandoff(tx, conversation, reply.reply?.kind)
    return append(tx, conversation, key, [clientMessage, { author: 'assistant', content: reply }])
  })
}

/** Stores that the client wants a person, and says honestly what happens now. */
export function askForPerson(db: Db, masterKey: Key, access: ClientAccess): Promise<Message[]> {
  return withConversation(db, masterKey, access, async (tx, conversation, key) => {
    await noteHandoff(tx, conversation, 'handoff')
    const text = texts(conversation.locale as Locale)('handoff.stored')
    return append(tx, conversation, key, [{ author: 'assistant', content: { text } }])
  })
}

/** A client message with the reply that was stored with it. */
function exchangeAt(earlier: readonly Message[], at: number): Message[] {
  return earlier.slice(at, at + 2)
}

function saidBy(
  incoming: Incoming,
  earlier: readonly Message[],
): { text: string; choice?: Choice; turn: string[] } {
  if ('text' in incoming) {
    const text = maskPersonalNumbers(incoming.text)
    return { text, turn: [text] }
  }
  const offered = earlier.findLast(({ reply }) => reply && reply.choices.length > 0)?.reply?.choices ?? []
  const choice = offered.find(({ label }) => label === incoming.choice)
  if (!choice) throw noSuchChoice()
  // Choosing who gives the help repeats the question with that known; choosing a question asks it.
  return { text: choice.label, choice, turn: 'text' in choice ? [choice.text] : [] }
}

function clientTurns(earlier: readonly Message[]): string[] {
  return earlier.filter(({ author }) => author === 'client').map(({ text }) => text)
}

async function replyWithin(
  tx: Db,
  conversation: Conversation,
  { engine, today }: Assistant,
  turns: string[],
) {
  const agreement =
    conversation.agreementId ?? (await bindingAgreement(tx, conversation.organisationId, today()))
  const locale = conversation.locale as Locale
  const reply = replyTo(engine(), {
    turns,
    agreement,
    municipality: conversation.municipality,
    today: today(),
    locale,
  })
  return { text: reply.text, reply: { ...reply, related: relatedQuestions(engine(), reply, agreement) } }
}

/** The agreement that binds an organisation's clients on a day: the one in force, else the latest earlier one. */
async function bindingAgreement(tx: Db, organisationId: string, today: string): Promise<string | null> {
  const rows = await tx
    .select()
    .from(bindings)
    .where(eq(bindings.organisationId, organisationId))
    .orderBy(desc(bindings.bindsFrom))
  const begun = rows.filter(({ bindsFrom }) => bindsFrom <= today)
  const inForce = begun.find(({ bindsTo }) => bindsTo === null || bindsTo >= today)
  return (inForce ?? begun[0])?.agreementId ?? null
}

async function settleAgreement(tx: Db, conversation: Conversation, agreementId: string): Promise<void> {
  await tx.update(conversations).set({ agreementId }).where(eq(conversations.id, conversation.id))
  conversation.agreementId = agreementId
}

/** The row is locked, so what was read of it still holds. */
async function noteHandoff(
  tx: Db,
  { id, status, urgent, handoffRequestedAt }: Conversation,
  kind?: string,
): Promise<void> {
  if (kind !== 'handoff' && kind !== 'crisis') return
  const wish = {
    status: status === 'assistant' ? ('waiting' as const) : status,
    urgent: urgent || kind === 'crisis',
    handoffRequestedAt: handoffRequestedAt ?? new Date(),
  }
  await tx.update(conversations).set(wish).where(eq(conversations.id, id))
}
