import { and, asc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { conversations, messages } from '../../db/schema.ts'
import { clientOf, type Door } from '../support/client.ts'
import type { Ear } from './follow.ts'
import { openDatabase, type Place } from './places.ts'
import type { Talk } from './talk.ts'

/** What the client reads of his conversation is the welcome and then, in order, what was acknowledged to him. */
export async function expectRead(door: Door, { chat, acknowledged }: Talk): Promise<number> {
  const read = await clientOf(door).read(chat)
  expect(read).toEqual([...chat.messages, ...acknowledged.flatMap(({ exchange }) => exchange)])
  expect(read.map(({ seq }) => seq)).toEqual(read.map((_, i) => i + 1))
  for (const { clientMessageId, text, exchange } of acknowledged) {
    expect(exchange).toMatchObject([
      { author: 'client', clientMessageId, text },
      { author: 'assistant', clientMessageId: null, seq: exchange[0]!.seq + 1 },
    ])
  }
  return read.length
}

/** Who followed along heard everything once, in order and word for word. */
export function expectHeard({ heard }: Ear, { chat, acknowledged }: Talk): void {
  expect(heard).toEqual([...chat.messages, ...acknowledged.flatMap(({ exchange }) => exchange)])
}

/** In the database every message of a client stands once, its one reply directly after it, and nothing else. */
export async function expectStored(place: Place, talks: readonly Talk[]): Promise<void> {
  const database = await openDatabase(place)
  try {
    const { conversationId, seq, author, clientMessageId, inReplyTo } = messages
    const rows = await database.db
      .select({ conversationId, seq, author, clientMessageId, inReplyTo })
      .from(messages)
      .innerJoin(
        conversations,
        and(eq(conversations.id, conversationId), eq(conversations.channel, 'widget')),
      )
      .orderBy(asc(conversationId), asc(seq))
    const stored = Map.groupBy(rows, (row) => row.conversationId)
    expect(stored.size).toBe(talks.length)
    for (const { chat, acknowledged } of talks) {
      const welcome = { seq: 1, author: 'assistant', clientMessageId: null, inReplyTo: null }
      const exchanges = acknowledged.flatMap(({ clientMessageId: name }, i) => [
        { seq: 2 * i + 2, author: 'client', clientMessageId: name, inReplyTo: null },
        { seq: 2 * i + 3, author: 'assistant', clientMessageId: null, inReplyTo: 2 * i + 2 },
      ])
      expect(stored.get(chat.id)).toEqual(
        [welcome, ...exchanges].map((row) => ({ ...row, conversationId: chat.id })),
      )
    }
  } finally {
    await database.close()
  }
}
