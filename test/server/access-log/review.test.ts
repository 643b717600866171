import { and, asc, eq, gt, sql } from 'drizzle-orm'
import readExcelFile from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessLog, clients } from '../../../db/schema.ts'
import { sealedOf } from '../../../server/clients/client.ts'
import { organisationKey } from '../../../server/privacy/data-keys.ts'
import { clientOf } from '../../support/client.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, newBrowserOf, newStaff, PASSWORD, type Staff } from '../../support/staff.ts'

/** A Thursday in the office hours. */
const IN_OFFICE = new Date('2026-11-19T10:00:00Z')
const AT_NIGHT = new Date('2026-11-19T22:30:00Z')
const LOG = '/api/v1/desk/access-log'

describe.each(databaseKinds)('reviewing the access log on $name', (kind) => {
  let product: Product
  let anna: Staff
  let cora: Staff
  let now = IN_OFFICE
  let client: string
  let namesake: string
  let last = 0

  beforeAll(async () => {
    product = await newProduct(kind, { clock: () => now })
    anna = await loggedInStaff(product, { firstName: 'Anna', organisation: 'de-wegwijzer', at: now })
    cora = await loggedInStaff(product, {
      firstName: 'Cora',
      role: 'coordinator',
      organisation: 'de-wegwijzer',
      at: now,
    })
    client = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
    namesake = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
    const { db } = product.database
    const key = await organisationKey(db, product.desk.masterKey, anna.organisationId)
    const told = { name: 'Wim Jansen-de Vríes', birthDate: '1950-01-01', reach: null, representative: null }
    await db
      .update(clients)
      .set(sealedOf(key, namesake, told))
      .where(eq(clients.id, namesake))
  })
  beforeEach(async () => {
    now = IN_OFFICE
    last = (await linesSince(0)).at(-1)?.seq ?? 0
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const linesSince = (seq: number) =>
    product.database.db
      .select()
      .from(accessLog)
      .where(and(eq(accessLog.organisationId, anna.organisationId), gt(accessLog.seq, seq)))
      .orderBy(asc(accessLog.seq))
  const newLines = () => linesSince(last)
  const read = (id: string, by = anna) => by.call('GET', `/api/v1/desk/clients/${id}`)
  const log = async (query: string) => (await cora.call('GET', `${LOG}?${query}`)).body
  const patterns = async (kindOf: string) => {
    const { body } = await cora.call('GET', `${LOG}/patterns?from=2026-11-01&to=2026-11-30`)
    return body.patterns.filter((pattern: { kind: string }) => pattern.kind === kindOf)
  }

  it('lists and searches are logged with the clients that they showed', async () => {
    await anna.call('POST', '/api/v1/desk/clients/search', { q: '' })
    await anna.call('POST', '/api/v1/desk/clients/lookup', { name: 'Wim Jansen', birthDate: '1950-01-01' })
    const { id } = await clientOf(product.app).start('de-wegwijzer')
    await anna.call('POST', `/api/v1/desk/conversations/${id}/claim`, {})
    await anna.call('PUT', `/api/v1/desk/conversations/${id}/client`, { clientId: client })
    await anna.call('GET', '/api/v1/desk/conversations?view=mine')
    await anna.call('GET', '/api/v1/desk/conversations?view=mine&q=onvindbaar')
    const startedAt = '2026-11-18T10:00:00Z'
    const contact = { id: crypto.randomUUID(), clientId: client, channel: 'phone', startedAt, minutes: 5 }
    await anna.call('POST', '/api/v1/desk/contacts', { ...contact, service: 'other_services' })
    await anna.call('GET', '/api/v1/desk/contacts')
    await (await anna.request('/api/v1/desk/contacts/download?format=csv')).text()
    const lines = await newLines()
    const about = (event: string) =>
      lines.filter((line) => line.event === event).map((line) => line.clientIds)
    expect(about('client.searched')).toEqual([[client, namesake].toSorted()])
    expect(about('client.looked_up')).toHaveLength(1)
    expect(about('conversation.claimed')).toEqual([[]])
    expect(about('conversation.client_linked')).toEqual([[client]])
    expect(about('conversation.listed')).toEqual([[client]])
    expect(about('conversation.searched')).toEqual([[]])
    expect(about('contact.created')).toEqual([[client]])
    expect(about('contact.listed')).toEqual([[client]])
    expect(about('contact.downloaded')).toEqual([[client]])
    expect(lines.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
  })

  it('nothing that can be read of a client stands in the log', async () => {
    const [row] = await product.database.db
      .select({ all: sql<string>`string_agg(access_log::text, ' ')` })
      .from(accessLog)
    for (const word of ['Riet', 'Wim', 'Jansen', '1950', 'onvindbaar']) expect(row!.all).not.toContain(word)
  })

  it('logging in and out, and what is refused on the way, is logged', async () => {
    const dirk = await newStaff(product, { firstName: 'Dirk', organisation: 'de-wegwijzer' })
    const browser = newBrowserOf(product)
    const { email } = dirk
    await browser.call('POST', '/api/auth/sign-in/email', { email, password: 'verkeerd-wachtwoord' })
    await browser.call('POST', '/api/auth/sign-in/email', { email, password: PASSWORD })
    await browser.call('POST', '/api/auth/two-factor/verify-totp', { code: '000000' })
    await browser.call('POST', '/api/auth/two-factor/verify-totp', { code: dirk.code() })
    await browser.call('POST', '/api/auth/sign-out', {})
    const lines = await newLines()
    expect(lines.map(({ event, outcome, staffId }) => [event, outcome, staffId === dirk.staffId])).toEqual([
      ['log_in.password', 'failed', true],
      ['log_in.password', 'succeeded', true],
      ['log_in.second_factor', 'failed', true],
      ['log_in.second_factor', 'succeeded', true],
      ['log_in.ended', 'succeeded', true],
    ])
  })

  it('a client who copies, changes or erases what is kept of him is an actor of his own', async () => {
    const door = clientOf(product.app)
    const { id, token } = await door.start('de-wegwijzer')
    await door.call('PUT', `/conversations/${id}/contact`, { name: 'Riet', reach: null }, token)
    await door.call('GET', `/conversations/${id}/export`, undefined, token)
    await door.call('DELETE', `/conversations/${id}`, undefined, token)
    const lines = await newLines()
    expect(lines.map(({ event, actor, staffId, objectId }) => [event, actor, staffId, objectId])).toEqual([
      ['conversation.contact_changed', 'client', null, id],
      ['conversation.exported', 'client', null, id],
      ['conversation.erased', 'client', null, id],
    ])
  })

  it('looking at the log is logged, with whose lines were asked for', async () => {
    await log(`client=${client}`)
    await (await cora.request(`${LOG}/download?format=csv`)).text()
    expect(await newLines()).toMatchObject([
      { event: 'access_log.read', staffId: cora.staffId, clientIds: [client] },
      { event: 'access_log.downloaded', action: 'E', staffId: cora.staffId },
    ])
    expect((await anna.call('GET', LOG)).body.code).toBe('staff.role_too_low')
  })

  it('the log is looked through by who, whom, what and how it ended, and the download says the same', async () => {
    await read(client)
    const other = await registeredClient(product, anna.organisationId)
    await read(other)
    const [{ number }] = (await product.database.db
      .select({ number: clients.number })
      .from(clients)
      .where(eq(clients.id, client))) as [{ number: number }]
    const query = `staff=${anna.staffId}&client=${number}&event=client.read&action=R&from=2026-11-19&to=2026-11-19`
    const found = await log(query)
    expect(found.lines[0]).toMatchObject({ event: 'client.read', clients: [{ id: client, number }] })
    const refused = await log(`outcome=refused&staff=${anna.staffId}`)
    expect(refused.lines[0]).toMatchObject({ outcome: 'refused', clients: [{ id: other }] })
    expect((await log('from=2027-01-01')).lines).toEqual([])
    const response = await cora.request(`${LOG}/download?format=xlsx&${query}`)
    const [sheet] = await readExcelFile(Buffer.from(await response.arrayBuffer()))
    expect(sheet!.data.length - 1).toBe(found.lines.length)
  })

  it('pages follow on each other without losing a line', async () => {
    for (let i = 0; i < 60; i++) await Promise.all([read(client), read(namesake)])
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page = await log(`staff=${anna.staffId}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
      seen.push(...page.lines.map(({ seq }: { seq: number }) => seq))
      cursor = page.cursor
    } while (cursor)
    const own = (await linesSince(0)).filter(({ staffId }) => staffId === anna.staffId).map(({ seq }) => seq)
    expect(seen.toSorted((a, b) => a - b)).toEqual(own)
  }, 60_000)

  it('the same surname is found, also in a double name, and opens its lines', async () => {
    await read(namesake)
    const [pattern, ...others] = await patterns('own_name')
    expect(others).toEqual([])
    expect(pattern).toMatchObject({ staffId: anna.staffId, name: 'Anna de Vries', client: { id: namesake } })
    const { lines } = await log(new URLSearchParams(pattern.lines).toString())
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines)
      expect(line).toMatchObject({ staffId: anna.staffId, clients: [{ id: namesake }] })
  })

  it('what is done outside office hours is found', async () => {
    const before = await patterns('outside_hours')
    expect(before.filter(({ staffId }: { staffId: string }) => staffId === anna.staffId)).toEqual([])
    now = AT_NIGHT
    const bea = await loggedInStaff(product, {
      firstName: 'Bea',
      organisation: 'de-wegwijzer',
      role: 'coordinator',
      at: now,
    })
    await read(client, bea)
    now = IN_OFFICE
    const found = (await patterns('outside_hours')).find(
      ({ staffId }: { staffId: string }) => staffId === bea.staffId,
    )
    expect(found).toMatchObject({ count: 1 })
    const { lines } = await log(
      new URLSearchParams({ ...found.lines, outside: '1', staff: bea.staffId }).toString(),
    )
    expect(lines).toMatchObject([{ event: 'client.read', at: AT_NIGHT.toISOString() }])
  })

  it('many files in an hour are found when that is more than somebody usually opens', async () => {
    const dora = await loggedInStaff(product, {
      firstName: 'Dora',
      organisation: 'de-wegwijzer',
      role: 'coordinator',
      at: now,
    })
    for (let i = 0; i < 15; i++) await read(await registeredClient(product, anna.organisationId), dora)
    const found = (await patterns('many_files')).find(
      ({ staffId }: { staffId: string }) => staffId === dora.staffId,
    )
    expect(found).toMatchObject({ files: { most: 15, usual: 0 } })
  }, 60_000)

  it('refused attempts are counted per person', async () => {
    await read(await registeredClient(product, anna.organisationId))
    const [found] = (await patterns('refused')).filter(
      ({ staffId }: { staffId: string }) => staffId === anna.staffId,
    )
    const { lines } = await log(new URLSearchParams(found.lines).toString())
    expect(lines).toHaveLength(found.count)
  })

  it('a client gets a readable account of who looked at his data, under whatever file it was', async () => {
    const merged = await registeredClient(product, anna.organisationId, { uniqueClientId: client })
    await read(merged, cora)
    const { body, headers } = await cora.call('GET', `/api/v1/desk/clients/${client}/access`)
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="inzage-\d+\.json"$/u)
    expect(body.lines.find(({ who }: { who: { firstName: string } }) => who.firstName === 'Cora')).toEqual({
      at: IN_OFFICE.toISOString(),
      who: { kind: 'staff', firstName: 'Cora', role: 'coordinator' },
      event: 'client.read',
      outcome: 'succeeded',
      purpose: 'support',
      isEmergency: false,
    })
    const page = await cora.request(`/api/v1/desk/clients/${client}/access?format=html`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const text = (await page.text()).replaceAll(/\s+/gu, ' ')
    expect(text).toContain('Wie heeft uw dossier ingezien?')
    expect(text).toContain('19 november 2026')
    expect(text).toMatch(/Cora <small>coördinator<\/small>/u)
    expect(text).toContain('Dossier bekeken')
    expect(text).not.toContain('de Vries')
    expect((await anna.call('GET', `/api/v1/desk/clients/${client}/access`)).status).toBe(403)
    const lines = (await newLines()).filter(({ event }) => event === 'access_log.account_given')
    expect(lines).toMatchObject([{ action: 'E' }, { clientIds: [client] }, { outcome: 'refused' }])
  })

  it('a period is signed for once it is over, with the hash of the newest line', async () => {
    const { body: before } = await cora.call('GET', `${LOG}/reviews`)
    expect(before).toMatchObject({ reviews: [], next: { dueOn: '2026-12-19', isLate: false } })
    const sign = (given: object) =>
      cora.call('POST', `${LOG}/reviews`, {
        from: '2026-11-01',
        to: '2026-11-18',
        note: 'Niets bijzonders.',
        ...given,
      })
    expect((await sign({ to: '2026-11-19' })).body.code).toBe('access_review.period_ahead')
    expect((await sign({ from: '2026-11-19' })).body.code).toBe('access_review.wrong_period')
    const { seq, hash } = (await linesSince(0)).at(-1)!
    const { status, body } = await sign({ lookedInto: ['own_name'] })
    expect(status).toBe(201)
    expect(body.reviews).toMatchObject([
      {
        note: 'Niets bijzonders.',
        lookedInto: ['own_name'],
        seq,
        hash: Buffer.from(hash).toString('hex'),
        isWhole: true,
        signedByName: 'Cora de Vries',
        signedByRole: 'coordinator',
      },
    ])
    expect(body.next).toMatchObject({ from: '2026-11-19', dueOn: '2026-12-18' })
    now = new Date('2026-12-19T10:00:00Z')
    const late = await loggedInStaff(product, {
      firstName: 'Lea',
      organisation: 'de-wegwijzer',
      role: 'coordinator',
      at: now,
    })
    expect((await late.call('GET', `${LOG}/reviews`)).body.next.isLate).toBe(true)
  })

  it('a broken chain is not signed for without saying so', async () => {
    const { db } = product.database
    await db.execute(sql`alter table access_log disable trigger user`)
    await db.execute(
      sql`update access_log set address = 'elsewhere' where organisation_id = ${anna.organisationId} and seq = 2`,
    )
    await db.execute(sql`alter table access_log enable trigger user`)
    const wanted = { from: '2026-11-01', to: '2026-11-18', note: 'Regel 2 is aangepast.' }
    const refused = await cora.call('POST', `${LOG}/reviews`, wanted)
    expect(refused.body).toMatchObject({
      code: 'access_review.chain_broken',
      fault: { what: 'changed', seq: 2 },
    })
    const { body } = await cora.call('POST', `${LOG}/reviews`, { ...wanted, isBrokenKnown: true })
    expect(body.reviews[0]).toMatchObject({ isWhole: false })
  })
})
