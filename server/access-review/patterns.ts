import { and, eq, gte, inArray, lt, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { accessLog, accessLogClients, clients } from '../../db/schema.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { nameOf } from '../clients/client.ts'
import { surnamesOf } from '../clients/name.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { aboutOne, aboutPeople, beginOf, outsideHours, type LineFilters } from './filters.ts'

export const patternKinds = [
  'own_name',
  'emergency',
  'involved',
  'many_files',
  'refused',
  'outside_hours',
] as const
export type PatternKind = (typeof patternKinds)[number]

/** Something that asks for a second look, with the filters that open its lines. */
export type Pattern = {
  kind: PatternKind
  staffId: string | null
  /** His name in the newest of the lines. */
  name: string | null
  count: number
  /** The client with his surname. */
  client?: { id: string; number: number }
  /** How many files he opened in the busiest hour, where he usually opens so many. */
  files?: { most: number; usual: number }
  lines: LineFilters
}

export type Period = { from: string; to: string }

/** What is unusual in a period, what weighs most first. */
export function patternsIn(
  { db, masterKey }: Store,
  me: StaffMember,
  period: Period,
  now = new Date(),
): Promise<Pattern[]> {
  return asStaff(db, me, async (tx) => [
    ...(await ownName(tx, await organisationKey(tx, masterKey, me.organisationId), me, period)),
    ...(await counted(tx, me, 'emergency', period, eq(accessLog.isEmergency, true), { emergency: true })),
    ...(await counted(tx, me, 'involved', period, eq(accessLog.event, 'client.involved'), {
      event: 'client.involved',
    })),
    ...(await manyFiles(tx, me, period)),
    ...(await counted(tx, me, 'refused', period, sql`${accessLog.outcome} = 'refused'`, {
      outcome: 'refused',
    })),
    ...(await outside(tx, me, period, now)),
  ])
}

const within = (organisationId: string, { from, to }: Period) =>
  and(
    eq(accessLog.organisationId, organisationId),
    gte(accessLog.at, beginOf(from)),
    lt(accessLog.at, beginOf(to, 1)),
  )

const staffName = sql<string | null>`(array_agg(${accessLog.actorName} order by ${accessLog.seq} desc))[1]`

async function counted(
  tx: Db,
  me: StaffMember,
  kind: PatternKind,
  period: Period,
  condition: SQL,
  lines: LineFilters,
): Promise<Pattern[]> {
  const rows = await tx
    .select({ staffId: accessLog.staffId, name: staffName, count: sql<number>`count(*)::int` })
    .from(accessLog)
    .where(and(within(me.organisationId, period), condition))
    .groupBy(accessLog.staffId)
    .orderBy(sql`3 desc`, accessLog.staffId)
  return rows.map(({ staffId, ...row }) => ({
    kind,
    staffId,
    ...row,
    lines: { ...period, ...lines, ...(staffId && { staff: staffId }) },
  }))
}

async function outside(tx: Db, me: StaffMember, period: Period, now: Date): Promise<Pattern[]> {
  const calendar = await calendarOf(tx, me.organisationId)
  const condition = and(outsideHours(calendar, period.from, period.to, now), aboutPeople)!
  return counted(tx, me, 'outside_hours', period, condition, { outside: true, about: 'people' })
}

/** Who opened the file of somebody with his own surname, or a part of it: family, or by chance. */
async function ownName(
  tx: Db,
  key: Parameters<typeof nameOf>[0],
  me: StaffMember,
  period: Period,
): Promise<Pattern[]> {
  const pairs = await tx
    .select({
      staffId: sql<string>`${accessLog.staffId}`,
      name: staffName,
      clientId: accessLogClients.clientId,
      count: sql<number>`count(*)::int`,
    })
    .from(accessLog)
    .innerJoin(
      accessLogClients,
      and(
        eq(accessLogClients.organisationId, accessLog.organisationId),
        eq(accessLogClients.seq, accessLog.seq),
      ),
    )
    .where(and(within(me.organisationId, period), sql`${accessLog.staffId} is not null`, aboutOne))
    .groupBy(accessLog.staffId, accessLogClients.clientId)
  const ids = [...new Set(pairs.map(({ clientId }) => clientId))]
  if (ids.length === 0) return []
  const known = await tx.select().from(clients).where(inArray(clients.id, ids))
  const surnames = new Map(
    known.flatMap((client) => {
      if (client.erasedAt) return []
      const name = nameOf(key, client)
      return [[client.id, { number: client.number, parts: surnamesOf(name) }] as const]
    }),
  )
  return pairs.flatMap(({ staffId, name, clientId, count }) => {
    const client = surnames.get(clientId)
    const own = new Set(surnamesOf(name ?? ''))
    if (!client?.parts.some((part) => own.has(part))) return []
    return {
      kind: 'own_name' as const,
      staffId,
      name,
      count,
      client: { id: clientId, number: client.number },
      lines: { ...period, staff: staffId, client: clientId, about: 'one' as const },
    }
  })
}

/** So many files in an hour is much for anybody; and so many times what he does usually. */
const MANY_FILES = 15
const TIMES_USUAL = 3
const USUAL_DAYS = 90

async function manyFiles(tx: Db, me: StaffMember, { from, to }: Period): Promise<Pattern[]> {
  const hours = await rowsOf<{ staffId: string; name: string; day: string; most: number; usual: number }>(
    tx,
    sql`with hours as (
      select staff_id, (array_agg(actor_name order by seq desc))[1] as name, date_trunc('hour', at) as hour,
        count(distinct client_ids[1])::int as files
      from access_log
      where organisation_id = ${me.organisationId} and staff_id is not null and cardinality(client_ids) = 1
        and at >= ${beginOf(from, -USUAL_DAYS).toISOString()}::timestamptz
        and at < ${beginOf(to, 1).toISOString()}::timestamptz
      group by staff_id, date_trunc('hour', at)
    ), usual as (
      select staff_id, avg(files)::float as files from hours
      where hour < ${beginOf(from).toISOString()}::timestamptz group by staff_id
    )
    select hours.staff_id as "staffId", max(hours.name) as name,
      to_char(hours.hour at time zone 'Europe/Amsterdam', 'YYYY-MM-DD') as day, max(hours.files) as most,
      round(coalesce(max(usual.files), 0))::int as usual
    from hours left join usual on usual.staff_id = hours.staff_id
    where hours.hour >= ${beginOf(from).toISOString()}::timestamptz and hours.files >= ${MANY_FILES}
      and hours.files >= ${TIMES_USUAL} * coalesce(usual.files, 0)
    group by 1, 3 order by 4 desc, 1, 3`,
  )
  return hours.map(({ staffId, name, day, most, usual }) => ({
    kind: 'many_files',
    staffId,
    name,
    count: most,
    files: { most, usual },
    lines: { from: day, to: day, staff: staffId, about: 'one' },
  }))
}

/** From the day after the last signature, or for the first time a month back. */
export function currentPeriod(lastSignedUntil: string | null, now: Date): Period {
  const today = todayInAmsterdam(now)
  const day = new Date(lastSignedUntil ?? today)
  if (lastSignedUntil) day.setUTCDate(day.getUTCDate() + 1)
  else day.setUTCMonth(day.getUTCMonth() - 1)
  const from = day.toISOString().slice(0, 10)
  return { from: from > today ? today : from, to: today }
}
