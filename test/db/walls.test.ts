import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withinOrganisation, type Database } from '../../db/client.ts'
import { bindings, conversations, knowledgeEntries, messages, organisations } from '../../db/schema.ts'
import { databaseKinds } from '../support/databases.ts'

describe.each(databaseKinds)('the walls between organisations on $name', ({ open }) => {
  let database: Database
  let ours: string
  let theirs: string

  beforeAll(async () => {
    database = await open()
    ;[ours, theirs] = [await newOrganisation('ours'), await newOrganisation('theirs')]
    for (const organisationId of [ours, theirs]) {
      await database.db
        .insert(knowledgeEntries)
        .values({ organisationId, name: 'own.text', currentVersion: 1 })
    }
    await database.db.insert(knowledgeEntries).values({ name: 'common.text', currentVersion: 1 })
  })
  afterAll(() => database.close())

  async function newOrganisation(slug: string): Promise<string> {
    const { db } = database
    const [organisation] = await db
      .insert(organisations)
      .values({ slug, name: slug, kind: 'care_provider' })
      .returning()
    const organisationId = organisation!.id
    const [conversation] = await db
      .insert(conversations)
      .values({ organisationId, locale: 'nl', tokenDigest: slug })
      .returning()
    const conversationId = conversation!.id
    await db
      .insert(messages)
      .values({ conversationId, seq: 1, organisationId, author: 'client', sealedContent: new Uint8Array(1) })
    return organisationId
  }

  it.each([
    ['organisations', organisations, organisations.id],
    ['conversations', conversations, conversations.organisationId],
    ['messages', messages, messages.organisationId],
  ] as const)('an organisation sees its own %s alone', async (_, table, column) => {
    const seen = await withinOrganisation(database.db, ours, (tx) => tx.select({ owner: column }).from(table))
    expect(seen).toEqual([{ owner: ours }])
  })

  it('an organisation reads common knowledge and its own, not another’s', async () => {
    const seen = await withinOrganisation(database.db, ours, (tx) => tx.select().from(knowledgeEntries))
    expect(seen.map(({ organisationId }) => organisationId).toSorted()).toEqual([null, ours].toSorted())
  })

  it('an organisation can neither change nor write rows of another', async () => {
    const changed = await withinOrganisation(database.db, ours, (tx) =>
      tx
        .update(conversations)
        .set({ urgent: true })
        .where(eq(conversations.organisationId, theirs))
        .returning(),
    )
    expect(changed).toEqual([])
    const intrusion = withinOrganisation(database.db, ours, (tx) =>
      tx.insert(conversations).values({ organisationId: theirs, locale: 'nl', tokenDigest: 'forged' }),
    )
    await expect(intrusion).rejects.toMatchObject({
      cause: { message: expect.stringContaining('row-level security') },
    })
  })

  it('a message cannot stand in another organisation’s conversation', async () => {
    const [foreign] = await database.db
      .select()
      .from(conversations)
      .where(eq(conversations.organisationId, theirs))
    const intrusion = withinOrganisation(database.db, ours, (tx) =>
      tx.insert(messages).values({
        conversationId: foreign!.id,
        seq: 9,
        organisationId: ours,
        author: 'client',
        sealedContent: new Uint8Array(1),
      }),
    )
    await expect(intrusion).rejects.toMatchObject({ cause: { code: '23503' } })
  })

  it('without an organisation a request sees nothing', async () => {
    const nobody = withinOrganisation(database.db, '', (tx) => tx.select().from(bindings))
    expect(await nobody).toEqual([])
  })
})
