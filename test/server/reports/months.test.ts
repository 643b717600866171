import { sql } from 'drizzle-orm'
import readXlsx from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import { contactLog } from '../../../server/reports/log/contact-log.ts'
import { correct, remove } from '../../../server/contacts/correct.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import type { Cell, MonthContent } from '../../../server/reports/months/content.ts'
import { cellOf } from '../../../server/reports/months/differences.ts'
import { listMonths } from '../../../server/reports/months/list.ts'
import { sendMonth, showMonth } from '../../../server/reports/months/month-reports.ts'
import { logTotals } from '../../../server/reports/log/totals.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { manyContacts } from '../../support/many-contacts.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const NOW = new Date('2024-07-05T10:00:00Z')
const JUNE = '2024-06'
const ADVICE = 'information_advice_and_general_support'
const MONTHS = '/api/v1/desk/reports/months'

const asMember = ({ staffId, organisationId, userId }: Staff, role: StaffMember['role']): StaffMember => ({
  staffId,
  organisationId,
  userId,
  role,
  firstName: 'Cora',
})

/** Anything in a report that looks like a person: an id of any kind. */
const identifying = (content: MonthContent) =>
  JSON.stringify(content)
    .match(/[0-9a-f]{8}-[0-9a-f]{4}|client|uniqueClient|contactId/gu)
    ?.filter((found) => found !== 'client') ?? []

