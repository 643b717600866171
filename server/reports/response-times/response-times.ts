import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../../db/client.ts'
import { agreements, conversations, handoffs, organisations, staff } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { bindingOn, bindingsOf } from '../../conversations/bindings.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import {
  clockOf,
  minutesOf,
  NOBODY,
  selected,
  stateAt,
  supporterOf,
  UNKNOWN,
  waitedWithoutReaction,
  type Selection,
  type State,
} from './requests.ts'
import { summingWithin } from '../summing.ts'

/** What is counted of a set of requests. */
export type Figures = Record<State, number> & {
  requests: number
  /** Of those of which it is known whether they were in time: all but the withdrawn and those not due yet. */
  counted: number
  /** From 0 to 1; null when nothing is counted. */
  share: number | null
  /** Working minutes by nearest rank, of who got a reaction or still waits for one, or waited in vain too long. */
  median: number | null
  ninetieth: number | null
}

export type Group = Figures & { key: string }

export type ResponseTimes = {
  from: string
  to: string
  /** The moment at which who waits was looked at, ISO 8601 in UTC. */
  at: string
  total: Figures
  /** By the Monday of the week; weeks without a request are there too. */
  weeks: Group[]
  channels: Group[]
  /** By id of the member of staff, or `nobody`; with the first name. */
  supporters: (Group & { firstName: string | null })[]
  topics: Group[]
  /** By the clock in Amsterdam at which was asked; the key is the weekday and the hour, such as "1-13". */
  hours: Group[]
  alerts: Alerts
  agreement: AgreementShown | null
}

/** What somebody has to do something about, whatever period is shown. */
export type Alerts = {
  /** How many wait for longer than was promised, and since which day the first. */
  overdue: number
  overdueFrom: string | null
  month: { from: string; to: string; figures: Figures }
}

/** The agreement that counts today, and whether its term has ended. */
export type AgreementShown = { id: string; title: string; validTo: string | null; hasEnded: boolean }

/** How soon people reacted to the requests of a period, in working time (wlz-oco-2024 art-11). */
export function responseTimes(
  { db }: Store,
  me: StaffMember,
  selection: Selection,
  now = new Date(),
): Promise<ResponseTimes> {
  return summingWithin(db, me.organisationId, async (tx) => {
    const groups = await groupsOf(tx, selection, now)
    const by = (kind: Kind) => groups.filter((group) => group.kind === kind).map(asGroup)
    const supporters = by('supporter')
    const names = await firstNames(tx, supporters)
    return {
      from: selection.from,
      to: selection.to,
      at: now.toISOString(),
      total: figuresOf(groups.find(({ kind }) => kind === 'total') ?? NONE),
      weeks: everyWeek(by('week'), selection),
      channels: by('channel'),
      supporters: supporters.map((group) => ({ ...group, firstName: names.get(group.key) ?? null })),
      topics: by('topic'),
      hours: by('hour'),
      alerts: await alertsOf(tx, now),
      agreement: await agreementOn(tx, me.organisationId, todayInAmsterdam(now)),
    }
  })
}

type Kind = 'total' | 'week' | 'channel' | 'supporter' | 'topic' | 'hour'
type Counts = Record<State, number> & { median: number | null; ninetieth: number | null }
type Row = Counts & { kind: Kind; key: string | null }

const NONE: Counts = {
  in_time: 0,
  late: 0,
  waiting: 0,
  overdue: 0,
  withdrawn: 0,
  closed_unanswered: 0,
  median: null,
  ninetieth: null,
}

async function groupsOf(tx: Db, selection: Selection, now: Date): Promise<Row[]> {
  const waited = await waitedWithoutReaction(tx, selection, now)
  // percentile_disc takes the nearest rank: the smallest value that at least that share is not above.
  return rowsOf<Row>(
    tx,
    sql`select
      case when grouping(week) = 0 then 'week' when grouping(channel) = 0 then 'channel'
        when grouping(supporter) = 0 then 'supporter' when grouping(topic) = 0 then 'topic'
        when grouping(hour) = 0 then 'hour' else 'total' end as kind,
      coalesce(week::text, channel::text, supporter::text, topic, hour::text) as key,
      ${countOf('in_time')}, ${countOf('late')}, ${countOf('waiting')}, ${countOf('overdue')},
      ${countOf('withdrawn')}, ${countOf('closed_unanswered')},
      percentile_disc(0.5) within group (order by minutes) as median,
      percentile_disc(0.9) within group (order by minutes) as ninetieth
    from (
      select state, minutes, channel, supporter, topic collate "C" as topic,
        date_trunc('week', clock)::date as week, (${HOURS} * extract(isodow from clock) + extract(hour from clock))::int as hour
      from (
        select ${stateAt(now)} as state, ${minutesOf(waited)} as minutes, ${conversations.channel} as channel,
          ${supporterOf} as supporter, ${handoffs.topic} as topic, ${clockOf} as clock
        from ${handoffs} inner join ${conversations} on ${conversations.id} = ${handoffs.conversationId}
        where ${selected(selection)}
        offset 0
      ) as asked
    ) as requests
    group by grouping sets ((), (week), (channel), (supporter), (topic), (hour))
    order by 1, count(*) desc, 2`,
  )
}

