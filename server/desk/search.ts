import { and, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { conversations, conversationTerms } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import type { Conversation } from '../conversations/conversation.ts'
import { termsSearched } from '../conversations/terms.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { filtersOf, within, type Wanted } from './views.ts'

/** Beyond so many words a search does not get any narrower. */
const MOST_WORDS = 8
/** A word that stands in more conversations than this is common; how common does not matter. */
const COMMON = 500
/** Of the newest that hold the rarest word so many are looked through. */
const MOST_LOOKED_THROUGH = 2000

/** The conversations in which all words stand, or a name that begins so, the newest first. */
export async function found(
  tx: Db,
  key: Key,
  me: StaffMember,
  wanted: Omit<Wanted, 'view'> & { q: string; most: number },
): Promise<Conversation[]> {
  const words = termsSearched(key, wanted.q).slice(0, MOST_WORDS)
  if (words.length === 0) return []
  const [rarest, ...others] = await rarestFirst(tx, me, words)
  const candidates = sql`(
    select begun_at, conversation_id from ${conversationTerms} as term
    where ${standsIn(me, rarest!)} order by begun_at desc limit ${MOST_LOOKED_THROUGH}
  )`
  const alsoIn = others.map(
    (terms) => sql`exists (
      select 1 from ${conversationTerms} as term
      where ${standsIn(me, terms)} and term.begun_at = candidate.begun_at
        and term.conversation_id = candidate.conversation_id
    )`,
  )
  return tx
    .select(getTableColumns(conversations))
    .from(conversations)
    .where(
      and(
        eq(conversations.organisationId, me.organisationId),
        sql`${conversations.id} in (
          select conversation_id from ${candidates} as candidate
          ${others.length > 0 ? sql`where ${sql.join(alsoIn, sql` and `)}` : sql``}
        )`,
        within(me),
        filtersOf(wanted),
      ),
    )
    .orderBy(desc(conversations.createdAt))
    .limit(wanted.most)
}

function standsIn({ organisationId }: StaffMember, terms: readonly number[]): SQL {
  return sql`term.organisation_id = ${organisationId} and term.term = any(${`{${terms.join(',')}}`}::bigint[])`
}

async function rarestFirst(tx: Db, me: StaffMember, words: readonly number[][]): Promise<number[][]> {
  if (words.length === 1) return [...words]
  const counted: { terms: number[]; n: number }[] = []
  for (const terms of words) {
    const [row] = await rowsOf<{ n: number }>(
      tx,
      sql`select count(*)::int as n from (
        select 1 from ${conversationTerms} as term where ${standsIn(me, terms)} limit ${COMMON}
      ) as counted`,
    )
    counted.push({ terms, n: row!.n })
  }
  return counted.toSorted((a, b) => a.n - b.n).map(({ terms }) => terms)
}
