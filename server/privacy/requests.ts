import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { rightsRequests } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import { termOf } from './term.ts'
import type { Right } from './recognise.ts'

export type RightsRow = typeof rightsRequests.$inferSelect
export type Via = RightsRow['via']

export const noSuchRequest = () => new AppError('rights_request.not_found')
const openAlready = (number: number) => new AppError('rights_request.exists', { number })

/** What was asked, in whatever words, and how to reach who asked. */
export type Asked = { words: string; name: string | null; reach: string | null }

export type NewRequest = {
  organisationId: string
  kind: Right
  via: Via
  receivedOn: string
  agreementId?: string | null
  conversationId?: string | null
  clientId?: string | null
  /** Which message of the conversation asks for it. */
  askedSeq?: number | null
  recordedBy?: string | null
  asked: Asked
}

const placeOf = (id: string, what: string) => `rights_requests/${id}/${what}`

export const sealedIn = (key: Key, id: string, what: string, text: string) =>
  seal(key, placeOf(id, what), maskPersonalNumbers(text.trim()))

export const unsealedIn = (key: Key, id: string, what: string, sealed: Uint8Array | null) =>
  sealed && unseal(key, placeOf(id, what), sealed)

/** Written by `addRequest` and bound to its place by the seal, so the shape is known. */
export function askedIn(key: Key, { id, sealedAsked }: RightsRow): Asked | null {
  return sealedAsked && (JSON.parse(unseal(key, placeOf(id, 'asked'), sealedAsked)) as Asked)
}

/**
 * Stores a request with its term. A client who asks again in the same conversation has the one that is open already;
 * staff are told its number alone.
 */
export function addRequest(tx: Db, key: Key, request: NewRequest): Promise<RightsRow> {
  // A number is of the whole organisation, and so is whether it was asked already.
  return beyondInvolvement(tx, async (all) => {
    const { organisationId, kind, conversationId = null, recordedBy = null } = request
    await all.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`rights of ${organisationId}`}, 0))`,
    )
    const known = conversationId && (await openOf(all, conversationId, kind))
    if (known && recordedBy) throw openAlready(known.number)
    return known || insert(all, key, request)
  })
}

async function insert(tx: Db, key: Key, request: NewRequest): Promise<RightsRow> {
  const { organisationId, kind, receivedOn, asked, ...rest } = request
  const id = crypto.randomUUID()
  const masked = { ...asked, words: maskPersonalNumbers(asked.words.trim()) }
  const own = sql`${rightsRequests.organisationId} = ${organisationId}`
  const [row] = await tx
    .insert(rightsRequests)
    .values({
      ...rest,
      id,
      organisationId,
      kind,
      receivedOn,
      // Worked out by the statement itself: others may share this transaction, and its lock.
      number: sql`(select coalesce(max(${rightsRequests.number}), 0) + 1 from ${rightsRequests} where ${own})`,
      ...(await termOf(tx, organisationId, { kind, receivedOn, agreementId: rest.agreementId ?? null })),
      sealedAsked: seal(key, placeOf(id, 'asked'), JSON.stringify(masked)),
    })
    .returning()
  return row!
}

async function openOf(tx: Db, conversationId: string, kind: Right): Promise<RightsRow | undefined> {
  const [row] = await tx
    .select()
    .from(rightsRequests)
    .where(
      and(
        eq(rightsRequests.conversationId, conversationId),
        eq(rightsRequests.kind, kind),
        isNull(rightsRequests.answeredAt),
      ),
    )
  return row
}
