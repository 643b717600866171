import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations, messages } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import type { Reply } from '../answers/compose.ts'
import type { Conversation } from './conversation.ts'

export type Author = (typeof messages.author.enumValues)[number]

/** What is sealed in a message: its text, and the assistant's whole reply. */
export type Content = { text: string; reply?: Reply & { related: string[] } }

export type Message = {
  seq: number
  author: Author
  clientMessageId: string | null
  text: string
  reply: Content['reply'] | null
  createdAt: string
}

export type NewMessage = { author: Author; clientMessageId?: string; content: Content }

/** Appends messages to a locked conversation, numbered on from its last. */
export async function append(
  tx: Db,
  conversation: Conversation,
  key: Key,
  added: readonly NewMessage[],
): Promise<Message[]> {
  const first = conversation.lastSeq + 1
  const rows = added.map(({ author, clientMessageId, content }, i) => ({
    conversationId: conversation.id,
    organisationId: conversation.organisationId,
    seq: first + i,
    author,
    clientMessageId: clientMessageId ?? null,
    sealedContent: seal(key, placeOf(conversation.id, first + i), JSON.stringify(content)),
  }))
  const stored = await tx.insert(messages).values(rows).returning()
  conversation.lastSeq += added.length
  await tx
    .update(conversations)
    .set({ lastSeq: conversation.lastSeq })
    .where(eq(conversations.id, conversation.id))
  return stored.map((row) => opened(key, row))
}

/** The messages after a place in the conversation, oldest first. */
export async function messagesAfter(tx: Db, conversationId: string, key: Key, after = 0): Promise<Message[]> {
  const rows = await tx
    .select()
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), gt(messages.seq, after)))
    .orderBy(asc(messages.seq))
  return rows.map((row) => opened(key, row))
}

function opened(key: Key, row: typeof messages.$inferSelect): Message {
  // Written by `append` above and bound to its place by the seal, so the shape is known.
  const { text, reply } = JSON.parse(
    unseal(key, placeOf(row.conversationId, row.seq), row.sealedContent),
  ) as Content
  return {
    seq: row.seq,
    author: row.author,
    clientMessageId: row.clientMessageId,
    text,
    reply: reply ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

const placeOf = (conversationId: string, seq: number) => `messages/${conversationId}/${seq}`