const HOURS = 24

/** What stands for nobody, or for what is not known, where a group has no key of its own. */
const WITHOUT: Partial<Record<Kind, string>> = { supporter: NOBODY, topic: UNKNOWN }

const keyOf = ({ kind, key }: Row) =>
  kind === 'hour' ? `${Math.floor(Number(key) / HOURS)}-${Number(key) % HOURS}` : (key ?? WITHOUT[kind] ?? '')

const countOf = (state: State): SQL =>
  sql`count(*) filter (where state = ${state})::int as ${sql.identifier(state)}`

function figuresOf(counts: Counts): Figures {
  const { in_time, late, waiting, overdue, withdrawn, closed_unanswered, median, ninetieth } = counts
  const counted = in_time + late + overdue + closed_unanswered
  return {
    in_time,
    late,
    waiting,
    overdue,
    withdrawn,
    closed_unanswered,
    requests: counted + waiting + withdrawn,
    counted,
    share: counted === 0 ? null : in_time / counted,
    median,
    ninetieth,
  }
}

const asGroup = (row: Row): Group => ({ key: keyOf(row), ...figuresOf(row) })

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** The Monday of the week in which a day is; 1-1-1970 was a Thursday. */
const mondayOf = (day: string) => Math.floor((Date.parse(day) / DAY_MS + 3) / 7) * WEEK_MS - 3 * DAY_MS

/** A line over the weeks has to show that there was a week in which nobody asked. */
function everyWeek(found: Group[], { from, to }: Selection): Group[] {
  const known = new Map(found.map((group) => [group.key, group]))
  const many = (mondayOf(to) - mondayOf(from)) / WEEK_MS + 1
  return Array.from({ length: many }, (_, i) => {
    const key = new Date(mondayOf(from) + i * WEEK_MS).toISOString().slice(0, 10)
    return known.get(key) ?? { key, ...figuresOf(NONE) }
  })
}

async function firstNames(tx: Db, groups: Group[]): Promise<Map<string, string>> {
  const ids = groups.map(({ key }) => key).filter((key) => key !== NOBODY)
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: staff.id, firstName: staff.firstName })
    .from(staff)
    .where(inArray(staff.id, ids))
  return new Map(rows.map(({ id, firstName }) => [id, firstName]))
}

async function alertsOf(tx: Db, now: Date): Promise<Alerts> {
  const today = todayInAmsterdam(now)
  const month = { from: `${today.slice(0, 7)}-01`, to: today }
  const total = (await groupsOf(tx, month, now)).find(({ kind }) => kind === 'total')
  const [owed] = await tx
    .select({
      overdue: sql<number>`count(*)::int`,
      overdueFrom: sql<string | null>`min(${clockOf})::date::text`,
    })
    .from(handoffs)
    .where(and(isNull(handoffs.reactedAt), eq(stateAt(now), 'overdue')))
  return { ...owed!, month: { ...month, figures: figuresOf(total ?? NONE) } }
}

async function agreementOn(tx: Db, organisationId: string, day: string): Promise<AgreementShown | null> {
  const [own] = await tx
    .select({ bindings: bindingsOf(organisations.id) })
    .from(organisations)
    .where(eq(organisations.id, organisationId))
  const id = bindingOn(day, own?.bindings ?? [])
  if (!id) return null
  const [agreement] = await tx.select().from(agreements).where(eq(agreements.id, id))
  if (!agreement) return null
  const { title, validTo } = agreement
  return { id, title, validTo, hasEnded: validTo !== null && validTo < day }
}
