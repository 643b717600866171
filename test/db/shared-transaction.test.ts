import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, Db } from '../../db/client.ts'
import { conversations, organisations } from '../../db/schema.ts'
import { sharingTransaction } from '../../db/shared-transaction.ts'
import { databaseKinds } from '../support/databases.ts'

const refuse = async () => {
  throw new Error('not allowed')
}

const isRefusal = (error: unknown) => error instanceof Error && error.message === 'not allowed'

describe.each(databaseKinds)('works that share a transaction on $name', ({ open }) => {
  let database: Database
  let organisationId: string
  beforeAll(async () => {
    database = await open()
    const [row] = await database.db
      .insert(organisations)
      .values({ slug: 'ours', name: 'ours', kind: 'care_provider' })
      .returning()
    organisationId = row!.id
  })
  afterAll(() => database.close())

  const share = <T>(row: string, work: (tx: Db) => Promise<T>) =>
    sharingTransaction(database.db, organisationId, row, work, isRefusal)

  const write = (tokenDigest: string) => (tx: Db) =>
    tx.insert(conversations).values({ organisationId, locale: 'nl', tokenDigest }).returning()

  const breaks = async (tx: Db) => {
    await write('broken')(tx)
    throw new TypeError('stuk')
  }

  const stored = async (prefix: string) => {
    const rows = await database.db.select().from(conversations)
    return rows.filter(({ tokenDigest }) => tokenDigest?.startsWith(prefix)).length
  }

  it('all of fifty are stored, each with its own answer', async () => {
    const rows = await Promise.all(Array.from({ length: 50 }, (_, i) => share(`r${i}`, write(`many-${i}`))))
    expect(rows.map(([row]) => row!.tokenDigest)).toEqual(Array.from({ length: 50 }, (_, i) => `many-${i}`))
    expect(await stored('many-')).toBe(50)
  })

  it('one that refuses is told so, and the others are stored', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => share<unknown>(`r${i}`, i === 7 ? refuse : write(`some-${i}`))),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([
      { status: 'rejected', reason: new Error('not allowed') },
    ])
    expect(await stored('some-')).toBe(19)
  })

  it('one that breaks after it has written leaves nothing, and the others are stored', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => share<unknown>(`r${i}`, i === 7 ? breaks : write(`whole-${i}`))),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: expect.any(TypeError) },
    ])
    expect(await stored('whole-')).toBe(19)
    expect(await stored('broken')).toBe(0)
  })

  it('one that the database refuses spoils nothing for the others', async () => {
    await share('first', write('twice'))
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => share(`r${i}`, write(i === 7 ? 'twice' : `rest-${i}`))),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { cause: { code: '23505' } } }])
    expect(await stored('rest-')).toBe(19)
    expect(await stored('twice')).toBe(1)
  })

  it('one that fails while another is under way is told its own error, and no error of the database being away', async () => {
    await share('first', write('again'))
    const slowly = (i: number) => async (tx: Db) => {
      await tx.execute(sql`select pg_sleep(0.05)`)
      return write(`slow-${i}`)(tx)
    }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, i) => share(`r${i}`, i === 11 ? write('again') : slowly(i))),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { cause: { code: '23505' } } }])
    expect(await stored('slow-')).toBe(11)
  })

  it('changes of one row follow each other, so that none overlooks what another has written', async () => {
    const [row] = await share('count', write('counted'))
    await Promise.all(
      Array.from({ length: 30 }, () =>
        share('count', async (tx) => {
          const [found] = await tx
            .select()
            .from(conversations)
            .where(eq(conversations.id, row!.id))
            .for('update')
          await tx.execute(sql`select 1`)
          await tx
            .update(conversations)
            .set({ lastSeq: found!.lastSeq + 1 })
            .where(eq(conversations.id, row!.id))
        }),
      ),
    )
    const [after] = await database.db.select().from(conversations).where(eq(conversations.id, row!.id))
    expect(after!.lastSeq).toBe(30)
  })
})
