import { and, asc, desc, eq, gt, or, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Reply } from '../answers/compose.ts'
import { deliver } from '../deliveries/deliver.ts'
import type { Promised } from '../handoff/promise.ts'
import type { Conversation, OpenConversation } from './conversation.ts'
import { indexTerms } from './terms.ts'

export type Author = (typeof messages.author.enumValues)[number]

/** What is sealed in a message. */
export type Content = {
  text: string
  /** The assistant's whole reply. */
  reply?: Reply & { related: string[]; handoff?: Promised }
  /** The first name of the supporter who wrote it. */
  speaker?: string
  /** What it asks, where that is not the text: a tapped choice asks its question. */
  asked?: string
  /** The earlier message of the client that this one replaces. */
  corrects?: number
  /** It asks the client how satisfied he is. */
  asksRating?: true
}

export type Message = {
  seq: number
  author: Author
  /** The first name of the supporter who wrote it. */
  speaker: string | null
  clientMessageId: string | null
  text: string
  reply: NonNullable<Content['reply']> | null
  /** It asks the client how satisfied he is. */
  asksRating: boolean
  /** The client's thumb on it. */
  helpful: boolean | null
  createdAt: string
}

export type NewMessage = {
  author: Author
  clientMessageId?: string
  inReplyTo?: number
  content: Content
}

/** The next reply leans on the last one or two questions; who helps the client or where he lives is said near by. */
const TURNS_IN_MIND = 12

/** Appends messages to a locked conversation, numbered on from its last, together with what changes in it. */
export async function append(
  open: OpenConversation,
  written: readonly NewMessage[],
  changes: Partial<Conversation> = {},
): Promise<Message[]> {
  const { tx, conversation, key, added } = open
  const createdAt = new Date()
  const rows = written.map(({ author, clientMessageId = null, inReplyTo = null, content }, i) => {
    const seq = conversation.lastSeq + 1 + i
    const { id: conversationId, organisationId } = conversation
    const sealedContent = seal(key, placeOf(conversationId, seq), JSON.stringify(content))
    return {
      row: {
        conversationId,
        organisationId,
        seq,
        author,
        clientMessageId,
        inReplyTo,
        sealedContent,
        replyKind: content.reply?.kind ?? null,
        createdAt,
      },
      message: shown({ seq, author, clientMessageId, helpful: null, createdAt }, content),
    }
  })
  // What is said now no contact covers yet, unless whoever says it registers that too.
  const changed = {
    registeredAt: null,
    ...changes,
    lastSeq: conversation.lastSeq + rows.length,
    lastMessageAt: createdAt,
  }
  // One statement, because each is a trip to the database while others wait for this conversation.
  const change = tx
    .$with('change')
    .as(
      tx
        .update(conversations)
        .set(changed)
        .where(eq(conversations.id, conversation.id))
        .returning({ id: conversations.id }),
    )
  await tx
    .with(change)
    .insert(messages)
    .values(rows.map(({ row }) => row))
  Object.assign(conversation, changed)
  const appended = rows.map(({ message }) => message)
  await deliver(
    tx,
    conversation,
    appended.filter(({ author }) => author !== 'client'),
  )
  added.push(...appended)
  // What no person has to do with is not searched, nor what the assistant says again and again.
  if (conversation.handoffRequestedAt || conversation.supporterId)
    await indexTerms(open, wordsOfPeople(appended))
  return appended
}

/** What people said, and not the computer. */
export const wordsOfPeople = (said: readonly Message[]) =>
  said.flatMap(({ author, text }) => (author === 'assistant' ? [] : [text]))

/** The messages after a place in the conversation, oldest first. */
export function messagesAfter(tx: Db, conversationId: string, key: Key, after = 0): Promise<Message[]> {
  return messagesWhere(tx, key, and(eq(messages.conversationId, conversationId), gt(messages.seq, after)))
}

/** One message of a conversation. */
export async function messageAt(
  { tx, conversation, key }: OpenConversation,
  seq: number,
): Promise<Message | null> {
  const place = and(eq(messages.conversationId, conversation.id), eq(messages.seq, seq))
  const [message] = await messagesWhere(tx, key, place)
  return message ?? null
}

