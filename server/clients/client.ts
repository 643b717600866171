import { eq, inArray } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { noteClients, noteEmergency } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { isInvolved, isThereInEmergency } from './involvement.ts'
import type { Representative } from './representative.ts'

/** A client as he is stored; what is sealed opens with the organisation's key. */
export type Client = typeof clients.$inferSelect
export type Law = Client['law']

export const noSuchClient = () => new AppError('client.not_found')
export const notInvolved = () => new AppError('client.not_involved')
export const clientErased = ({ number, erasedAt }: Pick<Client, 'number' | 'erasedAt'>) =>
  new AppError('client.erased', { number, erasedAt: erasedAt?.toISOString() ?? null })

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/** The client with this id within the organisation of the transaction; a wrong id is not found. */
export async function clientFor(tx: Db, id: string): Promise<Client> {
  if (!UUID.test(id)) throw noSuchClient()
  const [client] = await tx.select().from(clients).where(eq(clients.id, id))
  if (!client) throw noSuchClient()
  return client
}

/**
 * Locks everybody who counts as one with these clients, in the order of their ids, each with the one he counts for. The
 * caller has his turn (`inTurn`), so that nobody is merged meanwhile.
 */
export async function lockedRoots(tx: Db, ids: string[]): Promise<Map<string, string>> {
  const counted = tx.select({ id: clients.uniqueClientId }).from(clients).where(inArray(clients.id, ids))
  const rows = await tx
    .select({ id: clients.id, uniqueClientId: clients.uniqueClientId })
    .from(clients)
    .where(inArray(clients.uniqueClientId, counted))
    .orderBy(clients.id)
    .for('no key update')
  return new Map(rows.map(({ id, uniqueClientId }) => [id, uniqueClientId]))
}

/** Throws unless this member of staff may open the client's file, and gives the client (wlz-oco-2021 bijlage-5-art-5). */
export async function requireInvolved(tx: Db, me: StaffMember, id: string): Promise<Client> {
  // The file of somebody he has no part in is closed to a supporter; that is another answer than that there is none.
  const client = await beyondInvolvement(tx, (all) => clientFor(all, id))
  noteClients(me, id)
  if (!(await isInvolved(tx, me, client.uniqueClientId))) throw notInvolved()
  if (await isThereInEmergency(tx, me, client.uniqueClientId)) noteEmergency(me)
  if (client.erasedAt) throw clientErased(client)
  return client
}

const placeOf = (id: string, what: string) => `clients/${id}/${what}`

/** What is sealed of a client. */
export type Told = {
  name: string
  birthDate: string
  /** How to reach him. */
  reach: string | null
  representative: Representative | null
}

/** As it is stored: readable with the organisation's key alone, and in its own row. */
export function sealedOf(key: Key, id: string, { name, birthDate, reach, representative }: Told) {
  const sealed = (what: string, text: string) => seal(key, placeOf(id, what), text)
  return {
    sealedName: sealed('name', name),
    sealedBirthDate: sealed('birth-date', birthDate),
    sealedContact: reach === null ? null : sealed('contact', reach),
    sealedRepresentative:
      representative === null ? null : sealed('representative', JSON.stringify(representative)),
  }
}

/** Of who has been erased nobody can say it any more: `client.erased`. */
export const nameOf = (key: Key, client: Client) => opened(key, client, 'name', client.sealedName)

export const birthDateOf = (key: Key, client: Client) =>
  opened(key, client, 'birth-date', client.sealedBirthDate)

function opened(key: Key, client: Client, what: string, sealed: Uint8Array | null): string {
  if (!sealed) throw clientErased(client)
  return unseal(key, placeOf(client.id, what), sealed)
}

/** Written by `sealedOf` and bound to its place by the seal, so the shape is known. */
export function toldOf(key: Key, client: Client): Told {
  const { id, sealedContact, sealedRepresentative } = client
  return {
    name: nameOf(key, client),
    birthDate: birthDateOf(key, client),
    reach: sealedContact && unseal(key, placeOf(id, 'contact'), sealedContact),
    representative: sealedRepresentative
      ? (JSON.parse(unseal(key, placeOf(id, 'representative'), sealedRepresentative)) as Representative)
      : null,
  }
}

/** Whole years on a day; who was born on 29 February becomes a year older on 1 March. */
export function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}
