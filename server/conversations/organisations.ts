import { asc } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { organisations } from '../../db/schema.ts'

/** The organisations that a client can choose from: what is public of them. */
export function publicOrganisations(db: Db): Promise<{ slug: string; name: string }[]> {
  return db
    .select({ slug: organisations.slug, name: organisations.name })
    .from(organisations)
    .orderBy(asc(organisations.name))
}
