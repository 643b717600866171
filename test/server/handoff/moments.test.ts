import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { createMoments } from '../../../server/handoff/moments.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

/** Asked on Sunday 22 November: due on Wednesday the 25th at 9.00, after sixteen working hours. */
const HALF_GONE = new Date('2026-11-23T16:00:00Z')
const MOST_GONE = new Date('2026-11-24T13:00:00Z')
const NEARLY_GONE = new Date('2026-11-24T15:30:00Z')

describe.each(databaseKinds)('the term in which a person reacts, on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  let anna: Staff
  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  /** Two servers that look at the same moment. */
  async function lookAt(moment: Date): Promise<void> {
    const servers = [0, 1].map(() =>
      createMoments(product.desk, {
        now: () => moment,
        failed: (error) => {
          throw error
        },
      }),
    )
    await Promise.all(servers.map((server) => server.look()))
    servers.forEach((server) => server.stop())
  }

  async function waiting(): Promise<Chat> {
    const chat = await client.start()
    await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    return chat
  }

  async function stepsOf({ id }: Chat): Promise<string[]> {
    const rows = await rowsOf<{ kind: string }>(
      product.database.db,
      sql`select kind from steps where conversation_id = ${id} order by id`,
    )
    return rows.map(({ kind: name }) => name)
  }

  it('warns at half and at four fifths of it, each once, and then tells the client that he is not forgotten', async () => {
    const chat = await waiting()
    await lookAt(new Date('2026-11-23T15:59:00Z'))
    expect(await stepsOf(chat)).toEqual(['handed_off'])
    await lookAt(HALF_GONE)
    await lookAt(HALF_GONE)
    expect(await stepsOf(chat)).toEqual(['handed_off', 'warned_half'])
    await lookAt(MOST_GONE)
    await lookAt(NEARLY_GONE)
    expect(await stepsOf(chat)).toEqual(['handed_off', 'warned_half', 'warned_most', 'sign_of_life'])
    const messages = await client.read(chat)
    expect(messages.filter(({ text }) => text.includes('niet vergeten'))).toHaveLength(1)
  })

  it('after a night in which no server ran only the last warning is given', async () => {
    const chat = await waiting()
    await lookAt(NEARLY_GONE)
    expect(await stepsOf(chat)).toEqual(['handed_off', 'sign_of_life'])
  })

  it('who was answered hears nothing more', async () => {
    const chat = await waiting()
    const said = { clientMessageId: 'a', text: 'Goedemiddag' }
    await anna.call('POST', `/api/v1/desk/conversations/${chat.id}/replies`, said)
    await lookAt(NEARLY_GONE)
    expect(await stepsOf(chat)).toEqual(['handed_off', 'claimed'])
  })

  it('a supporter who took it up and is not there loses it to his colleagues in time', async () => {
    const chat = await waiting()
    await anna.call('POST', `/api/v1/desk/conversations/${chat.id}/claim`, {})
    await lookAt(MOST_GONE)
    expect(await stepsOf(chat)).toEqual(['handed_off', 'claimed', 'warned_most', 'released'])
    const { body } = await anna.call('GET', `/api/v1/desk/conversations/${chat.id}`)
    expect(body).toMatchObject({ status: 'waiting', supporterId: null })
  })
})
