import { randomUUID } from 'node:crypto'
import { max, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { clients } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { noteClients, noteObject } from '../access-log/visit.ts'
import type { Engine } from '../answers/engine.ts'
import { reachable } from '../conversations/contact.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { sealedOf, type Law, type Told } from './client.ts'
import { requireBirthDate, requireIndication } from './indication.ts'
import { municipalityNamed } from './municipality.ts'
import { identityOf, indexClient, type Person } from './terms.ts'
import { clientExists, knownAs, variantsFound, variantsOf, type Candidate, type Known } from './variants.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

/** What is known of a client. */
export type About = Told & {
  municipality: string | null
  law: Law
  indicationFrom: string | null
  indicationUntil: string | null
}

export type NewClient = Person &
  Partial<About> & {
    law: Law
    /** Who makes him has looked at those who are like him: he is none of them. */
    isNew?: boolean
  }

/**
 * Makes a client. Refused with `client.exists` when this name and day of birth are known, however they were written,
 * and with `client.variants` when he may be one of those, unless `isNew`.
 */
export function createClient(
  { db, masterKey }: Store,
  me: StaffMember,
  engine: Engine,
  { isNew = false, ...wanted }: NewClient,
  now = new Date(),
): Promise<Known> {
  const { organisationId } = me
  const about = cleaned(engine, { ...nothing, ...wanted })
  requireAbout(about, now)
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    await inTurn(tx, organisationId)
    // No client is registered twice, and no number given twice, whoever helps the others.
    const number = await beyondInvolvement(tx, async (all) => {
      await requireUnique(all, key, me, about, isNew)
      const [last] = await all.select({ number: max(clients.number) }).from(clients)
      return (last?.number ?? 0) + 1
    })
    const id = randomUUID()
    await tx.insert(clients).values({
      ...openOf(about),
      ...sealedOf(key, id, about),
      id,
      number,
      organisationId,
      uniqueClientId: id,
      identity: identityOf(key, about),
      createdBy: me.staffId,
      createdAt: now,
      changedAt: now,
    })
    await indexClient(tx, key, { id, organisationId }, about)
    noteObject(me, 'client', id)
    noteClients(me, id)
    return { id, number }
  })
}

/** Who is known by exactly this name and day of birth, and who may be him. Open to every supporter: no double is made. */
export function lookUp(
  { db, masterKey }: Store,
  me: StaffMember,
  person: Person,
): Promise<{ client: Known | null; candidates: Candidate[] }> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    return beyondInvolvement(tx, async (all) => {
      const client = await knownAs(all, key, person)
      noteClients(me, client?.id)
      return { client, candidates: client ? [] : await variantsOf(all, key, me, person) }
    })
  })
}

const nothing = {
  reach: null,
  representative: null,
  municipality: null,
  indicationFrom: null,
  indicationUntil: null,
}

/** What is stored so that it can be counted by. */
export function openOf({ municipality, law, indicationFrom, indicationUntil }: Omit<About, keyof Told>) {
  return { municipality, law, indicationFrom, indicationUntil }
}

/** One after the other within an organisation, so that numbers and identities are given out once. */
export async function inTurn(tx: Db, organisationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`wegwijs.clients.${organisationId}`}))`)
}

export async function requireUnique(
  tx: Db,
  key: Key,
  me: StaffMember,
  person: Person,
  isNew: boolean,
): Promise<void> {
  const known = await knownAs(tx, key, person)
  if (known) throw clientExists(known)
  const candidates = isNew ? [] : await variantsOf(tx, key, me, person)
  if (candidates.length > 0) throw variantsFound(candidates)
}

/** As it is kept: personal numbers masked, the municipality as the lists call it. */
export function cleaned<A extends Partial<About>>(engine: Engine, about: A): A {
  const { name, reach, representative, municipality } = about
  return {
    ...about,
    ...(name !== undefined && { name: maskPersonalNumbers(name.trim()) }),
    ...(reach !== undefined && { reach: reachable(reach) }),
    ...(representative && {
      representative: {
        ...representative,
        name: maskPersonalNumbers(representative.name.trim()),
        reach: reachable(representative.reach),
      },
    }),
    ...(municipality !== undefined && { municipality: municipalityNamed(engine, municipality) }),
  }
}

export function requireAbout({ birthDate, indicationFrom, indicationUntil }: About, now: Date): void {
  requireBirthDate(birthDate, now)
  requireIndication({ from: indicationFrom, until: indicationUntil }, birthDate)
}
