import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, productOn, type Product } from '../../support/product.ts'
import { loggedInStaff } from '../../support/staff.ts'
import { dumpOf } from './every-row.ts'

const labels = (message: { reply: { choices: { label: string }[] } }) =>
  message.reply.choices.map(({ label }) => label)

const stuck = () => {
  throw new Error('stuk')
}

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  let times = 0
  const say = async (chat: Chat, text: string) => {
    const { body } = await client.say(chat, { clientMessageId: `m${(times += 1)}`, text })
    return body.messages
  }
  const choose = async (chat: Chat, choice: string) => {
    const { status, body } = await client.say(chat, { clientMessageId: `m${(times += 1)}`, choice })
    expect([status, choice]).toEqual([200, choice])
    return body.messages
  }

  it('the answer from the agreement keeps its clause, and what can be done here stands below it', async () => {
    const chat = await client.start()
    const [, answer] = await say(chat, 'ik wil mijn dossier inzien, mag dat?')
    expect(answer.reply).toMatchObject({ kind: 'answer', topic: 'dossier.inzage' })
    expect(answer.reply.citations[0]).toMatchObject({ source: 'magentazorg-wmo-2020', section: '4' })
    expect(answer.text).toContain('Tik op wat u wilt')
    expect(labels(answer)).toEqual([
      'Toon mijn gegevens',
      'Bewaar een kopie',
      'Vraag mijn dossier op',
      'Andere keuzes',
    ])
  })

  it.each([
    ['welke gegevens heeft u van mij', 'Toon mijn gegevens'],
    ['wa weten jullie van mij', 'Toon mijn gegevens'],
    ['kopie van dit gesprek aub', 'Bewaar een kopie'],
    ['mn gegevns kloppen nie', 'Laat mijn dossier verbeteren'],
    ['WIS ALLES VAN MIJ', 'Wis het hele gesprek'],
    ['verwijder dit gesprek', 'Wis het hele gesprek'],
    ['ik maak bezwaar tegen het gebruik van mijn gegevens', 'Geef mijn bezwaar door'],
  ])('“%s” is understood, and nobody need be waited for', async (text, label) => {
    const chat = await client.start()
    const [, reply] = await say(chat, text)
    expect(labels(reply)).toContain(label)
    expect(reply.reply.handoff).toBeUndefined()
  })

  it.each(['Hoe maak ik bezwaar tegen een besluit van de gemeente?', 'ik wil stoppen met de hulp'])(
    '“%s” is a question about the help',
    async (text) => {
      const chat = await client.start()
      const [, reply] = await say(chat, text)
      expect(JSON.stringify(reply.reply.choices)).not.toContain('"right"')
      expect(reply.text).not.toContain('Ik stuur u niets meer')
    },
  )

  it('shows in words what is kept of this conversation', async () => {
    const chat = await client.start()
    const contact = { name: 'Riet de Boer', reach: '0612345678' }
    await client.call('PUT', `/conversations/${chat.id}/contact`, contact, chat.token)
    await say(chat, 'wat hebben jullie over mij opgeslagen')
    const [, shown] = await choose(chat, 'Toon mijn gegevens')
    expect(shown.text).toContain('Dit bewaart Magentazorg van dit gesprek')
    expect(shown.text).toContain('3 berichten, van u en van ons samen')
    expect(shown.text).toContain('Uw naam: Riet de Boer')
    expect(shown.text).toContain('Hoe wij u bereiken: 0612345678')
    expect(shown.text).toContain('Dit gesprek hoort niet bij een dossier')
    expect(shown.text).toContain('12 maanden')
  })

  it('erases the conversation at once when that is confirmed, and not before', async () => {
    const chat = await client.start()
    await say(chat, 'Mijn buurvrouw heet Wilhelmina Zonnebloem. Wis dit gesprek.')
    const [, sure] = await choose(chat, 'Wis het hele gesprek')
    expect(sure.text).toMatch(/Weet u het zeker\?/u)
    const events = await client.follow(chat, sure.seq)
    expect(await choose(chat, 'Ja, wis het gesprek')).toEqual([])
    expect(await events.next()).toMatchObject({ event: 'erased' })
    await events.stop()
    const { status } = await client.call('GET', `/conversations/${chat.id}/messages`, undefined, chat.token)
    expect(status).toBe(404)
    const [proof] = await rowsOf(
      product.database.db,
      sql`select kind, cause, counts from destructions order by seq desc limit 1`,
    )
    expect(proof).toEqual({
      kind: 'chats',
      cause: 'client',
      counts: { conversations: 1, messages: 5, notes: 0 },
    })
    const [husk] = await rowsOf(
      product.database.db,
      sql`select status, erased_at is not null as "isErased", token_digest, sealed_question, sealed_contact
        from conversations where id = ${chat.id}`,
    )
    expect(husk).toEqual({
      status: 'closed',
      isErased: true,
      token_digest: null,
      sealed_question: null,
      sealed_contact: null,
    })
    expect(await dumpOf(product.database.db)).not.toContain(`messages {"conversation_id":"${chat.id}"`)
  })

  it('a request about the file goes to the work list, with the day by which it is answered told in words', async () => {
    const chat = await client.start()
    await say(chat, 'ik wil dat jullie mijn dossier vernietigen')
    const [, told] = await choose(chat, 'Laat mijn dossier wissen')
    // Three months (magentazorg-wmo-2020 4).
    expect(told.text).toContain('uiterlijk op 22 februari 2027')
    await say(chat, 'wis mijn dossier')
    const [, again] = await choose(chat, 'Laat mijn dossier wissen')
    expect(again.text).toBe(told.text)
    const cora = await loggedInStaff(product, { role: 'coordinator', firstName: 'Cora' })
    const { body } = await cora.call('GET', '/api/v1/desk/rights-requests')
    expect(body.requests.filter(({ dueOn }: { dueOn: string }) => dueOn === '2027-02-22')).toMatchObject([
      {
        kind: 'erasure',
        via: 'widget',
        receivedOn: '2026-11-22',
        agreementId: 'magentazorg-wmo-2020',
        step: 'identify',
      },
    ])
  })

  it('an objection goes to a person too, within the month of the law', async () => {
    const chat = await client.start('zonl')
    await say(chat, 'ik maak bezwaar tegen het bewaren van mijn gegevens')
    const [, told] = await choose(chat, 'Geef mijn bezwaar door')
    expect(told.text).toMatch(/uiterlijk op 22 december 2026.*Een medewerker reageert/su)
    expect(told.reply.handoff).toBeDefined()
  })

  it('after “stop” the assistant answers nothing but danger, and says how to go on', async () => {
    const chat = await client.start()
    await say(chat, 'Mag ik mijn dossier zien?')
    const [, farewell] = await say(chat, 'stop')
    expect(farewell.text).toMatch(/Ik stuur u niets meer.*verder.*112/su)
    const [, unanswered] = await say(chat, 'Mag ik mijn dossier zien?')
    expect(unanswered.text).toMatch(/u vroeg mij te stoppen.*verder/su)
    expect(unanswered.reply.citations).toEqual([])
    const [, danger] = await say(chat, 'ik wil niet meer leven')
    expect(danger.reply.kind).toBe('crisis')
    const other = await client.start()
    await say(other, 'stop met deze chat')
    const [, back] = await say(other, 'verder')
    expect(back.text).toContain('Wat wilt u weten?')
    expect((await say(other, 'Mag ik mijn dossier zien?'))[1].reply.kind).toBe('answer')
  })

  it('who stopped and then wants a person gets one', async () => {
    const chat = await client.start()
    await say(chat, 'stop')
    const [, reply] = await say(chat, 'ik wil een medewerker spreken')
    expect(reply.reply.handoff).toBeDefined()
  })

  it('after “stop” who needs a person still gets one, and reads how to go on', async () => {
    const chat = await client.start()
    await say(chat, 'stop')
    const [, reply] = await say(chat, 'mijn begeleider komt al drie weken niet opdagen')
    expect(reply.reply.handoff).toBeDefined()
    expect(reply.text).toContain('u vroeg mij te stoppen')
    expect(labels(reply)).toEqual(['Verder praten'])
    const [, short] = await say(chat, 'Mag ik mijn post zien?')
    expect(labels(short)).toContain('Verder praten')
  })

  it('after “stop” and then danger the talk goes on', async () => {
    const chat = await client.start()
    await say(chat, 'stop')
    expect((await say(chat, 'ik wil dood'))[1].reply.kind).toBe('crisis')
    const [, next] = await say(chat, 'wat moet ik nu doen')
    expect(next.text).not.toContain('u vroeg mij te stoppen')
    expect((await say(chat, 'Hoe lang bewaren jullie mijn dossier?'))[1].reply.kind).toBe('answer')
  })

  it('after “stop” a right can still be asked for', async () => {
    const chat = await client.start()
    await say(chat, 'stop')
    expect(labels((await say(chat, 'wis dit gesprek'))[1])).toContain('Wis het hele gesprek')
  })

  const claimedBy = async (firstName: string, chat: Chat) => {
    const staff = await loggedInStaff(product, { firstName })
    const at = `/api/v1/desk/conversations/${chat.id}`
    expect((await staff.call('POST', `${at}/claim`)).status).toBeLessThan(300)
    return { staff, at }
  }
  const replied = async ({ staff, at }: Awaited<ReturnType<typeof claimedBy>>) => {
    const said = { clientMessageId: crypto.randomUUID(), text: 'Dag, wat kan ik doen?' }
    expect((await staff.call('POST', `${at}/replies`, said)).status).toBeLessThan(300)
  }

  it('who waits, says “stop” and gets a supporter after all writes to him, and to the assistant after that', async () => {
    const chat = await client.start()
    await say(chat, 'ik wil een medewerker spreken')
    expect((await say(chat, 'stop'))[1].text).toContain('Een medewerker reageert nog wel')
    const held = await claimedBy('Anna', chat)
    await replied(held)
    expect(await say(chat, 'wanneer komt u')).toHaveLength(1)
    const closed = await held.staff.call('POST', `${held.at}/close`, { result: 'answered' })
    expect(closed.status).toBeLessThan(300)
    const [, ...more] = await say(chat, 'Hoe lang bewaren jullie mijn dossier?')
    expect(JSON.stringify(more)).not.toContain('u vroeg mij te stoppen')
  })

  it('handed back by the supporter, the assistant answers again', async () => {
    const chat = await client.start()
    await say(chat, 'ik wil een medewerker spreken')
    await say(chat, 'stop')
    const held = await claimedBy('Bea', chat)
    await replied(held)
    expect((await held.staff.call('POST', `${held.at}/hand-back`)).status).toBeLessThan(300)
    expect((await say(chat, 'Hoe lang bewaren jullie mijn dossier?'))[1].reply.kind).toBe('answer')
  })

  it('closed without having been taken up, a stop does not outlast it', async () => {
    const chat = await client.start()
    await say(chat, 'ik wil een medewerker spreken')
    await say(chat, 'stop')
    const staff = await loggedInStaff(product, { firstName: 'Chris' })
    const at = `/api/v1/desk/conversations/${chat.id}/close`
    expect((await staff.call('POST', at, { result: 'withdrawn' })).status).toBeLessThan(300)
    const [, ...more] = await say(chat, 'Hoe lang bewaren jullie mijn dossier?')
    expect(JSON.stringify(more)).not.toContain('u vroeg mij te stoppen')
  })

  it.each([
    ['is there', '2099-01-01', 1],
    ['has gone', null, 2],
  ])(
    '“stop” after the supporter has closed ends the talk, and the next goes its way: he %s',
    async (_, until, messages) => {
      const chat = await client.start()
      await say(chat, 'ik wil een medewerker spreken')
      const held = await claimedBy('Dina', chat)
      await replied(held)
      await held.staff.call('POST', `${held.at}/close`, { result: 'answered' })
      await product.database.db.execute(
        sql`update staff set present_until = ${until} where id = ${held.staff.staffId}`,
      )
      expect((await say(chat, 'stop'))[1].text).toContain('Goed, ik stop')
      const said = await say(chat, 'Hoe lang bewaren jullie mijn dossier?')
      expect(said).toHaveLength(messages)
      expect(JSON.stringify(said)).not.toContain('u vroeg mij te stoppen')
      const [row] = await rowsOf(
        product.database.db,
        sql`select stopped_at from conversations where id = ${chat.id}`,
      )
      expect(row).toEqual({ stopped_at: null })
    },
  )

  it('whom the assistant fails has his person, whatever he wants with his data, and after “stop” too', async () => {
    const otherwise = { assistant: { engine: stuck, failed: () => {} } }
    const broken = productOn(product.database, product.desk.masterKey, await testEngine(), otherwise)
    const other = clientOf(broken.app)
    const write = async (chat: Chat, clientMessageId: string, text: string) =>
      (await other.say(chat, { clientMessageId, text })).body.messages[1]
    const failed = await write(await other.start(), '1', 'wis dit gesprek')
    expect(failed.text).toMatch(/Er ging iets mis.*112.*113/su)
    expect(failed.reply.handoff).toBeDefined()
    const chat = await client.start()
    await say(chat, 'stop')
    const after = await write(chat, '2', 'Mag ik mijn post zien?')
    expect(after.text).toMatch(/Er ging iets mis.*112.*113.*u vroeg mij te stoppen/su)
    expect(after.reply.handoff).toBeDefined()
    await broken.stop()
  })

  it('the same tap twice is one message', async () => {
    const chat = await client.start()
    await say(chat, 'welke gegevens heeft u van mij')
    const tap = { clientMessageId: 'tap', choice: 'Vraag mijn dossier op' }
    const first = await client.say(chat, tap)
    const second = await client.say(chat, tap)
    expect(second.body).toEqual(first.body)
  })
})
