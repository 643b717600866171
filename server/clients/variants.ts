import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, clientTerms } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import { birthDateOf, nameOf } from './client.ts'
import { identityOf, termsOfVariants, type Person } from './terms.ts'

/** Somebody who may be the same person, with what tells whether he is. */
export type Candidate = {
  id: string
  number: number
  name: string
  birthDate: string
  municipality: string | null
}

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
export async function variantsOf(
  tx: Db,
  key: Key,
  organisationId: string,
  person: Person,
): Promise<Candidate[]> {
  const terms = termsOfVariants(key, person)
  const rows = await tx
    .select({ client: clients, shared: sql<number>`count(*)::int` })
    .from(clientTerms)
    .innerJoin(clients, eq(clients.id, clientTerms.clientId))
    .where(
      and(
        eq(clientTerms.organisationId, organisationId),
        inArray(clientTerms.term, terms),
        ne(clients.identity, identityOf(key, person)),
      ),
    )
    .groupBy(clients.id)
    .orderBy(sql`count(*) desc`, clients.number)
    .limit(MOST_OFFERED)
  return rows.map(({ client }) => ({
    id: client.id,
    number: client.number,
    name: nameOf(key, client),
    birthDate: birthDateOf(key, client),
    municipality: client.municipality,
  }))
}
