import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversations } from '../../../db/schema.ts'
import { createClient } from '../../../server/clients/create.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { categoryOf, madeBy, memberOf, SIGNALS, written } from '../../support/signals.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const idsSeenBy = async (staff: Staff, query = '') => {
  const { body } = await staff.call('GET', `${SIGNALS}?${query}`)
  return body.signals.map(({ id }: { id: string }) => id)
}

describe.each(databaseKinds)('signals, on $name', (kind) => {
  let product: Product
  let [anna, bram, cora, elsewhere] = [] as unknown as [Staff, Staff, Staff, Staff]

  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { organisation, firstName: 'Anna' })
    bram = await loggedInStaff(product, { organisation, firstName: 'Bram' })
    cora = await loggedInStaff(product, { organisation, firstName: 'Cora', role: 'coordinator' })
    elsewhere = await loggedInStaff(product, { organisation: 'zonl', role: 'administrator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('an organisation begins with the categories of the field, once, also when two look at the same time', async () => {
    const seen = await Promise.all([anna, bram, cora].map(({ call }) => call('GET', `${SIGNALS}/choices`)))
    const names = seen.map(({ body }) => body.categories.map(({ name }: { name: string }) => name))
    expect(names[0]).toContain('Personeelstekort of wisselende gezichten')
    expect(names[1]).toEqual(names[0])
    expect(names[2]).toEqual(names[0])
  })

  it('a supporter sees his own signals, who coordinates sees all, another organisation none', async () => {
    const { id } = await madeBy(anna)
    expect(await idsSeenBy(anna)).toContain(id)
    expect(await idsSeenBy(bram)).not.toContain(id)
    expect(await idsSeenBy(cora)).toContain(id)
    expect(await idsSeenBy(elsewhere)).toEqual([])
    for (const stranger of [bram, elsewhere]) {
      const refused = await stranger.call('GET', `${SIGNALS}/${id}`)
      expect(refused).toMatchObject({ status: 404, body: { code: 'signal.not_found' } })
    }
  })

  it('personal numbers that are typed into any of its texts are not kept', async () => {
    const { id } = await madeBy(anna, {
      provider: 'Rekening NL91ABNA0417164300',
      bottleneck: 'Het BSN 123456782 staat er verkeerd.',
      facts: { problem: 'Ook 111222333 klopt niet.' },
    })
    const { body } = await cora.call('GET', `${SIGNALS}/${id}`)
    expect(JSON.stringify(body)).not.toMatch(/NL91|123456782|111222333/u)
    expect(body.bottleneck).toBe('Het BSN ••• staat er verkeerd.')
  })

  it('warns when the text may tell who the client is, and keeps it when the writer says that it does not', async () => {
    const engine = await testEngine()
    const person = { name: 'Geertruida van der Heijden', birthDate: '1943-05-12', law: 'wlz' as const }
    const { number } = await createClient(product.desk, memberOf(anna, 'supporter'), engine, person)
    const told = {
      clientNumber: number,
      facts: {
        client: 'Mw. Van der Heijden, geboren 12 mei 1943',
        problem: 'Bel haar dochter op 06 12345678 of mail dochter@voorbeeld.nl.',
      },
    }
    const signal = await written(anna, told)
    const refused = await anna.call('POST', SIGNALS, signal)
    expect(refused).toMatchObject({ status: 409, body: { code: 'signal.leads_to_person' } })
    expect(refused.body.found).toEqual([
      { at: 'client', what: 'name' },
      { at: 'client', what: 'birth_date' },
      { at: 'problem', what: 'phone' },
      { at: 'problem', what: 'email' },
    ])
    expect((await anna.call('POST', SIGNALS, { ...signal, isChecked: true })).status).toBe(201)
  })

  it('of whom a signal is, only who is involved with him may say', async () => {
    const engine = await testEngine()
    const person = { name: 'Kees Smit', birthDate: '1950-01-02', law: 'wlz' as const }
    const { number } = await createClient(product.desk, memberOf(bram, 'supporter'), engine, person)
    const refused = await anna.call('POST', SIGNALS, await written(anna, { clientNumber: number }))
    expect(refused).toMatchObject({ status: 403, body: { code: 'client.not_involved' } })
    const unknown = await anna.call('POST', SIGNALS, await written(anna, { clientNumber: 9999 }))
    expect(unknown).toMatchObject({ status: 404, body: { code: 'client.not_found' } })
    const { clientNumber } = await madeBy(bram, { clientNumber: number })
    expect(clientNumber).toBe(number)
  })

  it('the region is one of the agreement of that day, and brings its zorgkantoor', async () => {
    const { body: choices } = await anna.call('GET', `${SIGNALS}/choices?day=2024-05-01`)
    expect(choices.agreement).toMatchObject({ id: 'wlz-oco-2024', hasEnded: false })
    const [{ region, zorgkantoor }] = choices.regions
    const observedOn = '2024-05-01'
    expect(await madeBy(anna, { region, observedOn })).toMatchObject({ region, zorgkantoor })
    const refused = await anna.call('POST', SIGNALS, await written(anna, { region: 'Atlantis' }))
    expect(refused).toMatchObject({ status: 400, body: { code: 'signal.unknown_region' } })
    const { body: now } = await anna.call('GET', `${SIGNALS}/choices?day=2026-03-01`)
    expect(now.agreement).toMatchObject({ id: 'wlz-oco-2024', hasEnded: true, validTo: '2025-12-31' })
  })

  it('takes the region from the municipality of the conversation that it is written in', async () => {
    const client = clientOf(product.app)
    const chat = await client.start('de-wegwijzer')
    const { db } = product.database
    await db.update(conversations).set({ municipality: 'Middelburg' }).where(eq(conversations.id, chat.id))
    const { body } = await anna.call('GET', `/api/v1/desk/conversations/${chat.id}/signal`)
    const { body: choices } = await anna.call('GET', `${SIGNALS}/choices`)
    expect(choices.regions.map((each: { region: string }) => each.region)).toContain(body.region)
    const { conversationId } = await madeBy(anna, { conversationId: chat.id, region: body.region })
    expect(conversationId).toBe(chat.id)
    const stranger = await elsewhere.call('GET', `/api/v1/desk/conversations/${chat.id}/signal`)
    expect(stranger.status).toBe(404)
  })

  it('keeps what a signal said before it was changed, and who changed it', async () => {
    const { id, changedAt } = await madeBy(anna)
    const changed = {
      signal: await written(anna, { bottleneck: 'Het plan loopt achter.' }),
      seen: { changedAt },
    }
    const { body } = await cora.call('PUT', `${SIGNALS}/${id}`, changed)
    expect(body.bottleneck).toBe('Het plan loopt achter.')
    expect(body.changes).toHaveLength(1)
    expect(body.changes[0]).toMatchObject({
      changedBy: cora.staffId,
      before: { bottleneck: 'Er is te weinig personeel voor de plekken die er zijn.' },
    })
    const late = await anna.call('PUT', `${SIGNALS}/${id}`, changed)
    expect(late).toMatchObject({ status: 409, body: { code: 'signal.changed_meanwhile' } })
    expect((await bram.call('PUT', `${SIGNALS}/${id}`, changed)).status).toBe(404)
  })

  it('finds signals by period, kind, category, region and acute', async () => {
    const { region } = (await anna.call('GET', `${SIGNALS}/choices`)).body.regions[1]
    const { id } = await madeBy(anna, {
      observedOn: '2024-02-10',
      region,
      isAcute: true,
      category: 'Veiligheid',
    })
    const complaint = await madeBy(anna, { kind: 'complaint', observedOn: '2024-02-11' })
    const period = 'from=2024-02-01&to=2024-02-28'
    const category = await categoryOf(anna, 'Veiligheid')
    expect(await idsSeenBy(cora, period)).toEqual([complaint.id, id])
    expect(await idsSeenBy(cora, `${period}&kind=complaint`)).toEqual([complaint.id])
    expect(await idsSeenBy(cora, `${period}&acute=1`)).toEqual([id])
    expect(await idsSeenBy(cora, `${period}&category=${category}`)).toEqual([id])
    expect(await idsSeenBy(cora, `${period}&region=${encodeURIComponent(region)}`)).toEqual([id])
    expect(await idsSeenBy(cora, `${period}&region=none`)).toEqual([complaint.id])
    const wrong = await cora.call('GET', `${SIGNALS}?from=gisteren`)
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ at: 'from' }] } })
  })

  it('gives all signals in pages, each once', async () => {
    const observedOn = '2023-03-03'
    const made = []
    for (let i = 0; i < 55; i++) made.push((await madeBy(bram, { observedOn })).id)
    const first = (await bram.call('GET', `${SIGNALS}?from=2023-03-03&to=2023-03-03`)).body
    expect(first).toMatchObject({ total: 55 })
    const rest = await idsSeenBy(bram, `from=2023-03-03&to=2023-03-03&cursor=${first.cursor}`)
    const seen = [...first.signals.map(({ id }: { id: string }) => id), ...rest]
    expect(seen.toSorted()).toEqual(made.toSorted())
  })

  it.each([
    ['observed tomorrow', { observedOn: '2099-01-01' }, 'signal.observed_ahead'],
    ['a complaint that is acute', { kind: 'complaint', isAcute: true }, 'request.invalid'],
    ['without a bottleneck', { bottleneck: '  ' }, 'request.invalid'],
  ])('refuses one that is %s', async (_, changes, code) => {
    const { status, body } = await anna.call('POST', SIGNALS, await written(anna, changes))
    expect([status, body.code]).toEqual([400, code])
  })

  it('who coordinates adds, renames and stops offering categories; their signals keep them', async () => {
    const category = { kind: 'signal', name: 'Tolken' }
    expect((await anna.call('POST', `${SIGNALS}/categories`, category)).status).toBe(403)
    const { body: added } = await cora.call('POST', `${SIGNALS}/categories`, category)
    const again = await cora.call('POST', `${SIGNALS}/categories`, category)
    expect(again).toMatchObject({ status: 409, body: { code: 'signal_category.name_taken' } })
    const { id } = await madeBy(anna, { category: 'Tolken' })
    const archived = { name: 'Taal en tolken', isArchived: true }
    expect((await cora.call('PUT', `${SIGNALS}/categories/${added.id}`, archived)).body).toMatchObject(
      archived,
    )
    expect((await cora.call('GET', `${SIGNALS}/${id}`)).body.category.name).toBe('Taal en tolken')
    const refused = await anna.call('POST', SIGNALS, { ...(await written(anna)), categoryId: added.id })
    expect(refused).toMatchObject({ status: 404, body: { code: 'signal_category.not_found' } })
    const theirs = await elsewhere.call('PUT', `${SIGNALS}/categories/${added.id}`, archived)
    expect(theirs.status).toBe(404)
  })
})
