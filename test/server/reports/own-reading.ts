import { sql, type SQL } from 'drizzle-orm'

/**
 * The rules of counting as an auditor reads them from the agreements, over the rows as they were registered: nothing
 * that the product computed itself is looked at.
 */
export function asAnAuditorCounts(organisationId: string, today: string): SQL {
  return sql`
    recursive merged (id, root) as (
      select c.id, c.id from clients c where c.organisation_id = ${organisationId}
        and not exists (select from client_merges m where m.client_id = c.id and m.undone_at is null)
      union all
      select m.client_id, merged.root from client_merges m join merged on merged.id = m.into_id where m.undone_at is null
    ),
    service_of (agreement, service, is_advice) as (values
      ('wlz-oco-2021', 'information_and_advice', true), ('wlz-oco-2021', 'personal_plan', false),
      ('wlz-oco-2021', 'choosing_care', false), ('wlz-oco-2021', 'care_plan', false),
      ('wlz-oco-2021', 'mediation', false), ('wlz-oco-2021', 'complaints', false),
      ('wlz-oco-2024', 'information_advice_and_general_support', true),
      ('wlz-oco-2024', 'care_mediation', false), ('wlz-oco-2024', 'other_services', false)
    ),
    placed as (
      select c.id, c.client_id, c.started_at, c.minutes, c.channel, c.handled_by, c.is_draft, c.service, c.region,
        c.supporter_id, c.topic, c.support_question_id, merged.root,
        (c.started_at at time zone 'Europe/Amsterdam')::date as day,
        (select b.agreement_id from bindings b where b.organisation_id = c.organisation_id
          and b.binds_from <= (c.started_at at time zone 'Europe/Amsterdam')::date
          order by (b.binds_to is null or b.binds_to >= (c.started_at at time zone 'Europe/Amsterdam')::date) desc, b.binds_from desc
          limit 1) as agreement
      from contacts c left join merged on merged.id = c.client_id
      where c.organisation_id = ${organisationId} and c.replaced_at is null and not c.is_removed
    ),
    hindered as (
      select placed.*, coalesce(service_of.is_advice, false) as is_advice,
        case
          when is_draft then 'draft'
          when handled_by = 'assistant' then 'assistant_only'
          when placed.client_id is null then 'anonymous'
          when person.law <> 'wlz' or placed.agreement not in (select s.agreement from service_of s) then 'not_wlz'
          when service_of.service is null then 'wrong_service'
          when not coalesce(person.indication_from <= day and coalesce(person.indication_until, day) >= day, false) then 'no_indication'
        end as hindrance,
        (case when support_question_id is null then day else q.ended_on end + interval '6 months')::date as until
      from placed
        left join clients person on person.id = placed.root
        left join service_of on service_of.agreement = placed.agreement and service_of.service = placed.service
        left join support_questions q on q.id = placed.support_question_id
    ),
    added_up as (
      select *, sum(case when hindrance is null and is_advice then minutes else 0 end)
        over (partition by root, agreement order by started_at, id) as so_far
      from hindered
    ),
    fitting as (
      select *,
        case
          when hindrance is not null then 0
          when is_advice and agreement = 'wlz-oco-2021' then least(so_far, 30) - least(so_far - minutes, 30)
          else minutes
        end::int as fits
      from added_up
    ),
    last_sent as (
      select period, max(version) as version from reports
      where organisation_id = ${organisationId} and kind = 'month' group by period
    ),
    in_time as (
      select fitting.*, last_sent.period is not null as is_sent, exists (
        select from reported_contacts r
        where r.organisation_id = ${organisationId} and r.period = last_sent.period and r.report_version = last_sent.version
          and r.contact_id = fitting.id and r.declarable_minutes >= fits and r.unique_client_id = root
          and r.channel = fitting.channel and r.agreement_id = agreement and r.service = fitting.service
          and coalesce(r.region, '-') = coalesce(fitting.region, '-')
      ) as is_reported
      from fitting left join last_sent on last_sent.period = date_trunc('month', fitting.day)::date
    ),
    counted as (
      select *, case when why is null then fits else 0 end as claimed,
        case when hindrance is null then minutes - fits else 0 end as excess
      from (
        select *, case
          when hindrance is not null then hindrance
          when fits = 0 then 'over_cap'
          when not is_reported and until < ${today}::date then 'too_old'
          when not is_reported and is_sent then 'month_frozen'
        end as why
        from in_time
      ) as judged
    )`
}

/** Easter Sunday by the rule of Gauss as Meeus wrote it down. */
function easter(year: number): number {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100]
  const e = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - e - (c % 4)) % 7
  const m = Math.floor((a + 11 * e + 22 * l) / 451)
  return Date.UTC(year, Math.floor((e + l - 7 * m + 114) / 31) - 1, ((e + l - 7 * m + 114) % 31) + 1)
}

const DAY_MS = 86_400_000
const EQUATED = ['2026-01-02', '2026-05-15', '2027-05-07', '2028-04-28', '2028-05-26']

/** The days off of the field, from the year of the first agreement on. */
export function daysOff(until: number): string[] {
  const years = Array.from({ length: until - 2020 }, (_, i) => 2021 + i)
  const days = years.flatMap((year) => {
    const kings = new Date(Date.UTC(year, 3, 27)).getUTCDay() === 0 ? 26 : 27
    const movable = [-2, 1, 39, 50].map((after) =>
      new Date(easter(year) + after * DAY_MS).toISOString().slice(0, 10),
    )
    return [
      `${year}-01-01`,
      `${year}-04-${kings}`,
      `${year}-05-05`,
      `${year}-12-25`,
      `${year}-12-26`,
      ...movable,
    ]
  })
  return [...days, ...EQUATED]
}

/** Minutes between two moments on working days from 9 to 17, rounded up. */
export function workingMinutes(from: SQL, to: SQL, off: readonly string[]): SQL {
  const list = sql.join(
    off.map((day) => sql`${day}::date`),
    sql`, `,
  )
  return sql`(
    select ceil(coalesce(sum(extract(epoch from least(${to}, closes) - greatest(${from}, opens))), 0) / 60)::int
    from (
      select (d::date + time '09:00') at time zone 'Europe/Amsterdam' as opens, (d::date + time '17:00') at time zone 'Europe/Amsterdam' as closes
      from generate_series((${from} at time zone 'Europe/Amsterdam')::date, (${to} at time zone 'Europe/Amsterdam')::date, interval '1 day') as d
      where extract(isodow from d) < 6 and d::date not in (${list})
    ) as office where opens < ${to} and closes > ${from}
  )`
}
