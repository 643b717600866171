import { eq, inArray, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { rowsOf, withinOrganisation } from '../../../db/client.ts'
import { clients, conversations, rightsRequests } from '../../../db/schema.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { AtTheDesk, fileAt } from '../clients/at-the-desk.ts'
import { dumpOf, sealedOfClient } from './every-row.ts'

const REQUESTS = '/api/v1/desk/rights-requests'
const at = (request: { id: string }, verb: string) => `${REQUESTS}/${request.id}/${verb}`

describe.each(databaseKinds)('on $name', (kind) => {
  const desk = new AtTheDesk(kind)
  const db = () => desk.product.database.db

  async function asked(otherwise: object) {
    const { status, body } = await desk.anna.call('POST', REQUESTS, {
      kind: 'erasure',
      via: 'phone',
      receivedOn: '2026-11-02',
      words: 'Mevrouw wil haar dossier laten wissen.',
      ...otherwise,
    })
    expect(status).toBe(201)
    return body
  }

  /** Somebody of whom everything is kept that can be kept. */
  async function known(name: string) {
    const file = await desk.newClient({
      name,
      reach: '0612345678',
      municipality: 'Almere',
      indicationFrom: '2020-01-01',
      representative: { kind: 'guardian', name: 'Henk Distelvink', reach: null },
    })
    const other = await desk.newClient({ name: `${name} Oudemans`, municipality: 'Almere' })
    const given = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-01-05', isFormOnFile: true }
    await desk.anna.call('POST', fileAt(file, '/consents'), given)
    await desk.anna.call('POST', fileAt(other, '/merges'), { intoId: file.id, reason: 'Trouwde met Dirk' })
    const question = { clientId: file.id, startedOn: '2026-10-01', aim: 'Wonen bij de Ooievaarstuin' }
    await desk.anna.call('POST', '/api/v1/desk/support-questions', question)
    const contact = {
      id: crypto.randomUUID(),
      clientId: file.id,
      channel: 'phone',
      startedAt: '2026-10-05T10:00:00Z',
      minutes: 25,
      service: 'information_advice_and_general_support',
      note: 'Vertelde over de Ooievaarstuin',
    }
    expect((await desk.anna.call('POST', '/api/v1/desk/contacts', contact)).status).toBe(201)
    const client = clientOf(desk.product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: '1', text: `Ik ben ${name}. Ik wil een medewerker spreken.` })
    await desk.anna.call('POST', `/api/v1/desk/conversations/${chat.id}/claim`)
    await desk.anna.call('PUT', `/api/v1/desk/conversations/${chat.id}/client`, { clientId: file.id })
    return { file, other, chat, client }
  }

  it('the work list has what is due first first, and says what is late', async () => {
    await asked({ kind: 'access', receivedOn: '2026-09-01' })
    await asked({ kind: 'correction', receivedOn: '2026-08-31', via: 'letter' })
    const { body } = await desk.cora.call('GET', REQUESTS)
    expect(body.requests.slice(0, 2)).toMatchObject([
      // A month after the last day of August is the last day of September.
      { kind: 'correction', dueOn: '2026-09-30', isLate: true, step: 'identify' },
      { kind: 'access', dueOn: '2026-10-01', isLate: true },
    ])
    expect(body.late).toBe(2)
    expect((await desk.anna.call('GET', REQUESTS)).status).toBe(403)
  })

  it('an erased file is gone from screen and dump; its minutes, its number and its hand-off stay', async () => {
    const { file, other, chat, client } = await known('Petronella Kwikstaart')
    const request = await asked({ clientId: file.id, name: 'Petronella Kwikstaart', reach: '0687654321' })
    const { call } = desk.cora
    expect(
      await call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Wil het' }),
    ).toMatchObject({ status: 409, body: { code: 'rights_request.identity_needed' } })
    await call('PUT', at(request, 'identity'), { how: 'Paspoort gezien aan de balie' })
    await call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Geen belang van een ander' })
    expect(await call('POST', at(request, 'erasure'))).toMatchObject({
      status: 409,
      body: { code: 'rights_request.answer_first' },
    })
    await call('POST', at(request, 'answer'), { text: 'Wij wissen alles.', via: 'letter' })
    const totals = '/api/v1/desk/contacts/totals'
    const before = (await call('GET', totals)).body
    const done = await call('POST', at(request, 'erasure'))
    expect(done).toMatchObject({
      status: 200,
      body: {
        step: 'done',
        words: null,
        name: null,
        client: { name: null, number: file.number },
        proof: [{ cause: 'request', kind: 'clients', counts: { clients: 2, conversations: 1, consents: 1 } }],
      },
    })
    for (const id of [file.id, other.id]) {
      expect(await desk.anna.call('GET', fileAt({ id }))).toMatchObject({
        status: 410,
        body: { code: 'client.erased' },
      })
      expect(await sealedOfClient(db(), id)).toEqual([])
    }
    expect(await call('GET', `/api/v1/desk/conversations/${chat.id}`)).toMatchObject({
      status: 410,
      body: { code: 'conversation.erased' },
    })
    expect(
      (await client.call('GET', `/conversations/${chat.id}/messages`, undefined, chat.token)).status,
    ).toBe(404)
    const found = await call('POST', '/api/v1/desk/clients/search', { q: 'Kwikstaart' })
    expect(found.body.clients).toEqual([])
    // The chat that went on counts from the moment that it ended.
    const after = (await call('GET', totals)).body
    expect(after.contacts - before.contacts).toBe(1)
    expect(after.uniqueClients).toBe(before.uniqueClients)
    const [handoff] = await rowsOf(
      db(),
      sql`select sealed_summary, due_at is not null as "isDue", withdrawn_at is not null as "isWithdrawn"
        from handoffs where conversation_id = ${chat.id}`,
    )
    expect(handoff).toEqual({ sealed_summary: null, isDue: true, isWithdrawn: true })
    const dump = await dumpOf(db())
    for (const secret of ['Kwikstaart', 'Distelvink', 'Ooievaarstuin']) expect(dump).not.toContain(secret)
    const again = await desk.add({ name: 'Petronella Kwikstaart', birthDate: file.birthDate, isNew: true })
    expect(again.status).toBe(201)
    expect(again.body.number).toBeGreaterThan(file.number)
  })

  it('nothing of an erased conversation can be changed, and the inbox does not show it', async () => {
    const client = clientOf(desk.product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: '1', text: 'Ik wil een medewerker spreken.' })
    await client.call('DELETE', `/conversations/${chat.id}`, undefined, chat.token)
    for (const verb of ['claim', 'reopen'])
      expect((await desk.cora.call('POST', `/api/v1/desk/conversations/${chat.id}/${verb}`)).body.code).toBe(
        'conversation.erased',
      )
    for (const view of ['waiting', 'all', 'closed']) {
      const { body } = await desk.cora.call('GET', `/api/v1/desk/conversations?view=${view}`)
      expect(body.lines.map(({ id }: { id: string }) => id)).not.toContain(chat.id)
    }
  })

  it('a copy holds all that is kept, as JSON and to be read, and not before it is known who asks', async () => {
    const { file } = await known('Gerardus Wielewaal')
    const request = await asked({ kind: 'copy', clientId: file.id })
    const path = at(request, 'copy?format=json')
    expect((await desk.cora.call('POST', path)).body.code).toBe('rights_request.not_granted')
    await desk.cora.call('PUT', at(request, 'identity'), { how: 'Gebeld op het bekende nummer' })
    await desk.cora.call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Zijn recht' })
    const { body } = await desk.cora.call('POST', path)
    expect(body.file[0]).toMatchObject({ name: 'Gerardus Wielewaal', reach: '0612345678' })
    expect(body.contacts).toMatchObject([{ minutes: 25, note: 'Vertelde over de Ooievaarstuin' }])
    expect(body.supportQuestions).toMatchObject([{ aim: 'Wonen bij de Ooievaarstuin' }])
    expect(JSON.stringify(body.conversations)).toContain('Ik ben Gerardus Wielewaal')
    const page = await desk.cora.request(at(request, 'copy?format=html'), { method: 'POST' })
    expect(await page.text()).toMatch(/<h1>Uw gegevens<\/h1>.*Gerardus Wielewaal.*Ooievaarstuin/su)
  })

  /** Asks in a chat for his file, as a tap on the button does. */
  async function askedInChat() {
    const client = clientOf(desk.product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, { clientMessageId: '1', text: 'ik wil mijn dossier inzien' })
    const ask = () => client.say(chat, { clientMessageId: '2', choice: 'Vraag mijn dossier op' })
    return { client, chat, ask }
  }

  it('a copy also holds what was noted, told, signalled and asked, and says what is left out', async () => {
    const { file, chat } = await known('Hendrikus Grutto')
    const { call } = desk.cora
    const noted = { text: 'Zijn zoon belt soms', mentions: [] }
    expect((await desk.anna.call('POST', `/api/v1/desk/conversations/${chat.id}/notes`, noted)).status).toBe(
      201,
    )
    const shared = {
      recipient: 'zorgkantoor',
      to: 'Mevrouw Post',
      fields: ['name'],
      text: 'Hij wil verhuizen',
    }
    expect((await desk.anna.call('POST', fileAt(file, '/sharings'), shared)).status).toBe(201)
    const request = await asked({ kind: 'copy', clientId: file.id, words: 'Ik wil alles hebben' })
    await call('PUT', at(request, 'identity'), { how: 'Gebeld op het bekende nummer' })
    await call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Zijn recht' })
    const { body } = await call('POST', at(request, 'copy?format=json'))
    expect(body.conversations[0]).toMatchObject({
      notes: [{ text: noted.text }],
      handoffs: [{ question: expect.stringContaining('Hendrikus Grutto') }],
    })
    expect(body.sharings).toMatchObject([{ to: 'Mevrouw Post' }])
    expect(body.requests).toMatchObject([{ words: 'Ik wil alles hebben', reason: 'Zijn recht' }])
    expect(body.merges).toMatchObject([{ reason: 'Trouwde met Dirk' }])
    const page = await desk.cora.request(at(request, 'copy?format=html'), { method: 'POST' })
    expect(await page.text()).toMatch(
      /Zijn zoon belt soms.*Mevrouw Post.*Ik wil alles hebben.*apart overzicht/su,
    )
  })

  it('a supporter with no part in it reads nothing of what somebody asked', async () => {
    const { chat, client, ask } = await askedInChat()
    await client.call(
      'PUT',
      `/conversations/${chat.id}/contact`,
      { name: 'Geheime Naam', reach: '0612345678' },
      chat.token,
    )
    await ask()
    await client.say(chat, { clientMessageId: '3', text: 'Ik wil een medewerker spreken.' })
    await desk.anna.call('POST', `/api/v1/desk/conversations/${chat.id}/claim`)
    const again = {
      kind: 'access',
      via: 'phone',
      receivedOn: '2026-11-02',
      words: 'Belde erover',
      conversationId: chat.id,
    }
    expect(await desk.bram.call('POST', REQUESTS, again)).toMatchObject({ status: 404 })
    const mine = await desk.anna.call('POST', REQUESTS, again)
    expect(mine).toMatchObject({
      status: 409,
      body: { code: 'rights_request.exists', number: expect.any(Number) },
    })
    expect(JSON.stringify(mine.body)).not.toContain('Geheime Naam')
    const { organisationId } = desk.cora.me
    const seenBy = (supporterId: string | null) =>
      withinOrganisation(db(), { organisationId, supporterId }, (tx) =>
        tx.select().from(rightsRequests).where(eq(rightsRequests.conversationId, chat.id)),
      )
    expect(await seenBy(desk.bram.me.staffId)).toEqual([])
    expect(await seenBy(null)).toHaveLength(1)
  })

  it('twelve who ask at once all have a number of their own', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => askedInChat()))
    const answers = await Promise.all(all.map(({ ask }) => ask()))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    const rows = await db()
      .select()
      .from(rightsRequests)
      .where(
        inArray(
          rightsRequests.conversationId,
          all.map(({ chat }) => chat.id),
        ),
      )
    expect(new Set(rows.map(({ number }) => number)).size).toBe(12)
  })

  it('who somebody is holds for one file, and nothing but that file is given', async () => {
    const [his, hers] = [await desk.newClient(), await desk.newClient()]
    const request = await asked({ kind: 'copy' })
    const { call } = desk.cora
    await call('PUT', at(request, 'identity'), { how: 'Gezien' })
    expect((await call('PUT', at(request, 'client'), { clientId: his.id })).body).toMatchObject({
      identity: null,
      step: 'identify',
    })
    await call('PUT', at(request, 'identity'), { how: 'Paspoort gezien' })
    expect((await call('PUT', at(request, 'client'), { clientId: his.id })).body.identity).toBe(
      'Paspoort gezien',
    )
    const partly = { decision: 'partly', reason: 'Een deel' }
    expect(await call('POST', at(request, 'decision'), partly)).toMatchObject({
      status: 409,
      body: { code: 'rights_request.is_whole' },
    })
    await call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Zijn recht' })
    expect(await call('PUT', at(request, 'client'), { clientId: hers.id })).toMatchObject({
      status: 409,
      body: { code: 'rights_request.decided_already' },
    })
    expect((await call('POST', at(request, 'copy?format=json'))).body.file).toMatchObject([
      { number: his.number },
    ])
  })

  it('a copy cannot be granted before it is said whose', async () => {
    const request = await asked({ kind: 'copy' })
    await desk.cora.call('PUT', at(request, 'identity'), { how: 'Gezien' })
    expect(
      await desk.cora.call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Zijn recht' }),
    ).toMatchObject({ status: 409, body: { code: 'rights_request.client_needed' } })
  })

  it('a file is not erased while something else that its client asked is not done', async () => {
    const file = await desk.newClient()
    const request = await asked({ clientId: file.id })
    const other = await asked({ clientId: file.id, kind: 'correction' })
    const { call } = desk.cora
    await call('PUT', at(request, 'identity'), { how: 'Gezien' })
    await call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Haar recht' })
    await call('POST', at(request, 'answer'), { text: 'Wij wissen alles.', via: 'letter' })
    expect(await call('POST', at(request, 'erasure'))).toMatchObject({
      status: 409,
      body: { code: 'rights_request.others_open', number: other.number },
    })
    await call('POST', at(other, 'decision'), { decision: 'withdrawn', reason: 'Niet meer nodig' })
    await call('POST', at(other, 'answer'), { text: 'Goed.', via: 'phone' })
    expect((await call('POST', at(request, 'erasure'))).status).toBe(200)
  })

  it('answering a request leaves who waits for a person with something else waiting', async () => {
    const { client, chat, ask } = await askedInChat()
    await ask()
    await client.say(chat, {
      clientMessageId: '3',
      text: 'Ik wil een medewerker spreken over mijn indicatie',
    })
    const row = async () => (await db().select().from(conversations).where(eq(conversations.id, chat.id)))[0]!
    const { dueAt } = await row()
    const [request] = await db()
      .select()
      .from(rightsRequests)
      .where(eq(rightsRequests.conversationId, chat.id))
    const told = { text: 'U krijgt geen kopie.', via: 'conversation' }
    await desk.cora.call('POST', at(request!, 'decision'), { decision: 'refused', reason: 'Geen dossier' })
    expect((await desk.cora.call('POST', at(request!, 'answer'), told)).status).toBe(200)
    expect((await client.read(chat)).at(-1)).toMatchObject({ text: told.text })
    expect(await row()).toMatchObject({ status: 'waiting', dueAt })
    const [handoff] = await rowsOf(
      db(),
      sql`select reacted_at from handoffs where conversation_id = ${chat.id}`,
    )
    expect(handoff).toEqual({ reacted_at: null })
  })

  it('the answer is written in the conversation in which was asked', async () => {
    const client = clientOf(desk.product.app)
    const chat = await client.start('de-wegwijzer')
    await client.say(chat, {
      clientMessageId: '1',
      text: 'ik maak bezwaar tegen het gebruik van mijn gegevens',
    })
    await client.say(chat, { clientMessageId: '2', choice: 'Geef mijn bezwaar door' })
    const { body } = await desk.cora.call('GET', REQUESTS)
    const request = body.requests.find(({ kind: each }: { kind: string }) => each === 'objection')
    await desk.cora.call('POST', at(request, 'decision'), { decision: 'granted', reason: 'Terecht' })
    const told = { text: 'Wij gebruiken uw gegevens niet meer.', via: 'conversation' }
    expect((await desk.cora.call('POST', at(request, 'answer'), told)).status).toBe(200)
    expect((await client.read(chat)).at(-1)).toMatchObject({ speaker: 'Cora', text: told.text })
    expect((await desk.cora.call('POST', at(request, 'execution'))).body).toMatchObject({ step: 'done' })
    const [row] = await db().select().from(conversations).where(eq(conversations.id, chat.id))
    expect(row).toMatchObject({ status: 'assistant', dueAt: null })
  })

  it('the database itself refuses an erased client with a name, and a changed proof', async () => {
    const { id } = await desk.newClient()
    await expect(
      db().update(clients).set({ erasedAt: new Date() }).where(eq(clients.id, id)),
    ).rejects.toThrow()
    const { organisationId } = desk.cora.me
    const tried = db().transaction(async (tx) => {
      await tx.execute(
        sql`select set_config('role', 'wegwijs_app', true), set_config('wegwijs.organisation', ${organisationId}, true)`,
      )
      await tx.execute(sql`update destructions set counts = '{}'`)
    })
    await expect(tried).rejects.toThrow()
  })
})
