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

/** The sites that may show an organisation's chat; null: any site may. */
export type EmbeddingRule = { id: string; slug: string; allowedOrigins: string[] | null }

export function embeddingRules(db: Db): Promise<EmbeddingRule[]> {
  const { id, slug, allowedOrigins } = organisations
  return db.select({ id, slug, allowedOrigins }).from(organisations)
}
