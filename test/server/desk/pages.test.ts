import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const MANY = 55

async function allPages(who: Staff, query: string): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const { status, body } = await who.call(
      'GET',
      `/api/v1/desk/conversations?${query}${cursor && `&cursor=${cursor}`}`,
    )
    expect(status).toBe(200)
    seen.push(...body.lines.map(({ id }: { id: string }) => id))
    cursor = body.cursor
  }
  return seen.toSorted()
}

describe.each(databaseKinds)('the pages of the desk on $name', (kind) => {
  let product: Product
  let anna: Staff
  let cora: Staff
  let ids: string[]

  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
    const client = clientOf(product.app)
    const chats = await Promise.all(Array.from({ length: MANY }, () => client.start()))
    for (const chat of chats) {
      await client.say(chat, { clientMessageId: '1', text: 'Mijn hondenuitlaatservice komt niet' })
      await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    }
    ids = chats.map(({ id }) => id).toSorted()
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('go on in what a search found, in whatever view', async () => {
    expect(await allPages(anna, 'q=hondenuitlaatservice')).toEqual(ids)
    expect(await allPages(cora, 'view=closed&q=hondenuitlaatservice+komt')).toEqual(ids)
  })

  it('lose no conversation of those that began within the same thousandth of a second', async () => {
    await product.database.db.execute(sql`
      update conversations set due_at = '2026-11-25T08:00:00Z',
        created_at = timestamptz '2026-11-22T10:00:00Z' + seq.n * interval '1 microsecond'
      from (select id, row_number() over () as n from conversations) as seq where seq.id = conversations.id`)
    expect(await allPages(anna, 'view=all')).toEqual(ids)
    expect(await allPages(cora, 'view=waiting')).toEqual(ids)
  })
})
