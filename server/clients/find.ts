import { and, desc, eq, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm'
import { clients, clientTerms } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { ageOn, birthDateOf, nameOf, type Client, type Law } from './client.ts'
import { indicationOn, type IndicationState } from './indication.ts'
import { involvedWith } from './involvement.ts'
import { termsSearched } from './terms.ts'
import { asStaff } from '../staff/as-staff.ts'

/** A client as he stands in a list. */
export type ClientLine = {
  id: string
  number: number
  name: string
  birthDate: string
  age: number
  municipality: string | null
  law: Law
  indication: IndicationState
  /** He was merged into another, and counts as him. */
  isMerged: boolean
}

export type Found = { clients: ClientLine[]; cursor: number | null }

const PAGE = 50
const MOST_WORDS = 8

/**
 * The clients whose files this member of staff may open, the newest first: all, or those whose names begin with the
 * words searched, born on a day, or with a number. `cursor` is the number after which the page begins.
 */
export function findClients(
  { db, masterKey }: Store,
  me: StaffMember,
  { q, cursor = null }: { q: string; cursor?: number | null },
  now = new Date(),
): Promise<Found> {
  const { organisationId } = me
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    const own = me.role === 'supporter' ? sql`${clients.uniqueClientId} in (${involvedWith(me)})` : undefined
    const before = cursor === null ? undefined : lt(clients.number, cursor)
    const rows = await tx
      .select()
      .from(clients)
      .where(
        and(
          eq(clients.organisationId, organisationId),
          searched(key, organisationId, q),
          own,
          before,
          notErased,
        ),
      )
      .orderBy(desc(clients.number))
      .limit(PAGE + 1)
    const page = rows.slice(0, PAGE)
    noteClients(me, ...page.map(({ id }) => id))
    return {
      clients: page.map((row) => lineOf(key, row, todayInAmsterdam(now))),
      cursor: rows.length > PAGE ? page.at(-1)!.number : null,
    }
  })
}

export function lineOf(key: Key, client: Client, today: string): ClientLine {
  const { id, number, municipality, law, indicationFrom: from, indicationUntil: until } = client
  const birthDate = birthDateOf(key, client)
  return {
    id,
    number,
    name: nameOf(key, client),
    birthDate,
    age: ageOn(today, birthDate),
    municipality,
    law,
    indication: indicationOn(today, law, { from, until }),
    isMerged: client.uniqueClientId !== id,
  }
}

const notErased = isNull(clients.erasedAt)

const NUMBER = /^#?(\d{1,9})$/u
const DUTCH_DAY = /\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b/u
const ISO_DAY = /\b(\d{4})-(\d{2})-(\d{2})\b/u

/** What is typed is a number, a day of birth, (beginnings of) names, or both of those last. */
function searched(key: Key, organisationId: string, q: string): SQL | undefined {
  if (!q) return undefined
  const number = NUMBER.exec(q)?.[1]
  if (number) return or(eq(clients.number, Number(number)))
  const [day] = ISO_DAY.exec(q) ?? []
  const [dutch, ofMonth, month, year] = DUTCH_DAY.exec(q) ?? []
  const birthDate =
    day ?? (dutch && `${year}-${month!.padStart(2, '0')}-${ofMonth!.padStart(2, '0')}`) ?? null
  const words = q.replace(ISO_DAY, ' ').replace(DUTCH_DAY, ' ')
  const terms = termsSearched(key, { words, birthDate }).slice(0, MOST_WORDS)
  if (terms.length === 0) return sql`false`
  const each = terms.map((term) =>
    inArray(
      clients.id,
      sql`(select client_id from ${clientTerms} where organisation_id = ${organisationId} and term = ${term}::bigint)`,
    ),
  )
  return and(...each)
}
