import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillReactionMinutes } from '../../../server/handoff/reaction.ts'
import type { RequestPage } from '../../../server/reports/response-times/rows.ts'
import type { Figures, ResponseTimes } from '../../../server/reports/response-times/response-times.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'
import { dayOf, fillRequests, minutesWalked, weekdayAndHourOf, type Raw } from './requests.ts'

const at = '/api/v1/desk/figures/response-times'
const queryOf = (values: object) =>
  new URLSearchParams(Object.entries(values).map(([k, v]) => [k, String(v)]))

/** Counts from the raw rows alone, in another way than the product does. */
function counted(rows: Raw[], now: Date) {
  const states = rows.map((row) => stateOf(row, now))
  const many = (state: string) => states.filter((each) => each === state).length
  const missed = many('late') + many('overdue') + many('closed_unanswered')
  const ranked = rows.flatMap((row) => waitOf(row, now) ?? []).toSorted((a, b) => a - b)
  const rank = (share: number) => ranked[Math.ceil(share * ranked.length) - 1] ?? null
  return {
    requests: rows.length,
    in_time: many('in_time'),
    late: many('late'),
    waiting: many('waiting'),
    overdue: many('overdue'),
    withdrawn: many('withdrawn'),
    closed_unanswered: many('closed_unanswered'),
    counted: many('in_time') + missed,
    share: many('in_time') + missed === 0 ? null : many('in_time') / (many('in_time') + missed),
    median: rank(0.5),
    ninetieth: rank(0.9),
  }
}

function stateOf({ dueAt, reactedAt, withdrawnAt, closedAt }: Raw, now: Date): string {
  const ended = reactedAt ?? withdrawnAt
  if (ended && ended > dueAt) return 'late'
  if (ended) return reactedAt ? 'in_time' : 'withdrawn'
  if (closedAt) return 'closed_unanswered'
  return now > dueAt ? 'overdue' : 'waiting'
}

function waitOf(row: Raw, now: Date): number | null {
  const state = stateOf(row, now)
  if (state === 'withdrawn' || state === 'closed_unanswered') return null
  return minutesWalked(row, row.reactedAt ?? row.withdrawnAt ?? now)
}

const figuresIn = ({ key: _, firstName: __, ...figures }: Figures & { key?: string; firstName?: unknown }) =>
  figures

