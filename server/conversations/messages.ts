import { and, asc, desc, eq, gt, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Reply } from '../answers/compose.ts'
import { deliver } from '../deliveries/deliver.ts'
import type { Conversation, OpenConversation } from './conversation.ts'

export type Author = (typeof messages.author.enumValues)[number]

/** What is sealed in a message. */
export type Content = {
  text: string
  /** The assistant's whole reply. */
  reply?: Reply & { related: string[] }
  /** The first name of the supporter who wrote it. */
  speaker?: string
  /** What it asks, where that is not the text: a tapped choice asks its question. */
  asked?: string
  /** The earlier message of the client that this one replaces. */
  corrects?: number
}

export type Message = {
  seq: number
  author: Author
  /** The first name of the supporter who wrote it. */
  speaker: string | null
  clientMessageId: string | null
  text: string
  reply: NonNullable<Content['reply']> | null
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

/** More of a conversation than this is not read for the next reply. */
const TURNS_IN_MIND = 40

/** Appends messages to a locked conversation, numbered on from its last, together with what changes in it. */
export async function append(
  { tx, conversation, key, added }: OpenConversation,
  written: readonly NewMessage[],
  changes: Partial<Conversation> = {},
): Promise<Message[]> {
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
        createdAt,
      },
      message: shown({ seq, author, clientMessageId, helpful: null, createdAt }, content),
    }
  })
  const changed = { ...changes, lastSeq: conversation.lastSeq + rows.length }
  await Promise.all([
    tx.insert(messages).values(rows.map(({ row }) => row)),
    tx.update(conversations).set(changed).where(eq(conversations.id, conversation.id)),
  ])
  Object.assign(conversation, changed)
  const appended = rows.map(({ message }) => message)
  await deliver(
    tx,
    conversation,
    appended.filter(({ author }) => author !== 'client'),
  )
  added.push(...appended)
  return appended
}

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

/** A message that the client's device named so, with the reply that was stored with it; or nothing. */
export async function exchangeNamed(
  { tx, conversation, key }: OpenConversation,
  clientMessageId: string,
): Promise<Message[]> {
  const inConversation = eq(messages.conversationId, conversation.id)
  const [asked] = await messagesWhere(
    tx,
    key,
    and(inConversation, eq(messages.clientMessageId, clientMessageId)),
  )
  if (!asked) return []
  const replies = await messagesWhere(tx, key, and(inConversation, eq(messages.inReplyTo, asked.seq)))
  return [asked, ...replies]
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

/** A message of the client, as the next reply has it in mind. */
export type Turn = { seq: number; clientMessageId: string | null; content: Content }

/** What the client has said lately, oldest first. */
export async function recentTurns({ tx, conversation, key }: OpenConversation): Promise<Turn[]> {
  const rows = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.conversationId, conversation.id), eq(messages.author, 'client')))
    .orderBy(desc(messages.seq))
    .limit(TURNS_IN_MIND)
  return rows
    .toReversed()
    .map((row) => ({ seq: row.seq, clientMessageId: row.clientMessageId, content: contentOf(key, row) }))
}

/** What was asked in these turns; not what was corrected since, nor what asks nothing of its own. */
export function questionsIn(turns: readonly Turn[], corrected: number | undefined): string[] {
  const replaced = new Set([corrected, ...turns.map(({ content }) => content.corrects)])
  return turns
    .filter(({ seq }) => !replaced.has(seq))
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

type Row = typeof messages.$inferSelect

/** Written by `append` and bound to its place by the seal, so the shape is known. */
function contentOf(key: Key, { conversationId, seq, sealedContent }: Row): Content {
  return JSON.parse(unseal(key, placeOf(conversationId, seq), sealedContent)) as Content
}

function shown(
  row: Pick<Row, 'seq' | 'author' | 'clientMessageId' | 'helpful' | 'createdAt'>,
  { text, reply, speaker }: Content,
): Message {
  const { seq, author, clientMessageId, helpful, createdAt } = row
  return {
    seq,
    author,
    speaker: speaker ?? null,
    clientMessageId,
    text,
    reply: reply ?? null,
    helpful,
    createdAt: createdAt.toISOString(),
  }
}

const placeOf = (conversationId: string, seq: number) => `messages/${conversationId}/${seq}`
