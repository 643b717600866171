import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { clientOf, type Chat } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const at = ({ id }: { id: string }, verb = '') => `/api/v1/desk/conversations/${id}${verb}`

async function inbox(who: Staff, query = 'view=waiting') {
  const { body } = await who.call('GET', `/api/v1/desk/conversations?${query}`)
  return body as { lines: { id: string; question: string }[]; counts: Record<string, number> }
}

describe.each(databaseKinds)('the desk on $name', (kind) => {
  let product: Product
  let client: ReturnType<typeof clientOf>
  let anna: Staff
  let bram: Staff
  let cora: Staff

  beforeAll(async () => {
    product = await newProduct(kind)
    client = clientOf(product.app)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    bram = await loggedInStaff(product, { firstName: 'Bram' })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  /** A client who asked a question and then a person. */
  async function waiting(question = 'Mag ik mijn dossier zien?'): Promise<Chat> {
    const chat = await client.start()
    await client.say(chat, { clientMessageId: 'vraag', text: question })
    await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    return chat
  }

  it('shows who waits, with the question, the date and what was answered on which clause', async () => {
    const chat = await waiting()
    const { lines } = await inbox(anna)
    expect(lines.find(({ id }) => id === chat.id)).toMatchObject({
      question: 'Mag ik mijn dossier zien?',
      status: 'waiting',
      due: { at: expect.any(String), state: expect.any(String) },
    })
    const { body } = await anna.call('GET', at(chat))
    expect(body.handoff).toMatchObject({
      reason: 'asked',
      dueAt: '2026-11-25T08:00:00.000Z',
      summary: {
        question: 'Mag ik mijn dossier zien?',
        wants: 'Ik wil een medewerker spreken.',
        asked: [{ question: 'Mag ik mijn dossier zien?' }],
      },
    })
    const [{ clauses }] = body.handoff.summary.asked
    expect(clauses).toEqual([{ source: 'magentazorg-wmo-2020', section: '4' }])
    expect(body.agreement).toMatchObject({ id: 'magentazorg-wmo-2020' })
    expect(body.steps.map((step: { kind: string }) => step.kind)).toEqual(['handed_off'])
  })

  it('of two supporters who take a conversation up at once one has it, and the other hears who', async () => {
    const chat = await waiting()
    const answers = await Promise.all([anna, bram].map((who) => who.call('POST', at(chat, '/claim'), {})))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
    const winner = won!.body.supporterId === anna.staffId ? 'Anna' : 'Bram'
    expect(lost!.body).toMatchObject({ code: 'conversation.already_taken', firstName: winner })
  })

  it('a supporter takes over from the assistant, which is silent until he hands back', async () => {
    const chat = await client.start()
    await client.say(chat, { clientMessageId: '1', text: 'Mag ik mijn dossier zien?' })
    await anna.call('POST', at(chat, '/claim'), {})
    const { body } = await client.say(chat, { clientMessageId: '2', text: 'Wat is mijn opzegtermijn?' })
    expect(body.messages).toHaveLength(1)
    const owed = await anna.call('POST', at(chat, '/hand-back'), {})
    expect(owed).toMatchObject({ status: 409, body: { code: 'conversation.reaction_owed' } })
    await anna.call('POST', at(chat, '/replies'), { clientMessageId: 'a', text: 'Dat zoek ik uit.' })
    await anna.call('POST', at(chat, '/hand-back'), {})
    const again = await client.say(chat, { clientMessageId: '3', text: 'Wat is mijn opzegtermijn?' })
    expect(again.body.messages[1].reply.kind).toBe('answer')
  })

  it('a reply that is sent twice is stored once, and ends the term', async () => {
    const chat = await waiting()
    const said = { clientMessageId: 'a', text: 'Goedemiddag, ik kijk voor u.' }
    const first = await anna.call('POST', at(chat, '/replies'), said)
    const second = await anna.call('POST', at(chat, '/replies'), said)
    expect(second.body).toEqual(first.body)
    const { body } = await anna.call('GET', at(chat))
    expect(body).toMatchObject({ status: 'assigned', supporterId: anna.staffId, due: null })
    expect(body.handoff.reactedAt).not.toBeNull()
    const messages = await client.read(chat)
    expect(messages.filter(({ author }) => author === 'supporter')).toMatchObject([
      { speaker: 'Anna', text: 'Goedemiddag, ik kijk voor u.' },
    ])
  })

  it('a conversation that a colleague has can be read by who coordinates or is mentioned in it alone', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/claim'), {})
    expect(await bram.call('GET', at(chat))).toMatchObject({
      status: 403,
      body: { code: 'conversation.not_yours' },
    })
    expect((await cora.call('GET', at(chat))).status).toBe(200)
    const note = { text: 'Bram, weet jij dit?', mentions: [bram.staffId] }
    expect((await anna.call('POST', at(chat, '/notes'), note)).status).toBe(201)
    const { body } = await bram.call('GET', at(chat))
    expect(body.steps.at(-1)).toMatchObject({ kind: 'note', text: 'Bram, weet jij dit?' })
    expect(JSON.stringify(await client.read(chat))).not.toContain('weet jij dit')
  })

  it('transfers with a reason, snoozes no further than the promised date', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/claim'), {})
    const { body } = await anna.call('GET', at(chat))
    const tooFar = new Date(new Date(body.due.at).getTime() + 60_000).toISOString()
    const refused = await anna.call('POST', at(chat, '/snooze'), { until: tooFar })
    expect(refused.body.code).toBe('conversation.snooze_past_due')
    const to = { to: { staffId: bram.staffId }, reason: 'Bram kent deze cliënt.' }
    expect((await anna.call('POST', at(chat, '/transfer'), to)).body.supporterId).toBe(bram.staffId)
    const mine = await inbox(bram, 'view=mine')
    expect(mine.lines.map(({ id }) => id)).toContain(chat.id)
  })

  it('closing asks the client how satisfied he is, and the desk sees what he says', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/replies'), { clientMessageId: 'a', text: 'Opgelost.' })
    await anna.call('POST', at(chat, '/close'), { result: 'answered' })
    const { body } = await client.call('GET', `/conversations/${chat.id}/messages`, undefined, chat.token)
    expect(body).toMatchObject({ status: 'closed', asksRating: true })
    expect(body.messages.at(-1)).toMatchObject({ author: 'assistant', asksRating: true })
    const rated = { score: 5, comment: 'Heel vriendelijk' }
    await client.call('POST', `/conversations/${chat.id}/rating`, rated, chat.token)
    const { body: seen } = await anna.call('GET', at(chat))
    expect(seen).toMatchObject({ rating: 5, ratingComment: 'Heel vriendelijk', result: 'answered' })
    const [kept] = await rowsOf<{ comment: string }>(
      product.database.db,
      sql`select encode(sealed_rating_comment, 'escape') as comment from conversations where id = ${chat.id}`,
    )
    expect(kept!.comment).not.toContain('vriendelijk')
  })

  it('danger in what a client says with his rating gets help at once', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/close'), { result: 'other' })
    const rated = { score: 1, comment: 'Ik wil niet meer leven' }
    await client.call('POST', `/conversations/${chat.id}/rating`, rated, chat.token)
    expect((await client.read(chat)).at(-1)!.text).toMatch(/^Bel of chat nu met 113/u)
    expect((await anna.call('GET', at(chat))).body).toMatchObject({ urgent: true, closedAt: null })
    const refused = await anna.call('POST', at(chat, '/close'), { result: 'answered' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conversation.danger_owed' } })
    const gebeld = { result: 'answered', note: 'Gebeld: haar dochter is bij haar.' }
    expect((await anna.call('POST', at(chat, '/close'), gebeld)).status).toBe(200)
  })

  it('a closed conversation that goes to a person again is nobody’s, and its question is no mere wish', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/replies'), { clientMessageId: 'a', text: 'Dat mag.' })
    await anna.call('POST', at(chat, '/close'), { result: 'answered' })
    await client.say(chat, { clientMessageId: '2', text: 'Wat is mijn opzegtermijn?' })
    await client.say(chat, { clientMessageId: '3', text: 'Graag een medewerker' })
    const { body } = await bram.call('GET', at(chat))
    expect(body).toMatchObject({
      status: 'waiting',
      supporterId: null,
      question: 'Wat is mijn opzegtermijn?',
    })
    expect((await bram.call('POST', at(chat, '/claim'), {})).status).toBe(200)
  })

  it('closing can be undone, with the date that was promised', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/close'), { result: 'other', note: 'Dubbel' })
    const { body } = await anna.call('POST', at(chat, '/reopen'), {})
    expect(body).toMatchObject({ status: 'assigned', due: { at: '2026-11-25T08:00:00.000Z' } })
  })

  it('the client withdraws, and the assistant answers him again', async () => {
    const chat = await waiting()
    const { status } = await client.call('DELETE', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    expect(status).toBe(200)
    const again = await client.call('DELETE', `/conversations/${chat.id}/handoff`, undefined, chat.token)
    expect(again).toMatchObject({ status: 409, body: { code: 'handoff.none' } })
    const { lines } = await inbox(anna)
    expect(lines.map(({ id }) => id)).not.toContain(chat.id)
  })

  it('who goes away gives what he owes back to his colleagues, with its date', async () => {
    const chat = await waiting()
    await anna.call('POST', at(chat, '/claim'), {})
    await anna.call('POST', '/api/v1/desk/absence', { isAbsent: true })
    const { lines } = await inbox(bram)
    expect(lines.find(({ id }) => id === chat.id)).toMatchObject({ due: { at: '2026-11-25T08:00:00.000Z' } })
    await anna.call('POST', '/api/v1/desk/absence', { isAbsent: false })
  })

  it('finds a conversation by its words and by the beginning of the client’s name', async () => {
    const chat = await waiting('Mijn hondenuitlaatservice komt niet, mag ik mijn dossier zien?')
    const name = { name: 'Riet van der Zwaluwenstein', reach: null }
    await client.call('PUT', `/conversations/${chat.id}/contact`, name, chat.token)
    for (const words of [
      'hondenuitlaatservice',
      'dossiers hondenuitlaatservice',
      'zwaluw',
      'riet zwaluwenst',
    ]) {
      const { lines } = await inbox(anna, `q=${encodeURIComponent(words)}`)
      expect(
        lines.map(({ id }) => id),
        words,
      ).toEqual([chat.id])
    }
    expect((await inbox(anna, 'q=hondenuitlaatservice+facturen')).lines).toEqual([])
  })

  it('pages through a view without losing or repeating a conversation', async () => {
    await Promise.all(Array.from({ length: 60 }, () => waiting()))
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await cora.call('GET', `/api/v1/desk/conversations?view=all${cursor}`)
      seen.push(...body.lines.map(({ id }: { id: string }) => id))
      cursor = body.cursor ? `&cursor=${body.cursor}` : ''
    } while (cursor)
    const [row] = await rowsOf<{ n: number }>(
      product.database.db,
      sql`select count(*)::int as n from conversations c join organisations o on o.id = c.organisation_id
        where o.slug = 'magentazorg' and c.status <> 'closed'`,
    )
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toHaveLength(row!.n)
  })

  it('danger comes on top, as urgent, and stays with a person', async () => {
    const chat = await client.start()
    const { body } = await client.say(chat, { clientMessageId: '1', text: 'Ik wil niet meer leven' })
    expect(body.messages[1].text).toMatch(/^Bel of chat nu met 113/u)
    const { lines, counts } = await inbox(anna)
    expect(lines[0]).toMatchObject({ id: chat.id, urgent: true })
    expect(counts.urgent).toBe(1)
  })

  it('suggests what the agreement says, with its clause', async () => {
    const chat = await waiting()
    const { body } = await anna.call('GET', at(chat, '/suggestions?text=opzegtermijn+hulp'))
    const [{ text, clauses }] = body.suggestions
    expect(text).toContain('twee dagen')
    expect(clauses[0]).toMatchObject({ source: 'magentazorg-wmo-2020', section: '10' })
  })

  it('keeps a draft for its writer alone, and forgets it once the reply is sent', async () => {
    const chat = await waiting()
    await anna.call('PUT', at(chat, '/draft'), { text: 'Beste mevrouw' })
    expect((await anna.call('GET', at(chat))).body.draft).toBe('Beste mevrouw')
    expect((await bram.call('GET', at(chat))).body.draft).toBeNull()
    await anna.call('POST', at(chat, '/replies'), { clientMessageId: 'a', text: 'Beste mevrouw, …' })
    expect((await anna.call('GET', at(chat))).body.draft).toBeNull()
  })
})
