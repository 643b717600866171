import { createHash } from 'node:crypto'
import { and, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { agreements, bindings, knowledgeEntries, knowledgeVersions, organisations } from '../../db/schema.ts'
import type { MasterKey } from '../../db/sealing.ts'
import { giveKey } from '../privacy/data-keys.ts'
import type { Entry, Knowledge, Organisation, Phrasing } from './knowledge.ts'

/** What a version of an entry holds: the entry and how people ask it. */
type EntryContent = Entry & { phrasings: Omit<Phrasing, 'asks'>[] }

/**
 * Brings the database up to the knowledge in the files: organisations with what binds their clients, and a new
 * version of every entry that reads otherwise than its current one. Doing it again changes nothing.
 */
export async function storeKnowledge(db: Db, masterKey: MasterKey, knowledge: Knowledge): Promise<void> {
  await db.transaction(async (tx) => {
    await storeAgreements(tx, knowledge)
    for (const organisation of knowledge.organisations) await storeOrganisation(tx, masterKey, organisation)
    await storeEntries(tx, knowledge)
  })
}

/** The knowledge with its entries, and how people ask them, as they now stand in the database. */
export async function currentKnowledge(db: Db, files: Knowledge): Promise<Knowledge> {
  const rows = await db
    .select({ content: knowledgeVersions.content })
    .from(knowledgeEntries)
    .innerJoin(
      knowledgeVersions,
      and(
        eq(knowledgeVersions.entryId, knowledgeEntries.id),
        eq(knowledgeVersions.version, knowledgeEntries.currentVersion),
      ),
    )
    .where(
      and(
        isNull(knowledgeEntries.organisationId),
        // An entry that was taken out of the files keeps its versions, but answers no more.
        inArray(
          knowledgeEntries.name,
          files.entries.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(knowledgeEntries.name)
  // Only `storeEntries` writes contents, from entries that were parsed when the files were read.
  const contents = rows.map(({ content }) => content as EntryContent)
  const asked = new Set(contents.map(({ id }) => id))
  return {
    ...files,
    entries: contents.map(({ phrasings: _, ...entry }) => entry),
    phrasings: [
      ...contents.flatMap(({ id, phrasings }) => phrasings.map((phrasing) => ({ asks: id, ...phrasing }))),
      ...files.phrasings.filter(({ asks }) => !asked.has(asks)),
    ],
  }
}

async function storeAgreements(tx: Db, { sources }: Knowledge): Promise<void> {
  for (const { id, title, validFrom, validTo } of sources) {
    const row = { id, title, validFrom, validTo }
    await tx.insert(agreements).values(row).onConflictDoUpdate({ target: agreements.id, set: row })
  }
}

async function storeOrganisation(tx: Db, masterKey: MasterKey, organisation: Organisation): Promise<void> {
  const { slug, name, kind, origins: allowedOrigins = null } = organisation
  const id = crypto.randomUUID()
  await tx
    .insert(organisations)
    .values({ id, slug, name, kind, allowedOrigins })
    .onConflictDoUpdate({ target: organisations.slug, set: { name, kind, allowedOrigins } })
  const [stored] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(eq(organisations.slug, slug))
  await giveKey(tx, masterKey, stored!.id)
  const bound = organisation.agreements.map(
    ({ id: agreementId, binds_from: bindsFrom, binds_to: bindsTo }) => ({
      organisationId: stored!.id,
      agreementId,
      bindsFrom,
      bindsTo,
    }),
  )
  const ofOrganisation = eq(bindings.organisationId, stored!.id)
  const recorded = await tx
    .select()
    .from(bindings)
    .where(and(ofOrganisation, isNotNull(bindings.recordedAt)))
  // What the organisation has recorded itself stays.
  if (recorded.length > 0) return
  await tx.delete(bindings).where(ofOrganisation)
  await tx.insert(bindings).values(bound)
}

async function storeEntries(tx: Db, { entries, phrasings }: Knowledge): Promise<void> {
  const phrasingsOf = Map.groupBy(phrasings, ({ asks }) => asks)
  const contents = entries.map((entry): EntryContent & { digest: string } => {
    const content = {
      ...entry,
      phrasings: (phrasingsOf.get(entry.id) ?? []).map(({ text, writer }) => ({ text, writer })),
    }
    return { ...content, digest: createHash('sha256').update(JSON.stringify(content)).digest('hex') }
  })
  const stored = await currentDigests(
    tx,
    contents.map(({ id }) => id),
  )
  for (const { digest, ...content } of contents) {
    const current = stored.get(content.id)
    if (current?.digest === digest) continue
    const version = (current?.version ?? 0) + 1
    const [entry] = await tx
      .insert(knowledgeEntries)
      .values({ name: content.id, currentVersion: version })
      .onConflictDoUpdate({
        target: [knowledgeEntries.organisationId, knowledgeEntries.name],
        set: { currentVersion: version },
      })
      .returning()
    await tx.insert(knowledgeVersions).values({ entryId: entry!.id, version, content, digest })
  }
}

async function currentDigests(tx: Db, names: string[]) {
  const rows = await tx
    .select({
      name: knowledgeEntries.name,
      version: knowledgeVersions.version,
      digest: knowledgeVersions.digest,
    })
    .from(knowledgeEntries)
    .innerJoin(
      knowledgeVersions,
      and(
        eq(knowledgeVersions.entryId, knowledgeEntries.id),
        eq(knowledgeVersions.version, knowledgeEntries.currentVersion),
      ),
    )
    .where(and(isNull(knowledgeEntries.organisationId), inArray(knowledgeEntries.name, names)))
  return new Map(rows.map(({ name, version, digest }) => [name, { version, digest }]))
}