describe.each(databaseKinds)('response times on $name', (kind) => {
  let product: Product
  let [anna, cora, other] = [] as unknown as [Staff, Staff, Staff]
  let rows: Raw[]
  let period: { from: string; to: string }

  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { firstName: 'Anna' })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
    other = await loggedInStaff(product, { organisation: 'zonl', role: 'coordinator' })
    ;({ rows, period } = await fillRequests(product, anna.organisationId, [anna.staffId, cora.staffId]))
    expect(await fillReactionMinutes(product.database.db)).toBe(rows.filter((row) => row.reactedAt).length)
    expect(await fillReactionMinutes(product.database.db)).toBe(0)
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const show = async (query: object = period, who = cora): Promise<ResponseTimes> =>
    (await who.call('GET', `${at}?${queryOf(query)}`)).body
  const list = async (query: object): Promise<RequestPage> =>
    (await cora.call('GET', `${at}/rows?${queryOf(query)}`)).body
  const inPeriod = () =>
    rows.filter(({ requestedAt }) => dayOf(requestedAt) >= period.from && dayOf(requestedAt) <= period.to)

  it('what is shown is what an independent count of the rows gives, late and unanswered ones included', async () => {
    const shown = await show()
    expect(shown.total).toEqual(counted(inPeriod(), new Date(shown.at)))
    for (const state of ['in_time', 'late', 'waiting', 'overdue', 'withdrawn', 'closed_unanswered'] as const)
      expect(shown.total[state], state).toBeGreaterThan(0)
  })

  it.each([
    ['weeks', ({ requestedAt }: Raw) => mondayOf(dayOf(requestedAt))],
    ['channels', ({ channel }: Raw) => channel],
    ['supporters', (row: Raw) => (row.reactedAt ? row.reactedBy : row.supporterId) ?? 'nobody'],
    ['topics', ({ topic }: Raw) => topic ?? 'unknown'],
    ['hours', ({ requestedAt }: Raw) => weekdayAndHourOf(requestedAt)],
  ] as const)('every one of the %s is what the rows give, and together they are all', async (name, keyOf) => {
    const shown = await show()
    const groups = Map.groupBy(inPeriod(), keyOf)
    for (const group of shown[name])
      expect(figuresIn(group), group.key).toEqual(counted(groups.get(group.key) ?? [], new Date(shown.at)))
    expect(shown[name].reduce((sum, { requests }) => sum + requests, 0)).toBe(shown.total.requests)
  })

  it('every figure opens as many rows as it counts', async () => {
    const shown = await show()
    const links: [number, object][] = [
      [shown.total.requests, {}],
      [shown.total.counted, { state: 'in_time,late,overdue,closed_unanswered' }],
      ...(['in_time', 'late', 'waiting', 'overdue', 'withdrawn', 'closed_unanswered'] as const).map(
        (state): [number, object] => [shown.total[state], { state }],
      ),
      ...shown.channels.map(({ key, requests }): [number, object] => [requests, { channel: key }]),
      ...shown.supporters.map(({ key, late }): [number, object] => [late, { supporter: key, state: 'late' }]),
      ...shown.topics.map(({ key, requests }): [number, object] => [requests, { topic: key }]),
      ...shown.hours.slice(0, 8).map(({ key, requests }): [number, object] => {
        const [weekday, hour] = key.split('-')
        return [requests, { weekday, hour }]
      }),
    ]
    for (const [count, query] of links) {
      const { total, requests } = await list({ ...period, ...query })
      expect(total, JSON.stringify(query)).toBe(count)
      expect(requests).toHaveLength(Math.min(100, count))
    }
    for (const { key, requests } of shown.weeks) {
      const sunday = new Date(Date.parse(key) + 6 * 86_400_000).toISOString().slice(0, 10)
      const week = {
        from: key < period.from ? period.from : key,
        to: sunday > period.to ? period.to : sunday,
      }
      expect((await list(week)).total).toBe(requests)
    }
  })

  it('the filters of the page count the same as the rows that they leave', async () => {
    const wanted = { ...period, channel: 'telegram', topic: 'unknown', supporter: anna.staffId }
    const shown = await show(wanted)
    const left = inPeriod().filter(
      (row) =>
        row.channel === 'telegram' &&
        row.topic === null &&
        (row.reactedAt ? row.reactedBy : row.supporterId) === anna.staffId,
    )
    expect(left.length).toBeGreaterThan(3)
    expect(shown.total).toEqual(counted(left, new Date(shown.at)))
  })

  it('the pages hold every request once, and the longest wait can come first', async () => {
    const first = await list(period)
    const pages = await Promise.all(
      Array.from({ length: first.pages }, (_, i) => list({ ...period, page: i + 1 })),
    )
    const shown = pages.flatMap(({ requests }) => requests)
    expect(shown.map((each) => each.conversationId).toSorted()).toEqual(
      inPeriod()
        .map(({ conversationId }) => conversationId)
        .toSorted(),
    )
    const longest = await list({ ...period, order: 'longest' })
    const all = inPeriod().flatMap((row) => waitOf(row, new Date(longest.at)) ?? [])
    expect(longest.requests[0]!.minutes).toBe(Math.max(...all))
  })

  it('who is overdue now is told whatever period is shown', async () => {
    const shown = await show({ from: '2020-01-01', to: '2020-01-31' })
    const overdue = rows.filter((row) => stateOf(row, new Date(shown.at)) === 'overdue')
    expect(shown.total).toEqual(counted([], new Date()))
    expect(shown.alerts.overdue).toBe(overdue.length)
    expect(shown.alerts.overdueFrom).toBe(overdue.map(({ requestedAt }) => dayOf(requestedAt)).toSorted()[0])
    const { from, to } = shown.alerts.month
    expect(shown.alerts.month.figures).toEqual((await show({ from, to })).total)
  })

  it('the workbook holds every request of the period, with the figures of the page', async () => {
    const response = await cora.request(`${at}/download?${queryOf(period)}`)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="reactietijden-${period.from}-${period.to}.xlsx"`,
    )
    const sheets = await readExcel(Buffer.from(await response.arrayBuffer()))
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Vragen', 'Cijfers', 'Toelichting'])
    const [requests, figures, notes] = sheets.map(({ data }) => data)
    const shown = await show()
    const { total } = shown
    expect(requests!.length - 1).toBe(total.requests)
    const late = requests!.filter((row) => row[3] === 'Te laat')
    expect(late).toHaveLength(total.late)
    for (const [requestedAt, dueAt, , , , minutes, days] of late) {
      expect(requestedAt).toBeInstanceOf(Date)
      expect(dueAt).toBeInstanceOf(Date)
      expect(minutes).toBeTypeOf('number')
      expect(days).toBe(2)
    }
    const { in_time, overdue, closed_unanswered, counted: counting, share, waiting, withdrawn } = total
    const states = [in_time, total.late, overdue, closed_unanswered, counting, share, waiting, withdrawn]
    expect(figures![1]).toEqual(['Alles', 'Alles', total.requests, ...states, total.median, total.ninetieth])
    const groups = [shown.weeks, shown.channels, shown.supporters, shown.topics].flat()
    expect(figures!.slice(2).map((row) => row[2])).toEqual(groups.map((group) => group.requests))
    expect(notes!.flat()).toContain('Magentazorg')
  })

  it('the text file holds the rows that are shown, and what a workbook would take for a formula as text', async () => {
    const query = queryOf({ ...period, state: 'closed_unanswered', format: 'csv' })
    const text = await (await cora.request(`${at}/download?${query}`)).text()
    const lines = text.trim().split('\r\n')
    expect(lines[0]).toContain('Gevraagd op;Reactie uiterlijk;Reactie op;Uitkomst')
    const { total } = await list({ ...period, state: 'closed_unanswered' })
    expect(lines).toHaveLength(total + 1)
    expect(lines.slice(1).every((line) => line.split(';')[3] === 'Gesloten zonder reactie')).toBe(true)
  })

  it('a supporter may not see them, and another organisation has its own', async () => {
    for (const place of ['', '/rows', '/download'])
      expect(await anna.call('GET', `${at}${place}`)).toMatchObject({
        status: 403,
        body: { code: 'staff.role_too_low' },
      })
    expect((await show(period, other)).total.requests).toBe(0)
    expect((await show(period, other)).alerts.overdue).toBe(0)
  })

  it.each([
    ['an unknown filter', 'client=Jan', 'client'],
    ['a day that is none', 'from=2026-02-30', 'from'],
    ['an end before the beginning', 'from=2026-03-02&to=2026-03-01', 'to'],
    ['a period of a century', 'from=1926-03-02&to=2026-03-01', 'to'],
    ['an unknown channel', 'channel=fax', 'channel'],
  ])('%s is refused with its place', async (_, query, place) => {
    const { status, body } = await cora.call('GET', `${at}?${query}`)
    expect(status).toBe(400)
    expect(body.errors[0].at).toBe(place)
  })
})

function mondayOf(day: string): string {
  const date = new Date(`${day}T12:00Z`)
  while (date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() - 1)
  return date.toISOString().slice(0, 10)
}
