import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, clientTerms } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import { birthDateOf, nameOf } from './client.ts'
import { involvedWith } from './involvement.ts'
import { initialsOf } from './name.ts'
import { identityOf, termsOfVariants, type Person } from './terms.ts'

/** Somebody who may be the same person, with what tells whether he is. */
export type OpenCandidate = {
  id: string
  number: number
  name: string
  birthDate: string
  municipality: string | null
}

/**
 * The same of whom the asker has no part in (wlz-oco-2021 bijlage-5-art-5): what to ask a colleague by, and of what was
 * typed only what holds for him as well.
 */
export type ClosedCandidate = {
  number: number
  municipality: string | null
  alike: { given: string | null; surname: string | null; birthYear: string | null }
}

export type Candidate = OpenCandidate | ClosedCandidate

export type Known = { id: string; number: number }

const MOST_OFFERED = 10

export const clientExists = (client: Known) => new AppError('client.exists', { client })
export const variantsFound = (candidates: Candidate[]) => new AppError('client.variants', { candidates })

/** The client of this name and day of birth, however his name is written. */
export async function knownAs(tx: Db, key: Key, person: Person): Promise<Known | null> {
  const [client] = await tx
    .select({ id: clients.id, number: clients.number })
    .from(clients)
    .where(eq(clients.identity, identityOf(key, person)))
  return client ?? null
}

/** Others who may be this person: a name that sounds alike or an almost equal day of birth, the likest first. */
export async function variantsOf(tx: Db, key: Key, me: StaffMember, person: Person): Promise<Candidate[]> {
  const terms = termsOfVariants(key, person)
  const rows = await tx
    .select({ client: clients, isOpen: isOpenTo(me) })
    .from(clientTerms)
    .innerJoin(clients, eq(clients.id, clientTerms.clientId))
    .where(
      and(
        eq(clientTerms.organisationId, me.organisationId),
        inArray(clientTerms.term, terms),
        ne(clients.identity, identityOf(key, person)),
      ),
    )
    .groupBy(clients.id)
    .orderBy(sql`count(*) desc`, clients.number)
    .limit(MOST_OFFERED)
  noteClients(me, ...rows.map(({ client }) => client.id))
  return rows.map(({ client, isOpen }) => {
    const { id, number, municipality } = client
    const known = { name: nameOf(key, client), birthDate: birthDateOf(key, client) }
    return isOpen
      ? { id, number, ...known, municipality }
      : { number, municipality, alike: alike(known, person) }
  })
}

const isOpenTo = (me: StaffMember) =>
  me.role === 'supporter'
    ? sql<boolean>`${clients.uniqueClientId} in (${involvedWith(me)})`
    : sql<boolean>`true`

function alike(known: Person, typed: Person): ClosedCandidate['alike'] {
  const [his, asked] = [initialsOf(known.name), initialsOf(typed.name)]
  const [year, askedYear] = [known.birthDate.slice(0, 4), typed.birthDate.slice(0, 4)]
  return {
    given: his.given === asked.given ? his.given : null,
    surname: his.surname === asked.surname ? his.surname : null,
    birthYear: year === askedYear ? year : null,
  }
}
