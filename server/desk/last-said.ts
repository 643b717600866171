import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { messages } from '../../db/schema.ts'
import type { Conversation } from '../conversations/conversation.ts'
import type { LastSaid } from './line.ts'

/** What the client said last in conversations that never went to a person, and so have no question of their own. */
export async function lastSaidIn(
  tx: Db,
  rows: readonly Pick<Conversation, 'id' | 'sealedQuestion'>[],
): Promise<Map<string, LastSaid>> {
  const ids = rows.filter(({ sealedQuestion }) => !sealedQuestion).map(({ id }) => id)
  if (ids.length === 0) return new Map()
  const said = await rowsOf<NonNullable<LastSaid>>(
    tx,
    sql`select said.conversation_id as "conversationId", said.seq, said.sealed_content as "sealedContent"
      from unnest(${`{${ids.join(',')}}`}::uuid[]) as wanted(id)
      cross join lateral (
        select conversation_id, seq, sealed_content from ${messages}
        where conversation_id = wanted.id and author = 'client' order by seq desc limit 1
      ) as said`,
  )
  return new Map(said.map((row) => [row.conversationId, row]))
}
