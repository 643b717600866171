import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handoffs } from '../../../db/schema.ts'
import type { RequestPage } from '../../../server/reports/response-times/rows.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const at = ({ id }: Chat, verb: string) => `/api/v1/desk/conversations/${id}${verb}`
/** The clients of the tests ask on Sunday 22 November 2026, at eleven in the morning. */
const PERIOD = 'from=2026-11-22&to=2026-11-22'
const HOUR_MS = 3_600_000

describe.each(databaseKinds)('how soon people reacted, on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  let [anna, cora] = [] as unknown as [Staff, Staff]

  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  /** A client who asked a question and then a person. */
  async function waiting(): Promise<Chat> {
    const chat = await client.start()
    await client.say(chat, { clientMessageId: 'vraag', text: 'Mag ik mijn dossier zien?' })
    await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    return chat
  }

  const reply = (chat: Chat) =>
    anna.call('POST', at(chat, '/replies'), { clientMessageId: 'a', text: 'Ik kijk voor u.' })
  const close = (chat: Chat, result: string) => anna.call('POST', at(chat, '/close'), { result })

  /** As if it had been asked so long ago that the term has passed. */
  async function long(chat: Chat): Promise<Chat> {
    const dueAt = new Date(Date.now() - HOUR_MS)
    await product.database.db.update(handoffs).set({ dueAt }).where(eq(handoffs.conversationId, chat.id))
    return chat
  }

  async function stateOf(chat: Chat) {
    const { body } = await cora.call('GET', `/api/v1/desk/figures/response-times/rows?${PERIOD}`)
    const { requests } = body as RequestPage
    return requests.find(({ conversationId }) => conversationId === chat.id)!
  }

  it('a client who waits is seen at once, with what it is about and who has to react', async () => {
    const chat = await waiting()
    expect(await stateOf(chat)).toMatchObject({
      state: expect.stringMatching(/waiting|overdue/u),
      channel: 'widget',
      topic: 'dossier',
      reason: 'asked',
      supporterId: null,
      reactedAt: null,
    })
  })

  it('the first words of a supporter are the reaction, in the working time since the request', async () => {
    const chat = await waiting()
    await product.database.db
      .update(handoffs)
      .set({ requestedAt: new Date('2026-11-17T15:00Z'), dueAt: new Date(Date.now() + HOUR_MS) })
      .where(eq(handoffs.conversationId, chat.id))
    await reply(chat)
    const [row] = await product.database.db
      .select()
      .from(handoffs)
      .where(eq(handoffs.conversationId, chat.id))
    expect(row).toMatchObject({ reactedBy: anna.staffId })
    // An hour on Tuesday 17 November, and whole days from Wednesday on.
    expect(row!.reactionMinutes).toBeGreaterThanOrEqual(60 + 3 * 8 * 60)
  })

  it('a reaction after the due date is late, and so is a request that is withdrawn only then', async () => {
    const [late, withdrawn] = [await long(await waiting()), await long(await waiting())]
    await reply(late)
    await client.call('DELETE', `/conversations/${withdrawn.id}/handoff`, undefined, withdrawn.token)
    expect(await stateOf(late)).toMatchObject({ state: 'late', firstName: 'Anna' })
    expect(await stateOf(withdrawn)).toMatchObject({ state: 'late', reactedAt: null })
  })

  it('a request that is withdrawn in time is shown, and not counted', async () => {
    const chat = await waiting()
    await product.database.db
      .update(handoffs)
      .set({ dueAt: new Date(Date.now() + HOUR_MS) })
      .where(eq(handoffs.conversationId, chat.id))
    await client.call('DELETE', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    expect(await stateOf(chat)).toMatchObject({ state: 'withdrawn', minutes: null })
  })

  it('closing without a reaction hides nothing, and opening it again takes nothing for granted', async () => {
    const chat = await long(await waiting())
    await close(chat, 'unreachable')
    expect(await stateOf(chat)).toMatchObject({ state: 'closed_unanswered', minutes: null })
    await anna.call('POST', at(chat, '/reopen'), {})
    expect(await stateOf(chat)).toMatchObject({ state: 'overdue' })
    await close(chat, 'answered')
    expect(await stateOf(chat)).toMatchObject({ state: 'late', firstName: 'Anna' })
    await anna.call('POST', at(chat, '/reopen'), {})
    expect(await stateOf(chat)).toMatchObject({ state: 'overdue', reactedAt: null })
    const [row] = await product.database.db
      .select()
      .from(handoffs)
      .where(eq(handoffs.conversationId, chat.id))
    expect(row!.reactionMinutes).toBeNull()
  })

  it('who writes again to his supporter waits again, and that counts too', async () => {
    const chat = await waiting()
    await reply(chat)
    await client.say(chat, { clientMessageId: 'weer', text: 'En wat kost een kopie van mijn dossier?' })
    const { body } = await cora.call('GET', `/api/v1/desk/figures/response-times/rows?${PERIOD}`)
    const own = (body as RequestPage).requests.filter(({ conversationId }) => conversationId === chat.id)
    expect(own.map(({ reason }) => reason).toSorted()).toEqual(['asked', 'wrote_again'])
    expect(own.find(({ reason }) => reason === 'wrote_again')).toMatchObject({
      topic: 'dossier',
      supporterId: anna.staffId,
    })
  })
})
