import { sql, type SQL } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../../db/client.ts'
import type { BudgetYear } from '../../../server/reports/budget/budget.ts'
import { cellName, TOTAL } from '../../../server/reports/small-numbers/hidden-cells.ts'
import type { MinutesPerClient } from '../../../server/reports/minutes/per-client.ts'
import type { Cell } from '../../../server/reports/months/content.ts'
import type { MonthReport } from '../../../server/reports/months/month-reports.ts'
import type { ResponseTimes } from '../../../server/reports/response-times/response-times.ts'
import type { QuarterReport } from '../../../server/signals/quarter-report.ts'
import type { Trend } from '../../../server/signals/trends.ts'
import { demonstrated, HALF_YEARS, type Demonstrated } from '../../support/demonstration.ts'
import { asAnAuditorCounts, daysOff, workingMinutes } from './own-reading.ts'

type Sums = { contacts: number; clients: number; minutes: number; claimed: number; excess: number }

describe.each(HALF_YEARS)(
  'computed in SQL from the rows alone, of the demonstration $name',
  { timeout: 120_000 },
  (wanted) => {
    let shown: Demonstrated
    let today: string

    beforeAll(async () => {
      shown = await demonstrated(wanted)
      const [row] = await ask<{ today: string }>(
        sql`select (now() at time zone 'Europe/Amsterdam')::date::text as today`,
      )
      today = row!.today
    }, 300_000)
    afterAll(() => shown.close())

    const ask = <Row>(query: SQL) => rowsOf<Row>(shown.product.database.db, query)
    const counted = <Row>(query: SQL) =>
      ask<Row>(sql`with ${asAnAuditorCounts(shown.organisationId, today)} ${query}`)
    const own = () => shown.organisationId

    async function get<T>(path: string): Promise<T> {
      const { status, body } = await shown.coordinator.call('GET', `/api/v1/desk/${path}`)
      expect(status, path).toBe(200)
      return body
    }

    const sums = sql`count(*)::int as contacts, count(distinct root)::int as clients, coalesce(sum(minutes), 0)::int as minutes,
    coalesce(sum(claimed), 0)::int as claimed, coalesce(sum(excess), 0)::int as excess`

    it('the totals of the log, whole and by each of its filters', async () => {
      const parts: Record<string, SQL> = {
        region: sql`coalesce(region, 'none')`,
        service: sql`coalesce(agreement || ':' || service, 'none')`,
        channel: sql`channel::text`,
        topic: sql`coalesce(topic, 'none')`,
        month: sql`to_char(day, 'YYYY-MM')`,
        reason: sql`coalesce(why, 'declarable')`,
        supporter: sql`case when handled_by = 'assistant' then 'assistant' else coalesce(supporter_id::text, 'none') end`,
        client: sql`root::text`,
      }
      for (const [name, part] of Object.entries(parts)) {
        const rows = await counted<Sums & { part: string | null }>(
          sql`select ${part} as part, ${sums} from counted group by 1`,
        )
        expect(rows.length, name).toBeGreaterThan(1)
        for (const { part: value, contacts, clients, minutes, claimed, excess } of rows) {
          if (value === null) continue
          expect(
            await get(`contacts/totals?${new URLSearchParams({ [name]: value })}`),
            `${name} ${value}`,
          ).toMatchObject({
            contacts,
            uniqueClients: clients,
            minutes,
            declarableMinutes: claimed,
            excessMinutes: excess,
          })
        }
      }
      const [whole] = await counted<Sums>(sql`select ${sums} from counted`)
      expect(await get('contacts/totals')).toMatchObject({
        contacts: whole!.contacts,
        declarableMinutes: whole!.claimed,
      })
    })

    it('the budget of each year, month by month', async () => {
      const rows = await counted<{ month: string; contacts: number; minutes: number; cents: number }>(sql`
      select to_char(day, 'YYYY-MM') as month, (count(*) filter (where why is null))::int as contacts, sum(claimed)::int as minutes,
        round(sum(sum(claimed)) over (partition by extract(year from min(day)) order by to_char(day, 'YYYY-MM')) * min(b.hourly_rate_cents) / 60.0)::int as cents
      from counted join budgets b on b.organisation_id = ${own()} and b.year = extract(year from day) group by 1 order by 1`)
      for (const year of new Set(rows.map(({ month }) => month.slice(0, 4)))) {
        const { months, realised } = await get<BudgetYear>(`figures/budget?year=${year}`)
        const ofYear = rows.filter(({ month }) => month.startsWith(year))
        for (const { month, contacts, minutes, cents } of ofYear)
          expect(months.find((each) => each.month === month)).toMatchObject({
            contacts,
            minutes,
            cumulativeCents: cents,
          })
        expect(realised.cents).toBe(ofYear.at(-1)!.cents)
        expect(realised.minutes).toBe(ofYear.reduce((sum, { minutes }) => sum + minutes, 0))
      }
    })

    it('the 30 minutes per unique client', async () => {
      const said = await get<MinutesPerClient>(`figures/minutes?from=2021-01-01&to=${today}`)
      const perClient = sql`per_client as (select agreement, root, sum(minutes)::int as minutes, sum(excess)::int as excess
      from counted where is_advice and hindrance is null group by 1, 2)`
      const buckets = await counted<{
        agreement: string
        key: string
        clients: number
        minutes: number
        excess: number
      }>(sql`, ${perClient}
      select agreement, (array['0-10', '10-20', '20-30', '30-45', '45-60', '60'])[1 + (minutes > 10)::int + (minutes > 20)::int
        + (minutes > 30)::int + (minutes > 45)::int + (minutes > 60)::int] as key,
        count(*)::int as clients, sum(minutes)::int as minutes, sum(excess)::int as excess
      from per_client group by 1, 2`)
      expect(said.agreements.map(({ agreementId }) => agreementId)).toEqual([
        ...new Set(buckets.map(({ agreement }) => agreement)),
      ])
      for (const {
        agreementId,
        buckets: shownBuckets,
        clients,
        minutes,
        excessMinutes,
        average,
        over,
      } of said.agreements) {
        const mine = buckets.filter(({ agreement }) => agreement === agreementId)
        const total = (of: 'clients' | 'minutes' | 'excess', some = mine) =>
          some.reduce((sum, each) => sum + each[of], 0)
        for (const { key, ...rest } of shownBuckets) {
          const found = mine.find((each) => each.key === key)
          expect(rest, key).toEqual({ clients: found?.clients ?? 0, minutes: found?.minutes ?? 0 })
        }
        expect({ clients, minutes, excessMinutes }).toEqual({
          clients: total('clients'),
          minutes: total('minutes'),
          excessMinutes: total('excess'),
        })
        expect(average).toBeCloseTo(total('minutes') / total('clients'), 9)
        const above = mine.filter(({ key }) => ['30-45', '45-60', '60'].includes(key))
        expect(over).toEqual({ clients: total('clients', above), minutes: total('minutes', above) })
      }
    })

    it('the response times, whole and by week, channel, supporter, topic and hour', async () => {
      const off = daysOff(Number(today.slice(0, 4)))
      const [period] = await ask<{ from: string; to: string }>(sql`select
      min((requested_at at time zone 'Europe/Amsterdam')::date)::text as from, max((requested_at at time zone 'Europe/Amsterdam')::date)::text as to
      from handoffs where organisation_id = ${own()}`)
      const said = await get<ResponseTimes>(`figures/response-times?from=${period!.from}&to=${period!.to}`)
      const until = sql`coalesce(h.reacted_at, case when h.withdrawn_at > h.due_at then h.withdrawn_at
      when h.withdrawn_at is null and h.closed_at is null then ${said.at}::timestamptz end)`
      const judged = sql`judged as (
      select c.channel::text as channel, coalesce(case when h.reacted_at is null then c.supporter_id else h.reacted_by end::text, 'nobody') as supporter,
        coalesce(h.topic, 'unknown') as topic, h.requested_at at time zone 'Europe/Amsterdam' as asked,
        case when h.reacted_at <= h.due_at then 'in_time' when h.reacted_at > h.due_at then 'late'
          when h.withdrawn_at <= h.due_at then 'withdrawn' when h.withdrawn_at > h.due_at then 'late'
          when h.closed_at is not null then 'closed_unanswered' when h.due_at < ${said.at}::timestamptz then 'overdue' else 'waiting' end as state,
        case when ${until} is null then null else ${workingMinutes(sql`h.requested_at`, until, off)} end as minutes
      from handoffs h join conversations c on c.id = h.conversation_id where h.organisation_id = ${own()})`
      const groups: [found: (ResponseTimes['weeks'][number] | undefined)[], by: SQL][] = [
        [
          said.weeks.filter(({ requests }) => requests > 0),
          sql`to_char(date_trunc('week', asked), 'YYYY-MM-DD')`,
        ],
        [said.channels, sql`channel`],
        [said.supporters, sql`supporter`],
        [said.topics, sql`topic`],
        [said.hours, sql`to_char(asked, 'ID-') || extract(hour from asked)`],
        [[{ key: 'all', ...said.total }], sql`'all'`],
      ]
      for (const [shownGroups, by] of groups) {
        const rows = await ask<Record<string, number> & { key: string }>(sql`with ${judged}, ranked as (
          select *, ${by} as key, row_number() over (partition by ${by} order by minutes) as place, count(minutes) over (partition by ${by}) as many from judged
        )
        select key, count(*)::int as requests, (count(*) filter (where state = 'in_time'))::int as in_time, (count(*) filter (where state = 'late'))::int as late,
          (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'overdue'))::int as overdue,
          (count(*) filter (where state = 'withdrawn'))::int as withdrawn, (count(*) filter (where state = 'closed_unanswered'))::int as closed_unanswered,
          max(minutes) filter (where place = ceil(many * 0.5)) as median, max(minutes) filter (where place = ceil(many * 0.9)) as ninetieth
        from ranked group by 1`)
        expect(rows.map(({ key }) => key).toSorted()).toEqual(
          shownGroups.map((group) => group!.key).toSorted(),
        )
        for (const { key, ...figures } of rows) {
          const group = shownGroups.find((each) => each!.key === key)!
          expect(group, key).toMatchObject(figures)
          const inShare = figures.requests! - figures.waiting! - figures.withdrawn!
          expect(group.share ?? -1, key).toBeCloseTo(inShare === 0 ? -1 : figures.in_time! / inShare, 9)
        }
      }
    })

    it('the monthly reports: what was sent by its rows, what would be sent by the log', async () => {
      const { years } = await get<{ years: number[] }>('reports/months')
      for (const year of years) {
        const { months } = await get<{ months: { month: string }[] }>(`reports/months?year=${year}`)
        for (const { month } of months) {
          const { versions, draft } = await get<MonthReport>(`reports/months/${month}`)
          for (const { version, content } of versions) {
            const sent = sql`select region, agreement_id as agreement, service, channel::text as channel, unique_client_id as root, declarable_minutes as claimed
            from reported_contacts where organisation_id = ${own()} and period = ${`${month}-01`} and report_version = ${version}`
            expectCells(content, await grouped(sql`with declared as (${sent})`))
          }
          if (!draft) continue
          const now = sql`select region, agreement, service, channel::text as channel, root, fits as claimed from counted
          where to_char(day, 'YYYY-MM') = ${month} and (why is null or why = 'month_frozen')`
          expectCells(
            draft.content,
            await grouped(sql`with ${asAnAuditorCounts(own(), today)}, declared as (${now})`),
          )
        }
      }
    })

    type Group = {
      region: string | null
      service: string | null
      channel: string | null
      kind: number
      clients: number
      contacts: number
      minutes: number
    }

    const grouped = (declared: SQL) =>
      ask<Group>(sql`${declared} select region, agreement || ':' || service as service, channel,
      grouping(region, agreement || ':' || service, channel) as kind,
      count(distinct root)::int as clients, count(*)::int as contacts, coalesce(sum(claimed), 0)::int as minutes
      from declared group by grouping sets ((region, agreement || ':' || service), (region), (agreement || ':' || service), (channel), ())`)

    /** Shown as they are, or hidden; of fewer than 5 clients always hidden. */
    function expectCells(
      { regions, services, production, channels }: MonthReport['versions'][number]['content'],
      groups: Group[],
    ): void {
      const nothing = { clients: 0, contacts: 0, minutes: 0 }
      const expectCell = (cell: Cell, found: Group | undefined, at: string) => {
        const { clients, contacts, minutes } = found ?? nothing
        if (typeof cell === 'object') expect(cell, at).toEqual({ clients, contacts, minutes })
        expect(cell === '<5', at).toBe(clients > 0 && clients < 5)
      }
      const [BOTH, REGION, SERVICE, CHANNEL, ALL] = [1, 3, 5, 6, 7]
      for (const [r, region] of [...regions, null].entries())
        for (const [s, service] of [...services, null].entries()) {
          const kind = region ? (service ? BOTH : REGION) : service ? SERVICE : ALL
          const key = service && `${service.agreementId}:${service.service}`
          const found = groups.find(
            (each) => each.kind === kind && each.region === (region?.region ?? null) && each.service === key,
          )
          expectCell(production[r]![s]!, found, `${region?.region} ${key}`)
        }
      for (const { channel, cell } of channels)
        expectCell(
          cell,
          groups.find((each) => each.kind === CHANNEL && each.channel === channel),
          channel,
        )
    }

    it('the quarterly report, its trends and its signals', async () => {
      const { sent } = await get<{ sent: { period: string }[] }>('reports/quarters')
      expect(sent.length).toBeGreaterThan(0)
      for (const { period } of sent) {
        const { now, to } = await get<QuarterReport>(`reports/quarters/${period}`)
        const inQuarter = sql`organisation_id = ${own()} and observed_on between ${period} and ${to}`
        const rows = await ask<{ category: string; kind: string; many: number; people: number }>(sql`
        select category_id::text as category, kind::text as kind, count(*)::int as many, count(distinct coalesce(client_id, id))::int as people
        from signals where ${inQuarter} group by 1, 2`)
        for (const { category, kind, many, people } of rows) {
          const shownCount =
            now.tables[kind === 'signal' ? 'signals' : 'complaints'].cells[cellName(category, TOTAL)]
          expect(typeof shownCount === 'string' || shownCount === many, `${category}: ${shownCount}`).toBe(
            true,
          )
          expect(shownCount === '<5').toBe(people < 5)
        }
        const { trends } = await get<{ trends: Trend[] }>(`signals/trends?quarter=${period}`)
        const often = rows.filter(({ kind, many }) => kind === 'signal' && many >= 3)
        expect(trends.map(({ category, signals }) => [category.id, signals.length]).toSorted()).toEqual(
          often.map(({ category, many }) => [category, many]).toSorted(),
        )
        const [people] = await counted<{ clients: number }>(sql`
        select count(distinct root)::int as clients from counted where day between ${period} and ${to}`)
        const askers = now.tables.clients.cells[cellName(TOTAL, TOTAL)]
        expect([people!.clients, '<5', 'x']).toContain(askers)
      }
    })
  },
)
