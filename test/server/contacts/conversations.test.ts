import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contacts, conversations, messages, steps } from '../../../db/schema.ts'
import { setBindings } from '../../../server/contacts/agreements.ts'
import { createEndedConversations } from '../../../server/contacts/register-ended.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const HOUR_MS = 3_600_000

const at = (id: string, verb = '') => `/api/v1/desk/conversations/${id}${verb}`
const close = (who: Staff, id: string, more: object = {}) =>
  who.call('POST', at(id, '/close'), { result: 'answered', ...more })
const drafts = async (who: Staff) => (await who.call('GET', '/api/v1/desk/contacts/drafts')).body.contacts
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let [anna, bram, cora] = [] as unknown as [Staff, Staff, Staff]
  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { organisation: 'de-wegwijzer', firstName: 'Anna' })
    bram = await loggedInStaff(product, { organisation: 'de-wegwijzer', firstName: 'Bram' })
    cora = await loggedInStaff(product, {
      organisation: 'de-wegwijzer',
      firstName: 'Cora',
      role: 'coordinator',
    })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })
  beforeEach(async () => {
    await product.database.db.delete(contacts)
  })

  /** A client asks, Anna takes it up and replies. */
  async function helped(question = 'Wie heeft recht op Wlz-cliëntondersteuning?'): Promise<Chat> {
    const client = clientOf(product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: 'm1', text: question })
    await anna.call('POST', at(chat.id, '/claim'), {})
    await anna.call('POST', at(chat.id, '/replies'), {
      clientMessageId: 'r1',
      text: 'Dat zoek ik voor u uit.',
    })
    return chat
  }

  /** Puts all that was said and done so far this long ago: minutes before now, by the numbers of the messages. */
  async function spread(id: string, minutesAgo: (seq: number) => number): Promise<void> {
    const { db } = product.database
    for (const { seq } of await db.select().from(messages).where(eq(messages.conversationId, id)))
      await db
        .update(messages)
        .set({ createdAt: ago(minutesAgo(seq)) })
        .where(and(eq(messages.conversationId, id), eq(messages.seq, seq)))
    for (const { id: step, afterSeq } of await db.select().from(steps).where(eq(steps.conversationId, id)))
      await db
        .update(steps)
        .set({ createdAt: ago(minutesAgo(afterSeq)) })
        .where(eq(steps.id, step))
  }

  const inAlkmaar = async (id: string): Promise<string> => {
    const clientId = await registeredClient(product, anna.organisationId)
    await anna.call('PUT', at(id, '/client'), { clientId })
    return clientId
  }

  it('closing leaves a draft of the time that was worked, without the long silences, for who closed it', async () => {
    const chat = await helped()
    await spread(chat.id, (seq) => (seq <= 2 ? 100 : 12))
    await clientOf(product.app).say(chat, { clientMessageId: 'm2', text: 'Fijn.' })
    const { body } = await anna.call('GET', at(chat.id))
    const last = body.messages.at(-1).seq
    // 100 minutes ago he asked; 12 ago Anna replied; 8.5 ago he wrote; she closes 3.5 ago, by the clock of the test.
    await spread(chat.id, (seq) => (seq <= 2 ? 100 : seq < last ? 12 : 8.5))
    await close(anna, chat.id)
    const [draft, ...others] = await drafts(anna)
    expect(others).toEqual([])
    expect(draft).toMatchObject({
      isDraft: true,
      conversationId: chat.id,
      channel: 'widget',
      handledBy: 'supporter',
      supporterId: anna.staffId,
      result: 'answered',
      minutes: 4,
      measuredMinutes: 4,
      service: 'information_advice_and_general_support',
      topic: 'wlz',
      notDeclarable: 'draft',
    })
    expect(await drafts(bram)).toEqual([])
    expect(await drafts(cora)).toHaveLength(1)
  })

  it('a draft counts from the moment at which it is confirmed, and asks why when the minutes are others', async () => {
    const chat = await helped()
    const clientId = await inAlkmaar(chat.id)
    await close(anna, chat.id)
    const [draft] = await drafts(anna)
    expect(draft).toMatchObject({ clientId, region: expect.any(String), minutes: 1 })
    const { startedAt, channel, service } = draft
    const said = { clientId, startedAt, channel, service, version: 1, minutes: 1 }
    const address = `/api/v1/desk/contacts/${draft.id}/confirmation`
    expect((await bram.call('POST', address, said)).body.code).toBe('contact.not_yours')
    expect((await anna.call('POST', address, { ...said, minutes: 9 })).body.code).toBe(
      'contact.reason_needed',
    )
    const reason = 'Ook nog gebeld.'
    const { body } = await anna.call('POST', address, { ...said, minutes: 9, reason })
    expect(body.contact).toMatchObject({ version: 2, isDraft: false, obstacle: null, claimableMinutes: 9 })
    expect(body.agreement).toMatchObject({ id: 'wlz-oco-2024', hasEnded: true })
    expect(body.around.ledger).toMatchObject({ rule: 'average', used: 9 })
    expect(body.history[1]).toMatchObject({
      recordedBy: anna.staffId,
      reason,
      changes: [
        { field: 'minutes', before: 1, after: 9 },
        { field: 'isDraft', before: true, after: false },
      ],
    })
    expect(await drafts(anna)).toEqual([])
  })

  it('who says at closing what it was has registered it; closing once more registers nothing more', async () => {
    const chat = await helped()
    await inAlkmaar(chat.id)
    const { body } = await anna.call('GET', at(chat.id, '/contact'))
    expect(body.contact).toMatchObject({
      measuredMinutes: 1,
      proposed: { service: 'information_advice_and_general_support', why: 'short' },
      around: { agreement: { id: 'wlz-oco-2024', hasEnded: true }, ledger: { used: 0 } },
    })
    const contact = { minutes: 1, service: body.contact.proposed.service, note: 'Uitgelegd.' }
    const wrong = await close(anna, chat.id, { contact: { ...contact, service: 'care_plan' } })
    expect(wrong.body.code).toBe('contact.wrong_service')
    expect((await anna.call('GET', at(chat.id))).body.status).toBe('assigned')
    expect((await close(anna, chat.id, { contact })).body).toMatchObject({
      status: 'closed',
      ledger: { used: 1 },
    })
    await close(anna, chat.id, { contact })
    const rows = await product.database.db.select().from(contacts)
    expect(rows).toMatchObject([{ isDraft: false, obstacle: null, minutes: 1, measuredMinutes: 1 }])
  })

  it('what is said after a contact is the next contact; opening and closing alone is none', async () => {
    const chat = await helped()
    await close(anna, chat.id)
    await anna.call('POST', at(chat.id, '/reopen'), {})
    expect((await anna.call('GET', at(chat.id, '/contact'))).body.contact).toBeNull()
    const given = await close(anna, chat.id, { contact: { minutes: 1, service: null } })
    expect(given.body.code).toBe('contact.nothing_to_register')
    await close(anna, chat.id)
    expect(await drafts(anna)).toHaveLength(1)
    await anna.call('POST', at(chat.id, '/reopen'), {})
    await clientOf(product.app).say(chat, { clientMessageId: 'm9', text: 'Nog één vraag.' })
    await close(anna, chat.id)
    const [first, second] = await drafts(anna)
    expect(second.throughSeq).toBeGreaterThan(first.throughSeq)
    expect(new Date(second.startedAt).getTime()).toBeGreaterThan(new Date(first.startedAt).getTime())
  })

  it('a removed draft does not come back when the conversation is closed again', async () => {
    const chat = await helped()
    await close(anna, chat.id)
    const [draft] = await drafts(anna)
    const removal = { version: 1, reason: 'Proefgesprek.' }
    const { body } = await anna.call('POST', `/api/v1/desk/contacts/${draft.id}/removal`, removal)
    expect(body.contact).toMatchObject({ isRemoved: true, notDeclarable: null, claimableMinutes: 0 })
    await anna.call('POST', at(chat.id, '/reopen'), {})
    await close(anna, chat.id)
    expect(await drafts(anna)).toEqual([])
  })

  it('under 2021 the form that closes says what no longer fits in the 30 minutes and what fits instead', async () => {
    const me = { ...cora, role: 'administrator', firstName: 'Cora' } as const
    const only2021 = [{ agreementId: 'wlz-oco-2021', from: '2021-01-01', to: null }]
    await setBindings(product.desk, me, only2021)
    const chat = await helped('Ik heb een klacht over mijn zorgaanbieder. Kunt u helpen met een klacht?')
    const clientId = await inAlkmaar(chat.id)
    const call = {
      id: crypto.randomUUID(),
      clientId,
      channel: 'phone',
      startedAt: new Date(Date.now() - HOUR_MS).toISOString(),
      minutes: 28,
      service: 'information_and_advice',
    }
    expect((await anna.call('POST', '/api/v1/desk/contacts', call)).status).toBe(201)
    const { body } = await anna.call('GET', at(chat.id, '/contact'))
    expect(body.contact.around.ledger).toMatchObject({ rule: 'cap', used: 28, left: 2 })
    expect(body.contact.proposed).toEqual({ service: 'information_and_advice', why: 'short' })
    expect(body.contact.instead).toEqual({ service: 'complaints', why: 'topic' })
    const contact = { minutes: 5, service: 'information_and_advice', reason: 'Ook nagezocht.' }
    await close(anna, chat.id, { contact })
    const [row] = await product.database.db
      .select()
      .from(contacts)
      .where(eq(contacts.conversationId, chat.id))
    expect(row).toMatchObject({ minutes: 5, declarableMinutes: 2, obstacle: null })
  })

  it('what the assistant did alone is registered after a day of silence, once, by whichever server', async () => {
    const client = clientOf(product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: 'm1', text: 'Wie heeft recht op Wlz-cliëntondersteuning?' })
    const silent = await client.start('de-wegwijzer')
    const server = (hours: number) =>
      createEndedConversations(product.desk, { now: later(hours), failed: raise })
    await server(23).look()
    expect(await product.database.db.select().from(contacts)).toEqual([])
    await Promise.all([server(25).look(), server(25).look()])
    const mine = () => product.database.db.select().from(contacts).where(eq(contacts.conversationId, chat.id))
    expect(await mine()).toMatchObject([
      {
        handledBy: 'assistant',
        isDraft: false,
        supporterId: null,
        obstacle: 'assistant_only',
        declarableMinutes: 0,
      },
    ])
    const ofSilent = eq(contacts.conversationId, silent.id)
    expect(await product.database.db.select().from(contacts).where(ofSilent)).toEqual([])
    await client.say(chat, { clientMessageId: 'm2', text: 'En wat kost dat?' })
    const [open] = await product.database.db.select().from(conversations).where(eq(conversations.id, chat.id))
    expect(open!.registeredAt).toBeNull()
    await server(50).look()
    expect(await mine()).toHaveLength(2)
  })

  it('what a supporter did before he gave the conversation back waits for him as a draft', async () => {
    const chat = await helped()
    await anna.call('POST', at(chat.id, '/hand-back'), {})
    const now = later(25)
    await createEndedConversations(product.desk, { now, failed: raise }).look()
    expect(await drafts(anna)).toMatchObject([
      { handledBy: 'supporter', supporterId: anna.staffId, minutes: 1 },
    ])
  })

  it('the assistant’s minutes can be declared once the organisation has set it so', async () => {
    const ada = await loggedInStaff(product, { organisation: 'de-wegwijzer', role: 'administrator' })
    const client = clientOf(product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: 'm1', text: 'Wie heeft recht op Wlz-cliëntondersteuning?' })
    await product.database.db
      .update(conversations)
      .set({ clientId: await registeredClient(product, anna.organisationId) })
      .where(eq(conversations.id, chat.id))
    const now = later(25)
    await createEndedConversations(product.desk, { now, failed: raise }).look()
    const obstacle = async () =>
      (await product.database.db.select().from(contacts).where(eq(contacts.conversationId, chat.id)))[0]!
        .obstacle
    expect(await obstacle()).toBe('assistant_only')
    const setting = { isAssistantDeclarable: true }
    expect((await cora.call('PUT', '/api/v1/desk/accounting', setting)).body.code).toBe('staff.role_too_low')
    await ada.call('PUT', '/api/v1/desk/accounting', setting)
    expect(await obstacle()).toBeNull()
    await ada.call('PUT', '/api/v1/desk/accounting', { isAssistantDeclarable: false })
  })
})

const later = (hours: number) => () => new Date(Date.now() + hours * HOUR_MS)

function raise(error: unknown): never {
  throw error
}
