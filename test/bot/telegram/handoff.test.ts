import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { showCase } from '../../../server/desk/case.ts'
import { claim } from '../../../server/desk/claim.ts'
import { close } from '../../../server/desk/close.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newPerson } from '../../support/fake-telegram-people.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { productOnTelegram, type ProductOnTelegram } from '../../support/product-on-telegram.ts'
import { newStaff } from '../../support/staff.ts'

describe.each(databaseKinds)('a person through Telegram on $name', (kind) => {
  let base: Product
  let running: ProductOnTelegram
  let anna: StaffMember

  beforeAll(async () => {
    base = await newProduct(kind)
    running = await productOnTelegram(base, 'long poll')
    const { staffId, organisationId, userId } = await newStaff(base)
    anna = { staffId, organisationId, userId, role: 'supporter', firstName: 'Anna' }
  })
  afterAll(async () => {
    await running.close()
    await base.close()
  })

  const latest = async () => {
    const query = sql`select id, status, rating from conversations order by created_at desc limit 1`
    const [row] = await rowsOf<{ id: string; status: string; rating: number | null }>(base.database.db, query)
    return row!
  }
  const seen = async () => showCase(base.desk, anna, await testEngine(), (await latest()).id)

  async function waiting() {
    const riet = newPerson(running.telegram)
    await riet.begins()
    riet.says('/mens')
    await riet.hears('Ik geef uw vraag door aan een medewerker')
    return riet
  }

  /** The conversation was closed, and Riet has been asked how it was. */
  async function closed() {
    const riet = await waiting()
    const { id } = await latest()
    const { desk } = running.product
    await claim(desk, anna, id)
    await close(desk, anna, id, { result: 'answered' })
    await riet.hears('1 is heel ontevreden, 5 is heel tevreden')
    return riet
  }

  /** Answers the bot's last message, as an app does by itself when it is asked to. */
  function replies(riet: Awaited<ReturnType<typeof closed>>, text: string) {
    const { reply_markup: _, ...asked } = riet.shown().at(-1)!
    return riet.send({ text, reply_to_message: asked })
  }

  it('who no longer needs a person taps that, once', async () => {
    const riet = await waiting()
    const { message, data } = riet.button('Ik hoef geen medewerker meer')
    riet.tapOn(message, data)
    riet.tapOn(message, data)
    await riet.hears('niet meer op een medewerker te wachten')
    await running.telegram.until(() => !riet.labels().includes('Ik hoef geen medewerker meer'))
    expect((await latest()).status).toBe('assistant')
    riet.says('bedankt')
    await riet.hears('Graag gedaan')
    expect(riet.texts().filter((text) => text.includes('niet meer op een medewerker'))).toHaveLength(1)
  })

  it('somebody in danger is not offered to do without a person', async () => {
    const riet = newPerson(running.telegram)
    await riet.begins()
    riet.says('mijn man slaat mij en ik durf niet naar huis')
    await riet.hears('0800-2000')
    expect(riet.labels()).not.toContain('Ik hoef geen medewerker meer')
  })

  it('who was helped taps a number, and may say why', async () => {
    const riet = await closed()
    expect(riet.labels().slice(-5)).toEqual(['1', '2', '3', '4', '5'])
    riet.taps('4')
    await riet.hears('Wilt u er iets over zeggen?')
    await running.telegram.until(() => !riet.labels().includes('4'))
    expect(await latest()).toMatchObject({ status: 'closed', rating: 4 })
    replies(riet, 'Snel geholpen, mijn BSN is 123456782')
    await riet.hears('Wij hebben het bewaard')
    const { rating, ratingComment, status } = await seen()
    expect({ rating, status }).toEqual({ rating: 4, status: 'closed' })
    expect(ratingComment).toContain('Snel geholpen')
    expect(ratingComment).not.toContain('123456782')
  })

  it('what is no reply to the question why is a new question', async () => {
    const riet = await closed()
    riet.taps('2')
    await riet.hears('Wilt u er iets over zeggen?')
    riet.says('Mag ik mijn dossier zien?')
    await expect.poll(async () => (await latest()).status).not.toBe('closed')
    expect((await seen()).ratingComment).toBeNull()
  })

  it('danger in the answer to the question why gets help at once', async () => {
    const riet = await closed()
    riet.taps('1')
    await riet.hears('Wilt u er iets over zeggen?')
    replies(riet, 'ik wil niet meer leven')
    await riet.hears('113')
  })

  it('a number that is tapped after the client wrote again counts no more', async () => {
    const riet = await closed()
    const { message, data } = riet.button('5')
    riet.says('Ik heb toch nog een vraag')
    await expect.poll(async () => (await latest()).status).not.toBe('closed')
    const before = running.telegram.callsOf('answerCallbackQuery').length
    riet.tapOn(message, data)
    await running.telegram.until(() => running.telegram.callsOf('answerCallbackQuery').length > before)
    expect((await latest()).rating).toBeNull()
  })
})
