import { and, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { conversations, conversationTerms } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import type { Conversation } from '../conversations/conversation.ts'
import { termsSearched } from '../conversations/terms.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Page } from './inbox.ts'
import { filtersOf, within, type Place, type Wanted } from './views.ts'

/** Beyond so many words a search does not get any narrower. */
const MOST_WORDS = 8
/** A word that stands in more conversations than this is common; how common does not matter. */
const COMMON = 500
/** So many that hold the rarest word are looked through at once, from the newest on … */
const LOOKED_THROUGH = 1000
/** … and so many times, before the rest is left for the next page. */
const MOST_TIMES = 3

type Searched = Omit<Wanted, 'view'> & { q: string; most: number }
type Words = { rarest: number[]; others: number[][] }

/** The conversations in which all words stand, or a name that begins so, the newest first. */
export async function found(tx: Db, key: Key, me: StaffMember, wanted: Searched): Promise<Page> {
  const searched = termsSearched(key, wanted.q).slice(0, MOST_WORDS)
  const [rarest, ...others] = await rarestFirst(tx, me, searched)
  const rows: Conversation[] = []
  let after = wanted.cursor ?? null
  if (!rarest) return { rows, cursor: null }
  for (let time = 0; time < MOST_TIMES; time++) {
    const most = wanted.most + 1 - rows.length
    rows.push(...(await foundAmong(tx, me, { rarest, others }, { ...wanted, most }, after)))
    if (rows.length > wanted.most)
      return { rows: rows.slice(0, wanted.most), cursor: placeOf(rows[wanted.most - 1]!) }
    after = await lastLookedAt(tx, me, rarest, after)
    if (!after) break
  }
  return { rows, cursor: after }
}

/** Terms keep the moment at which the conversation began as JavaScript knows it. */
const placeOf = ({ id, createdAt }: Pick<Conversation, 'id' | 'createdAt'>): Place => ({
  urgent: false,
  dueAt: null,
  at: createdAt.toISOString(),
  id,
})

function foundAmong(
  tx: Db,
  me: StaffMember,
  { rarest, others }: Words,
  wanted: Searched,
  after: Place | null,
): Promise<Conversation[]> {
  // The offset keeps it a look by the index for each candidate that may be seen: else PostgreSQL may read through all
  // conversations in which a common word stands.
  const alsoIn = others.map(
    (terms) => sql`exists (
      select 1 from ${conversationTerms} as term
      where ${standsIn(me, terms)} and term.begun_at = candidate.begun_at
        and term.conversation_id = ${conversations.id} offset 0
    )`,
  )
  return tx
    .select(getTableColumns(conversations))
    .from(conversations)
    .innerJoin(
      sql`(${candidates(me, rarest, after)}) as candidate`,
      eq(conversations.id, sql`candidate.conversation_id`),
    )
    .where(and(...alsoIn, within(me), filtersOf(wanted)))
    .orderBy(desc(sql`candidate.begun_at`), desc(sql`candidate.conversation_id`))
    .limit(wanted.most)
}

/** Term by term, because the index holds the conversations of each in order. */
function candidates(me: StaffMember, terms: readonly number[], after: Place | null): SQL {
  const older = after
    ? sql`and (begun_at, conversation_id) < (${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``
  const each = terms.map(
    (term) => sql`(
      select begun_at, conversation_id from ${conversationTerms} as term
      where ${standsIn(me, [term])} ${older}
      order by begun_at desc, conversation_id desc limit ${LOOKED_THROUGH}
    )`,
  )
  return sql`select distinct begun_at, conversation_id from (${sql.join(each, sql` union all `)}) as held
    order by begun_at desc, conversation_id desc limit ${LOOKED_THROUGH}`
}

/** Where looking through goes on; null when nothing is left. */
async function lastLookedAt(
  tx: Db,
  me: StaffMember,
  rarest: readonly number[],
  after: Place | null,
): Promise<Place | null> {
  const [last] = await rowsOf<{ id: string; at: string | Date }>(
    tx,
    sql`select conversation_id as id, begun_at as at from (${candidates(me, rarest, after)}) as candidate
      order by begun_at desc, conversation_id desc offset ${LOOKED_THROUGH - 1} limit 1`,
  )
  return last ? placeOf({ id: last.id, createdAt: new Date(last.at) }) : null
}

function standsIn({ organisationId }: StaffMember, terms: readonly number[]): SQL {
  const own = sql`term.organisation_id = ${organisationId}`
  return terms.length === 1
    ? sql`${own} and term.term = ${terms[0]}::bigint`
    : sql`${own} and term.term = any(${`{${terms.join(',')}}`}::bigint[])`
}

async function rarestFirst(tx: Db, me: StaffMember, words: readonly number[][]): Promise<number[][]> {
  if (words.length <= 1) return [...words]
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
