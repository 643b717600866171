import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { deliveryFigures } from '../../../server/deliveries/figures.ts'
import { failedDeliveries, resend } from '../../../server/deliveries/failures.ts'
import { databaseKinds } from '../../support/databases.ts'
import type { Fault } from '../../support/fake-telegram.ts'
import { newPerson, type Person } from '../../support/fake-telegram-people.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { productOnTelegram, type ProductOnTelegram } from '../../support/product-on-telegram.ts'
import { supporterWrites } from '../../support/supporter.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'

const coordinatorOf = (organisationId: string): StaffMember => ({
  organisationId,
  staffId: crypto.randomUUID(),
  role: 'coordinator',
  firstName: 'Cora',
  userId: 'cora',
})

describe.each(databaseKinds)('what goes out to Telegram, on $name', (kind) => {
  let base: Product
  let running: ProductOnTelegram
  const someone = () => newPerson(running.telegram)
  const db = () => running.product.database.db
  const rows = (query: ReturnType<typeof sql>) => rowsOf<Record<string, string>>(db(), query)

  beforeAll(async () => {
    base = await newProduct(kind)
    running = await productOnTelegram(base, 'long poll')
  })
  afterAll(async () => {
    await running.close()
    await base.close()
  })
  afterEach(() => running.telegram.mend())

  /** The newest conversation, which a test has just begun. */
  async function newest() {
    const [row] = await rows(
      sql`select id, organisation_id, telegram_chat_id from conversations order by created_at desc limit 1`,
    )
    return { id: row!.id!, organisationId: row!.organisation_id!, chatId: row!.telegram_chat_id! }
  }

  async function supporterSays(text: string) {
    const { id } = await newest()
    await supporterWrites(running.product, id, text, 'Fatima')
  }

  it('a supporter’s words arrive under his name', async () => {
    const riet = someone()
    await riet.begins()
    await supporterSays('Ik bel u morgen.')
    const { text, entities } = await riet.hears('Ik bel u morgen.')
    expect(text).toBe('Fatima, medewerker\nIk bel u morgen.')
    expect(entities).toEqual([{ type: 'bold', offset: 0, length: 'Fatima, medewerker'.length }])
  })

  it.each<[string, Fault, number]>([
    ['asks to wait', { kind: 'too many', seconds: 1 }, 0],
    ['fails', { kind: 'server error' }, 1],
    ['closes the socket before it heard', { kind: 'closed socket' }, 1],
  ])('when Telegram %s, every message arrives once and in order', async (_, fault, uncertain) => {
    const riet = someone()
    await riet.begins()
    running.telegram.fail('sendMessage', fault)
    for (const text of ['een', 'twee', 'drie']) await supporterSays(text)
    await riet.hears('drie')
    expect(lastWords(riet, 3)).toEqual(['een', 'twee', 'drie'])
    const { chatId } = await newest()
    const doubtful = () =>
      rows(sql`select sum(uncertain_attempts)::int as n from deliveries
        where telegram_chat_id = ${chatId} and state = 'sent'`)
    await expect.poll(doubtful).toEqual([{ n: uncertain }])
  })

  it('an answer of Telegram’s that got lost is counted: that message may arrive twice', async () => {
    const riet = someone()
    await riet.begins()
    const before = await deliveryFigures(db())
    running.telegram.fail('sendMessage', { kind: 'closed socket', taken: true })
    await supporterSays('een')
    await supporterSays('twee')
    await riet.hears('twee')
    expect(lastWords(riet, 3)).toEqual(['een', 'een', 'twee'])
    await expect
      .poll(async () => (await deliveryFigures(db())).sentPerhapsTwice)
      .toBe(before.sentPerhapsTwice + 1)
  })

  it('while Telegram asks to wait, nothing is sent to anybody', async () => {
    const [riet, henk] = [someone(), someone()]
    await riet.begins()
    const forRiet = await newest()
    await henk.begins()
    running.telegram.fail('sendMessage', { kind: 'too many', seconds: 1 })
    const { length: before } = running.telegram.calls
    const from = Date.now()
    await supporterWrites(running.product, forRiet.id, 'voor Riet', 'Fatima')
    const waiting = () =>
      rows(sql`select 1 from deliveries where conversation_id = ${forRiet.id} and failure = '429'`)
    await expect.poll(waiting).toHaveLength(1)
    await supporterSays('voor Henk')
    await Promise.all([riet.hears('voor Riet'), henk.hears('voor Henk')])
    const sent = running.telegram.calls
      .slice(before)
      .filter(({ method, answered }) => method === 'sendMessage' && answered?.ok)
    expect(sent.every(({ at }) => at - from >= 990)).toBe(true)
  })

  it('a long text comes in parts, cut between paragraphs, with the buttons under the last', async () => {
    const riet = someone()
    await riet.begins()
    const paragraph = `${'Dit is een lange zin over uw plan. '.repeat(60).trim()}`
    running.telegram.fail('sendMessage', { kind: 'server error' })
    await supporterSays([paragraph, paragraph, paragraph, 'Einde 😀'].join('\n\n'))
    await riet.hears('Einde')
    const parts = riet.texts().slice(2)
    expect(parts).toHaveLength(3)
    expect(parts.join('\n\n')).toBe(
      `Fatima, medewerker\n${[paragraph, paragraph, paragraph, 'Einde 😀'].join('\n\n')}`,
    )
  })

  it('parts that have arrived are not repeated', async () => {
    const riet = someone()
    await riet.begins()
    const paragraphs = ['a', 'b', 'c'].map((letter) => letter.repeat(3000))
    const { length } = running.telegram.callsOf('sendMessage')
    void running.telegram
      .until(() => running.telegram.callsOf('sendMessage').length > length)
      .then(() => running.telegram.fail('sendMessage', { kind: 'server error' }))
    await supporterSays(paragraphs.join('\n\n'))
    await riet.hears('ccc')
    expect(lastWords(riet, 3).map((text) => text.at(-1))).toEqual(['a', 'b', 'c'])
    expect(riet.shown()).toHaveLength(5)
  })

  it('who has blocked the bot gets nothing more, until he writes again', async () => {
    const riet = someone()
    await riet.begins()
    const { id, chatId, organisationId } = await newest()
    riet.blocksSilently()
    await supporterSays('Bent u daar?')
    await supporterSays('Hallo?')
    const closed = () =>
      rows(sql`select closed_at is not null as closed from telegram_chats where id = ${chatId}`)
    await expect.poll(closed).toEqual([{ closed: true }])
    const ofRiet = async () =>
      (await failedDeliveries(running.product.desk, coordinatorOf(organisationId))).filter(
        (each) => each.conversationId === id,
      )
    await expect.poll(ofRiet).toHaveLength(2)
    const failed = await ofRiet()
    expect(failed[0]).toMatchObject({ failure: '403 Forbidden: bot was blocked by the user', attempts: 1 })
    riet.unblocks()
    await expect.poll(closed).toEqual([{ closed: false }])
    await resend(running.product.desk, coordinatorOf(organisationId), failed.at(-1)!.id)
    await riet.hears('Hallo?')
    await expect(
      resend(running.product.desk, coordinatorOf(organisationId), failed.at(-1)!.id),
    ).rejects.toThrow('delivery.not_failed')
  })

  it('blocking the bot closes the chat at once', async () => {
    const riet = someone()
    await riet.begins()
    const { chatId } = await newest()
    riet.blocks()
    await expect
      .poll(() => rows(sql`select closed_at is not null as closed from telegram_chats where id = ${chatId}`))
      .toEqual([{ closed: true }])
  })

  it('what Telegram refuses fails with its reason, and the next goes on', async () => {
    const riet = someone()
    await riet.begins()
    const { organisationId } = await newest()
    await supporterSays(' ')
    await supporterSays('Daar ben ik weer.')
    await riet.hears('Daar ben ik weer.')
    expect(riet.texts().at(-2)).toBe('Fatima, medewerker')
    running.telegram.fail('sendMessage', { kind: 'refused', description: 'Bad Request: TEXT_ODD' })
    await supporterSays('vreemd')
    await supporterSays('gewoon')
    await riet.hears('gewoon')
    const failed = await failedDeliveries(running.product.desk, coordinatorOf(organisationId))
    expect(failed.at(-1)).toMatchObject({ failure: '400 Bad Request: TEXT_ODD', attempts: 1 })
  })

  it('a delivery that a server left half-way is sent again by another, and counted', async () => {
    const riet = someone()
    await riet.begins()
    const { id } = await newest()
    const states = () => rows(sql`select state from deliveries where conversation_id = ${id}`)
    await expect.poll(states).toEqual([{ state: 'sent' }])
    await rows(sql`update deliveries set state = 'pending', claimed_until = now() - interval '1 second', attempts = 1
      where conversation_id = ${id}`)
    await running.telegram.until(
      () => riet.texts().filter((text) => text.includes('Wat wilt u weten?')).length > 1,
    )
    await expect
      .poll(() => rows(sql`select state, uncertain_attempts from deliveries where conversation_id = ${id}`))
      .toEqual([{ state: 'sent', uncertain_attempts: 1 }])
  })

  it('an organisation sees its own failed deliveries alone', async () => {
    const [other] = await rows(sql`select id from organisations where slug = 'zonl'`)
    expect(await failedDeliveries(running.product.desk, coordinatorOf(other!.id!))).toEqual([])
    const [any] = await rows(
      sql`select id from deliveries where state = 'failed' and seq is not null limit 1`,
    )
    await expect(resend(running.product.desk, coordinatorOf(other!.id!), Number(any!.id))).rejects.toThrow(
      'delivery.not_failed',
    )
  })
})

/** The last things that the person saw, without the name above a supporter's. */
function lastWords(person: Person, count: number): string[] {
  return person
    .texts()
    .slice(-count)
    .map((text) => text.replace('Fatima, medewerker\n', ''))
}
