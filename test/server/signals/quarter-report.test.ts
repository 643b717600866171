import { randomUUID } from 'node:crypto'
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conversations, reports, steps } from '../../../db/schema.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { categoryOf, madeBy, memberOf, SIGNALS } from '../../support/signals.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const PERIOD = '2024-07-01'
const QUARTERS = '/api/v1/desk/reports/quarters'
const CURRENT = () => {
  const today = new Date()
  const month = Math.floor(today.getUTCMonth() / 3) * 3 + 1
  return `${today.getUTCFullYear()}-${String(month).padStart(2, '0')}-01`
}

type Changed = { row?: string; column?: string }

describe.each(databaseKinds)('the quarterly report, on $name', (kind) => {
  let product: Product
  let [anna, cora, cees, elsewhere] = [] as unknown as [Staff, Staff, Staff, Staff]
  let [north, south] = [] as unknown as [string, string]
  let waitingId = ''

  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { organisation })
    cora = await loggedInStaff(product, { organisation, firstName: 'Cora', role: 'coordinator' })
    cees = await loggedInStaff(product, { organisation, firstName: 'Cees', role: 'coordinator' })
    elsewhere = await loggedInStaff(product, { organisation: 'zonl', role: 'coordinator' })
    const { regions } = (await anna.call('GET', `${SIGNALS}/choices?day=${PERIOD}`)).body
    ;[north, south] = regions.map((each: { region: string }) => each.region)
    waitingId = await categoryOf(anna, 'Wachttijd voor zorg')
    for (let day = 1; day <= 7; day++) await observed(`2024-07-0${day}`, { region: north })
    for (let day = 1; day <= 6; day++)
      await observed(`2024-08-0${day}`, { region: south, category: 'Vervoer' })
    await observed('2024-09-01', { region: north, category: 'Vervoer' })
    await observed('2024-09-30', { region: south, category: 'Veiligheid', isAcute: true })
    await madeBy(anna, { kind: 'complaint', observedOn: '2024-08-01' })
    for (let i = 0; i < 6; i++) await asked(i < 5 ? '2024-08-20' : '2024-10-01')
    for (const score of [5, 5, 4, 4, 3]) await rated(score, '2024-09-12T10:00:00Z')
    await rated(1, '2024-10-12T10:00:00Z')
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const observed = (observedOn: string, changes = {}) => madeBy(anna, { observedOn, ...changes })
  const report = async (period = PERIOD) => (await cora.call('GET', `${QUARTERS}/${period}`)).body
  const send = (changes = {}, staff = cora) =>
    staff.call('POST', `${QUARTERS}/${PERIOD}`, { seenVersion: 0, remarks: '', annexIds: [], ...changes })

  async function asked(day: string) {
    const engine = await testEngine()
    const registry = { ...product.desk, assistant: { engine: () => engine } }
    await registerContact(registry, memberOf(anna, 'supporter'), {
      clientId: await registeredClient(product, anna.organisationId),
      channel: 'phone',
      startedAt: new Date(`${day}T10:00:00Z`),
      minutes: 10,
      service: 'information_advice_and_general_support',
    })
  }

  async function rated(rating: number, at: string) {
    const { organisationId } = anna
    const { db } = product.database
    const [conversation] = await db
      .insert(conversations)
      .values({ organisationId, locale: 'nl', status: 'closed', rating, tokenDigest: randomUUID() })
      .returning()
    const conversationId = conversation!.id
    await db
      .insert(steps)
      .values({ organisationId, conversationId, kind: 'rated', afterSeq: 0, createdAt: new Date(at) })
  }

  it('counts what the lists hold that its numbers open', async () => {
    const { now, from, to } = await report()
    const total = async (query: string) =>
      (await cora.call('GET', `${SIGNALS}?from=${from}&to=${to}&${query}`)).body.total
    const cells = now.tables.signals.cells
    expect(cells['cell//']).toBe(15)
    expect(cells['cell//']).toBe(await total('kind=signal'))
    for (const { id } of now.tables.signals.rows) {
      const shown = cells[`cell/${id}/`]
      expect(['<5', 'x', await total(`kind=signal&category=${id}`)]).toContain(shown)
    }
    const log = (await cora.call('GET', `/api/v1/desk/contacts/totals?from=${from}&to=${to}`)).body
    expect(now.tables.clients.cells['cell//']).toBe(5)
    expect(log.uniqueClients).toBe(5)
    const { ratings } = (await cora.call('GET', `${QUARTERS}/${PERIOD}/ratings`)).body
    expect(ratings).toHaveLength(5)
    expect(now.tables.ratings.cells['cell//']).toBe(5)
    expect(now.averageRating).toBe(4.2)
  })

  it('hides what fewer than 5 clients stand behind, and what would give that away', async () => {
    const { cells } = (await report()).now.tables.signals
    const transport = await categoryOf(anna, 'Vervoer')
    const safety = await categoryOf(anna, 'Veiligheid')
    expect(cells[`cell/${transport}/${north}`]).toBe('<5')
    expect(cells[`cell/${safety}/${south}`]).toBe('<5')
    expect(cells[`cell/${safety}/`]).toBe('<5')
    const shownOfTransport = [north, south, ''].filter(
      (region) => typeof cells[`cell/${transport}/${region}`] === 'number',
    )
    expect(shownOfTransport.length).toBeLessThan(2)
    const { tables, medianMinutes } = (await report()).now
    expect(tables.complaints.cells['cell//']).toBe('<5')
    expect(tables.acute.cells['cell//']).toBe('<5')
    expect(medianMinutes).toBeNull()
    expect(['3', '4', '5'].map((score) => tables.ratings.cells[`cell/${score}/`])).toEqual(['<5', '<5', '<5'])
  })

  it('is for who coordinates, and of the own organisation alone', async () => {
    expect((await anna.call('GET', `${QUARTERS}/${PERIOD}`)).status).toBe(403)
    const { body } = await elsewhere.call('GET', `${QUARTERS}/${PERIOD}`)
    expect(body.signals).toEqual([])
    expect(body.now.tables.signals.cells['cell//']).toBe(0)
    const wrong = await cora.call('GET', `${QUARTERS}/2024-08-01`)
    expect(wrong).toMatchObject({ status: 404, body: { code: 'quarter_report.not_found' } })
  })

  it('a quarter that is not over cannot be fixed', async () => {
    const sending = { seenVersion: 0, remarks: '', annexIds: [] }
    const refused = await cora.call('POST', `${QUARTERS}/${CURRENT()}`, sending)
    expect(refused).toMatchObject({ status: 409, body: { code: 'quarter_report.not_over' } })
  })

  it('a signal that may lead to a person goes along only when somebody says that it does not', async () => {
    const { signals } = await report()
    const provider = 'Huis aan de Haven, bel 0118-123456'
    const { id } = await observed('2024-07-20', { region: north, provider })
    const warned = await send({ annexIds: [id, signals[0].id] })
    expect(warned).toMatchObject({ status: 409, body: { code: 'signal.leads_to_person' } })
    expect(warned.body.found).toEqual([{ at: id, what: 'phone' }])
  })

  it('is frozen when it is sent: two who send at once make one version, and later signals change nothing in it', async () => {
    const trend = {
      quarter: PERIOD,
      categoryId: waitingId,
      status: 'confirmed',
      description: 'Wachten duurt overal langer.',
      decidedAt: null,
    }
    await cora.call('POST', `${SIGNALS}/trends`, trend)
    const annexIds = [(await report()).signals.at(-1).id]
    const sending = { annexIds, remarks: 'Rekening NL91ABNA0417164300 graag vergeten.' }
    const both = await Promise.all([send(sending, cora), send(sending, cees)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409])
    const before = (await report()).versions[0]
    expect(before).toMatchObject({
      version: 1,
      changes: [],
      texts: {
        remarks: 'Rekening ••• graag vergeten.',
        trends: [{ category: 'Wachttijd voor zorg', description: 'Wachten duurt overal langer.' }],
        annex: [{ provider: 'Huis aan de Haven', bottleneck: expect.any(String) }],
      },
    })
    expect((await report()).changesSinceSent).toEqual([])

    await observed('2024-07-21', { region: north })
    const after = await report()
    expect(after.versions).toEqual([before])
    const changed = after.changesSinceSent.find(({ row, column }: Changed) => row === '' && column === '')
    expect(changed).toMatchObject({ what: 'cell', table: 'signals', before: 16, after: 17 })
    const late = await send(sending)
    expect(late).toMatchObject({ status: 409, body: { code: 'quarter_report.sent_meanwhile' } })
    const { body } = await send({ ...sending, seenVersion: 1 })
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1])
    expect(body.versions[0].changes).toContainEqual(changed)
    expect(body.versions[1]).toEqual(before)
  })

  it('no text of it stands in the database in the open', async () => {
    const rows = await product.database.db.select().from(reports)
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toMatch(/Haven|Wachten duurt|personeel/u)
  })

  it.each([
    ['', ''],
    ['?version=1', '-v1'],
  ])('its workbook %s holds the same figures, numbers as numbers', async (query, suffix) => {
    const response = await cora.request(`${QUARTERS}/${PERIOD}/download${query}`)
    expect(response.status).toBe(200)
    const named = response.headers.get('content-disposition')
    expect(named).toBe(`attachment; filename="kwartaalrapportage-2024-Q3${suffix}.xlsx"`)
    const { versions, now } = await report()
    const told = query ? versions.at(-1) : now
    const sheets = await readExcel(Buffer.from(await response.arrayBuffer()))
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      'Signalen',
      'Trends',
      'Acute signalen',
      'Klachten',
      'Unieke cliënten',
      'Waardering',
      'Concrete signalen',
      'Toelichting',
    ])
    const rowsOf = (name: string) => sheets.find(({ sheet }) => sheet === name)!.data
    const { rows, columns, cells } = told.tables.signals
    for (const { id, name } of rows) {
      const row = rowsOf('Signalen').find(([first]) => first === name)!
      const wanted = [...columns, { id: '' }].map((column) => cells[`cell/${id}/${column.id}`])
      expect(row.slice(1)).toEqual(wanted)
    }
    expect(
      rowsOf('Signalen')
        .find(([first]) => first === 'Totaal')!
        .at(-1),
    ).toBe(cells['cell//'])
    expect(rowsOf('Trends')[1]).toEqual([
      'Wachttijd voor zorg',
      cells[`cell/${waitingId}/`],
      expect.any(String),
    ])
  })

  it('a version that was never sent cannot be downloaded', async () => {
    const { status } = await cora.call('GET', `${QUARTERS}/${PERIOD}/download?version=9`)
    expect(status).toBe(404)
  })
})