/** A message of the client with the reply that was stored with it. */
export function exchangeAt({ tx, conversation, key }: OpenConversation, seq: number): Promise<Message[]> {
  const either = or(eq(messages.seq, seq), eq(messages.inReplyTo, seq))
  return messagesWhere(tx, key, and(eq(messages.conversationId, conversation.id), either))
}

/** The choices that were offered last, with the message that offers them. */
export async function lastOffer({ tx, conversation, key }: OpenConversation): Promise<Message | null> {
  const rows = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), eq(messages.author, 'assistant')))
    .orderBy(desc(messages.seq))
    .limit(TURNS_IN_MIND)
  for (const row of rows) {
    const content = contentOf(key, row)
    if (content.reply && content.reply.choices.length > 0) return shown(row, content)
  }
  return null
}

/** Whether the client's thumb on the assistant's last words was down. */
export async function lastDidNotHelp({ tx, conversation }: OpenConversation): Promise<boolean> {
  const [last] = await tx
    .select({ helpful: messages.helpful })
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), eq(messages.author, 'assistant')))
    .orderBy(desc(messages.seq))
    .limit(1)
  return last?.helpful === false
}

/** A message of the client, as the next reply has it in mind. */
export type Turn = { seq: number; clientMessageId: string | null; content: Content }

/**
 * What the client has said lately, oldest first, with the message that his device named so, however long ago that
 * was stored.
 */
export async function recentTurns(
  { tx, conversation, key }: OpenConversation,
  clientMessageId: string,
): Promise<Turn[]> {
  const lately = gt(messages.seq, conversation.lastSeq - 2 * TURNS_IN_MIND)
  const rows = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.conversationId, conversation.id),
        eq(messages.author, 'client'),
        or(lately, eq(messages.clientMessageId, clientMessageId)),
      ),
    )
    .orderBy(asc(messages.seq))
  return rows.map((row) => ({
    seq: row.seq,
    clientMessageId: row.clientMessageId,
    content: contentOf(key, row),
  }))
}

/** What was asked in these turns; not what was corrected since, nor what asks nothing of its own. */
export function questionsIn(turns: readonly Turn[], corrected: number | undefined): string[] {
  // A message that was corrected more than once counts as it was corrected last.
  const corrections = new Map(turns.map(({ seq, content }) => [content.corrects, seq]))
  const replaced = (seq: number | undefined) => seq === corrected || corrections.has(seq)
  return turns
    .filter(({ seq, content: { corrects } }) =>
      corrects === undefined ? !replaced(seq) : corrects !== corrected && corrections.get(corrects) === seq,
    )
    .map(({ content }) => questionOf(content))
    .filter((question) => question !== '')
}

export function questionOf({ text, asked }: Content): string {
  return asked ?? text
}

async function messagesWhere(tx: Db, key: Key, condition: SQL | undefined): Promise<Message[]> {
  const rows = await tx.select().from(messages).where(condition).orderBy(asc(messages.seq))
  return rows.map((row) => shown(row, contentOf(key, row)))
}

export type Row = typeof messages.$inferSelect

/** Written by `append` and bound to its place by the seal, so the shape is known. */
export function contentOf(
  key: Key,
  { conversationId, seq, sealedContent }: Pick<Row, 'conversationId' | 'seq' | 'sealedContent'>,
): Content {
  return JSON.parse(unseal(key, placeOf(conversationId, seq), sealedContent)) as Content
}

function shown(
  row: Pick<Row, 'seq' | 'author' | 'clientMessageId' | 'helpful' | 'createdAt'>,
  { text, reply, speaker, asksRating }: Content,
): Message {
  const { seq, author, clientMessageId, helpful, createdAt } = row
  return {
    seq,
    author,
    speaker: speaker ?? null,
    clientMessageId,
    text,
    reply: reply ?? null,
    asksRating: asksRating ?? false,
    helpful,
    createdAt: createdAt.toISOString(),
  }
}

const placeOf = (conversationId: string, seq: number) => `messages/${conversationId}/${seq}`
