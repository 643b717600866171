import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { knowledgeEntries, knowledgeVersions } from '../../db/schema.ts'
import { ownVersionSchema, type OwnVersion } from './knowledge.ts'

export type OwnEntry = typeof knowledgeEntries.$inferSelect

/** An own version as it was published. */
export type Published = { version: number; own: OwnVersion; publishedBy: string | null; publishedAt: Date }

const isCurrent = and(
  eq(knowledgeVersions.entryId, knowledgeEntries.id),
  eq(knowledgeVersions.version, knowledgeEntries.currentVersion),
)

/** What the organisation says itself now, entry by entry; contents that cannot be read are told and left out. */
export async function currentVersions(
  tx: Db,
  organisationId: string,
  unreadable: (error: unknown) => void = () => {},
): Promise<Published[]> {
  const rows = await tx
    .select({ version: knowledgeVersions })
    .from(knowledgeEntries)
    .innerJoin(knowledgeVersions, isCurrent)
    .where(eq(knowledgeEntries.organisationId, organisationId))
    .orderBy(knowledgeEntries.name)
  return rows.flatMap(({ version }) => publishedFrom(version, unreadable))
}

/** Every version of one entry, the newest first. */
export async function versionsOf(tx: Db, organisationId: string, name: string) {
  const rows = await tx
    .select({ version: knowledgeVersions })
    .from(knowledgeEntries)
    .innerJoin(knowledgeVersions, eq(knowledgeVersions.entryId, knowledgeEntries.id))
    .where(and(eq(knowledgeEntries.organisationId, organisationId), eq(knowledgeEntries.name, name)))
    .orderBy(sql`${knowledgeVersions.version} desc`)
  return rows.flatMap(({ version }) =>
    publishedFrom(version).map((published) => ({ ...published, restores: version.restores })),
  )
}

export async function currentVersionOf(
  tx: Db,
  organisationId: string,
  name: string,
): Promise<Published | null> {
  const [row] = await tx
    .select({ version: knowledgeVersions })
    .from(knowledgeEntries)
    .innerJoin(knowledgeVersions, isCurrent)
    .where(and(eq(knowledgeEntries.organisationId, organisationId), eq(knowledgeEntries.name, name)))
  return (row && publishedFrom(row.version)[0]) ?? null
}

function publishedFrom(
  row: typeof knowledgeVersions.$inferSelect,
  unreadable: (error: unknown) => void = () => {},
): Published[] {
  const own = ownVersionSchema.safeParse(row.content)
  if (own.success)
    return [{ version: row.version, own: own.data, publishedBy: row.publishedBy, publishedAt: row.createdAt }]
  unreadable(own.error)
  return []
}
