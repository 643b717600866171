import { and, eq, isNull, max, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { rightsRequests } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { termOf } from './term.ts'
import type { Right } from './recognise.ts'

export type RightsRow = typeof rightsRequests.$inferSelect
export type Via = RightsRow['via']

export const noSuchRequest = () => new AppError('rights_request.not_found')

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

/** Stores a request with its term. Asked again in the same conversation it is the one that is open already. */
export async function addRequest(tx: Db, key: Key, request: NewRequest): Promise<RightsRow> {
  const { organisationId, kind, receivedOn, conversationId = null, asked, ...rest } = request
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`rights of ${organisationId}`}, 0))`)
  const known = conversationId && (await openOf(tx, conversationId, kind))
  if (known) return known
  const [last] = await tx
    .select({ number: max(rightsRequests.number) })
    .from(rightsRequests)
    .where(eq(rightsRequests.organisationId, organisationId))
  const id = crypto.randomUUID()
  const masked = { ...asked, words: maskPersonalNumbers(asked.words.trim()) }
  const [row] = await tx
    .insert(rightsRequests)
    .values({
      ...rest,
      id,
      organisationId,
      kind,
      receivedOn,
      conversationId,
      number: (last?.number ?? 0) + 1,
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