describe.each(databaseKinds)('the monthly report on $name', (kind) => {
  let product: Product
  let [anna, cora, carl, elsewhere] = [] as unknown as [Staff, Staff, Staff, Staff]

  const me = () => asMember(cora, 'coordinator')
  const show = (month = JUNE, now = NOW) => showMonth(product.desk, me(), month, now)
  async function send(month = JUNE, after = 0, now = NOW, who = cora) {
    const { draft } = await show(month, now)
    const wanted = { after, fingerprint: draft?.fingerprint ?? '' }
    return sendMonth(product.desk, asMember(who, 'coordinator'), month, wanted, now)
  }

  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
    carl = await loggedInStaff(product, { firstName: 'Carl', role: 'coordinator', organisation })
    elsewhere = await loggedInStaff(product, { firstName: 'Els', role: 'coordinator' })
    const supporters = [anna.staffId]
    await manyContacts(product, {
      contacts: 600,
      clients: 80,
      from: '2024-05-01',
      to: '2024-06-30',
      supporters,
    })
    const { db } = product.database
    await db.execute(sql`insert into budgets (organisation_id, year, hourly_rate_cents, maximum_cents)
      values (${cora.organisationId}, 2024, 8215, 50000000)`)
    // Two clients from elsewhere, so that there is something to hide.
    for (const minutes of [25, 45]) {
      const clientId = await registeredClient(product, cora.organisationId, { municipality: 'Utrecht' })
      const startedAt = new Date('2024-06-12T09:00:00Z')
      const input = { clientId, channel: 'visit' as const, startedAt, minutes, service: 'other_services' }
      await registerContact(product.desk, asMember(anna, 'supporter'), input, NOW)
    }
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('each figure of a month is what SQL finds in the rows, and what the log shows when it is opened', async () => {
    const { draft, state } = await show()
    expect(state).toBe('to_make')
    const { regions, services, production, channels, amount } = draft!.content
    const shown = regions.flatMap((region, r) =>
      services.map((service, s) => ({ region, service, cell: production[r]![s]! })),
    )
    const visible = shown.filter(({ cell }) => typeof cell === 'object' && cell.contacts > 0)
    expect(visible.length).toBeGreaterThan(2)
    for (const { region, service, cell } of visible) {
      const [row] = await rowsOf(
        product.database.db,
        sql`select count(distinct unique_client_id)::int as clients, count(*)::int as contacts,
          sum(declarable_minutes)::int as minutes from contacts
          where organisation_id = ${cora.organisationId} and replaced_at is null and not is_removed
            and obstacle is null and declarable_minutes > 0 and day between '2024-06-01' and '2024-06-30'
            and region = ${region.region} and agreement_id = ${service.agreementId} and service = ${service.service}`,
      )
      expect(cell).toEqual(row)
      const filters = {
        month: JUNE,
        region: region.region!,
        service: `${service.agreementId}:${service.service}`,
        reason: 'declarable' as const,
      }
      const totals = await logTotals(product.desk, me(), filters, NOW)
      const { contacts, uniqueClients: clients, declarableMinutes: minutes } = totals
      expect({ clients, contacts, minutes }).toEqual(cell)
    }
    const whole = production.at(-1)!.at(-1) as Exclude<Cell, string>
    const all = await logTotals(product.desk, me(), { month: JUNE, reason: 'declarable' }, NOW)
    expect(whole).toEqual({
      clients: all.uniqueClients,
      contacts: all.contacts,
      minutes: all.declarableMinutes,
    })
    expect(amount).toEqual({ hourlyRateCents: 8215, cents: all.amountCents })
    const phone = channels.find(({ channel }) => channel === 'phone')!.cell
    const byPhone = await logTotals(
      product.desk,
      me(),
      { month: JUNE, reason: 'declarable', channel: 'phone' },
      NOW,
    )
    expect(phone).toMatchObject({ contacts: byPhone.contacts, minutes: byPhone.declarableMinutes })
  })

  it('what two clients did is left out, and so is what would give it back', async () => {
    const { content } = (await show()).draft!
    const utrecht = content.regions.findIndex(({ region }) => region === 'Utrecht')
    expect(content.production[utrecht]!.filter((cell) => cell === '<5').length).toBeGreaterThan(0)
    const others = content.services.findIndex(({ service }) => service === 'other_services')
    const cells = content.production.map((line) => line[others])
    expect(cells.filter((cell) => typeof cell === 'string').length).toBeGreaterThan(1)
    expect(content.production.flat()).toContain('x')
    expect(identifying(content)).toEqual([])
  })

  it('contacts that are not in it are counted by why', async () => {
    const { leftOut } = await show()
    const reasons = leftOut.map(({ reason }) => reason)
    expect(reasons).toEqual(expect.arrayContaining(['draft', 'anonymous', 'no_indication', 'assistant_only']))
    for (const { reason, contacts, minutes } of leftOut) {
      const totals = await logTotals(product.desk, me(), { month: JUNE, reason }, NOW)
      expect(totals).toMatchObject({ contacts, minutes })
    }
  })

  it('a month that is not over cannot be sent, nor can other figures than those that were looked at', async () => {
    await expect(send('2024-07')).rejects.toMatchObject({ code: 'report.month_not_over' })
    const other = { after: 0, fingerprint: 'something else' }
    await expect(sendMonth(product.desk, me(), JUNE, other, NOW)).rejects.toMatchObject({
      code: 'report.changed_meanwhile',
    })
  })

  it('of two coordinators who send at once one makes the version, and its rows are what it counts', async () => {
    const before = (await show()).draft!.content
    const both = await Promise.allSettled([send(JUNE, 0, NOW, cora), send(JUNE, 0, NOW, carl)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(refused.reason.code).toBe('report.sent_meanwhile')
    const { versions, draft, changes, state } = await show()
    expect(state).toBe('sent')
    expect(draft).toBeNull()
    expect(changes).toMatchObject({ added: 0, removed: 0, changed: 0 })
    expect(versions).toHaveLength(1)
    expect(versions[0]!.content).toEqual(before)
    const { regions, services, production } = before
    for (const [r, line] of production.entries()) {
      for (const [s, cell] of line.entries()) {
        if (typeof cell === 'string') continue
        const query = new URLSearchParams({ reported: `${JUNE}:1` })
        if (regions[r]) query.set('region', regions[r].region ?? 'none')
        if (services[s]) query.set('service', `${services[s].agreementId}:${services[s].service}`)
        const { body } = await cora.call('GET', `/api/v1/desk/contacts/totals?${query}`)
        const { contacts, uniqueClients: clients, declarableMinutes: minutes } = body
        expect({ clients, contacts, minutes }).toEqual(cell)
      }
    }
  })

  it('without changes there is no correction', async () => {
    const wanted = { after: 1, fingerprint: '' }
    await expect(sendMonth(product.desk, me(), JUNE, wanted, NOW)).rejects.toMatchObject({
      code: 'report.unchanged',
    })
  })

  it('after sending a new, a corrected and a removed contact are named, and wait for the correction', async () => {
    const { versions } = await show()
    const sent = versions[0]!
    const clientId = await registeredClient(product, cora.organisationId, { municipality: 'Haarlem' })
    const startedAt = new Date('2024-06-20T09:00:00Z')
    const input = { clientId, channel: 'phone' as const, startedAt, minutes: 30, service: ADVICE }
    const { contact: added } = await registerContact(product.desk, asMember(anna, 'supporter'), input, NOW)
    const [changed, removed] = await reportedContacts()
    const { id, version } = changed!
    const change = {
      ...input,
      clientId: changed!.clientId,
      minutes: changed!.minutes + 10,
      version,
      reason: 'Langer.',
    }
    await correct(
      product.desk,
      me(),
      id,
      { ...change, startedAt: changed!.startedAt, channel: changed!.channel },
      NOW,
    )
    const gone = { version: removed!.version, reason: 'Dubbel.' }
    await remove(product.desk, me(), removed!.id, gone, NOW)

    const { state, changes, draft, versions: still } = await show()
    expect(state).toBe('changed')
    expect(still).toEqual([sent])
    expect(changes).toMatchObject({
      added: 1,
      removed: 1,
      changed: 1,
      minutes: 30 + 10 - removed!.declarableMinutes,
    })
    const byId = new Map(changes!.rows.map((row) => [row.contactId, row]))
    expect(byId.get(added.id)).toMatchObject({ sent: null, now: { declarableMinutes: 30 } })
    expect(byId.get(removed!.id)).toMatchObject({ now: null, why: 'removed' })
    expect(byId.get(id)!.now!.declarableMinutes).toBe(byId.get(id)!.sent!.declarableMinutes + 10)
    const { rows } = await contactLog(
      product.desk,
      me(),
      { month: JUNE, reason: 'month_frozen' },
      undefined,
      NOW,
    )
    expect(rows.map((row) => row.id).toSorted()).toEqual([added.id, id].toSorted())
    const places = draft!.differences.map((each) =>
      each.of === 'production' ? each.region?.region : each.of,
    )
    expect(places).toEqual(expect.arrayContaining([undefined, 'amount', 'channel']))
    expect(places).not.toContain('Utrecht')
    expect(places).not.toContain('requests')
    const amounts = draft!.differences.find(({ of }) => of === 'amount')!
    expect([amounts.from, amounts.to]).toEqual([sent.content.amount.cents, draft!.content.amount.cents])
    const { months } = await listMonths(product.desk, me(), 2024, NOW)
    expect(months.map(({ month, state: each }) => [month, each])).toEqual([
      ['2024-07', 'running'],
      [JUNE, 'changed'],
      ['2024-05', 'to_make'],
    ])
  })

  type Reported = Awaited<ReturnType<typeof contactLog>>['rows'][number] & { clientId: string }

  async function reportedContacts(): Promise<Reported[]> {
    const filters = { reported: { period: `${JUNE}-01`, version: 1 }, service: `wlz-oco-2024:${ADVICE}` }
    const { rows } = await contactLog(product.desk, me(), filters, undefined, NOW)
    return rows as Reported[]
  }

  it('the correction is the next version; the first stays, what it hid stays hidden, and nothing waits any more', async () => {
    const [first] = (await show()).versions
    expect(await send(JUNE, 1)).toEqual({ version: 2 })
    const { versions, state, draft } = await show()
    expect(state).toBe('sent')
    expect(draft).toBeNull()
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
    expect(versions[1]).toEqual(first)
    expect(versions[0]!.differences.length).toBeGreaterThan(0)
    const [now, then] = [versions[0]!.content, versions[1]!.content]
    for (const region of [...then.regions, null])
      for (const service of [...then.services, null])
        if (typeof cellOf(then, region, service) === 'string')
          expect(cellOf(now, region, service)).toBeTypeOf('string')
    const frozen = await logTotals(product.desk, me(), { month: JUNE, reason: 'month_frozen' }, NOW)
    expect(frozen.contacts).toBe(0)
  })

  it('what was sent in time is declared for ever; what comes more than six months later is not', async () => {
    const late = new Date('2025-02-01T10:00:00Z')
    const { draft, changes } = await show(JUNE, late)
    expect(changes).toMatchObject({ added: 0, removed: 0, changed: 0 })
    expect(draft).toBeNull()
    const may = (await show('2024-05', late)).draft!.content
    expect(may.production.at(-1)!.at(-1)).toEqual({ clients: 0, contacts: 0, minutes: 0 })
  })

  it('the workbook of a version holds the same figures, in the names and order of the organisation', async () => {
    const { body: content } = await cora.call('GET', `${MONTHS}/${JUNE}/versions/2`)
    const { regions, services, production } = content.content as MonthContent
    const usual = await workbook(2)
    expect([...usual.keys()]).toEqual([
      'Productie',
      'Per kanaal',
      'Ondersteuningsvragen',
      'Bereikbaarheid',
      'Toelichting',
    ])
    const [head, ...rows] = usual.get('Productie')!
    expect(head).toEqual([
      'Zorgkantoor',
      'Regio',
      'Dienst',
      'Unieke cliënten',
      'Contacten',
      'Uren',
      'Minuten',
    ])
    const whole = production.at(-1)!.at(-1) as Exclude<Cell, string>
    const hours = Math.round((whole.minutes / 60) * 100) / 100
    expect(rows.at(-1)).toEqual([
      'Totaal',
      'Totaal',
      'Totaal',
      whole.clients,
      whole.contacts,
      hours,
      whole.minutes,
    ])
    const inFile = rows.filter((row) => row[1] !== 'Totaal' && row[2] !== 'Totaal')
    const cells = production.slice(0, regions.length).flatMap((line) => line.slice(0, services.length))
    const shown = cells.filter((cell) => typeof cell === 'string' || cell.contacts > 0)
    expect(inFile.map((row) => row[4])).toEqual(
      shown.map((cell) => (typeof cell === 'string' ? cell : cell.contacts)),
    )
    const explained = usual
      .get('Toelichting')!
      .map((row) => row.join(' '))
      .join('\n')
    expect(explained).toContain('“<5” betekent: 1 tot en met 4 unieke cliënten')
    expect(explained).toContain('“x” betekent: 5 of meer unieke cliënten')
    expect(explained).toContain('een correctie')
    expect(explained).toContain('Veranderd sinds de vorige versie')
    expect(explained).not.toMatch(/landelijk/iu)

    const layout = {
      sheets: [
        { sheet: 'explanation', name: 'Uitleg', columns: [{ column: 'meaning', title: 'Tekst' }] },
        {
          sheet: 'production',
          name: 'Uren',
          columns: [
            { column: 'hours', title: 'u' },
            { column: 'region', title: '=Gebied' },
          ],
        },
      ],
    }
    const put = await cora.call('PUT', '/api/v1/desk/reports/month-layout', layout)
    expect(put).toMatchObject({ status: 200, body: layout })
    const own = await workbook(2)
    expect([...own.keys()]).toEqual(['Uitleg', 'Uren'])
    expect(own.get('Uren')![0]).toEqual(['u', '=Gebied'])
    expect(own.get('Uren')!.at(-1)).toEqual([hours, 'Totaal'])
    const csv = await cora.request(`${MONTHS}/${JUNE}/versions/2/download?format=csv`)
    expect(await csv.text()).toContain("u;'=Gebied")
  })

  async function workbook(version: number): Promise<Map<string, unknown[][]>> {
    const response = await cora.request(`${MONTHS}/${JUNE}/versions/${version}/download`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toContain(
      `maandrapport-${JUNE}-versie-${version}.xlsx`,
    )
    const sheets = await readXlsx(Buffer.from(await response.arrayBuffer()))
    return new Map(sheets.map(({ sheet, data }) => [sheet, data]))
  }

  it('a supporter sees no reports, and another organisation has its own', async () => {
    for (const path of [
      MONTHS,
      `${MONTHS}/${JUNE}`,
      '/api/v1/desk/reports/due',
      '/api/v1/desk/reports/month-layout',
    ])
      expect((await anna.call('GET', path)).status).toBe(403)
    expect((await elsewhere.call('GET', `${MONTHS}/${JUNE}`)).body).toMatchObject({
      versions: [],
      leftOut: [],
    })
    const download = await elsewhere.call('GET', `${MONTHS}/${JUNE}/versions/1/download`)
    expect(download).toMatchObject({ status: 404, body: { code: 'report.not_found' } })
    expect((await cora.call('GET', `${MONTHS}/2024-13`)).status).toBe(404)
    expect((await cora.call('GET', `${MONTHS}?year=abc`)).status).toBe(400)
  })
})
