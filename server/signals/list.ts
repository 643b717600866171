import { and, desc, eq, gte, inArray, isNotNull, lt, lte, or, sql, type SQL } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { acuteNotices, clients, signalCategories, signals } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { noteClients } from '../access-log/visit.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { acuteOf, acuteStateOf, noticesOf, type Acute, type AcuteState, type Notice } from './acute.ts'
import type { SignalKind } from './categories.ts'
import { columns, ofItsCategory, readableBy, shown, type Row, type Signal } from './signal.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

/** Which signals: `region` null is those of which none is known. */
export type Filters = {
  from?: string | undefined
  to?: string | undefined
  kind?: SignalKind | undefined
  category?: string | undefined
  region?: string | null | undefined
  isAcute?: boolean | undefined
  /** Of the acute ones: those that stand so. */
  state?: AcuteState | undefined
}

/** After which signal the next page begins. */
export type Cursor = { observedOn: string; id: string }

export type Listed = Signal & { acute: Acute | null; notices: Notice[] }
export type SignalList = { signals: Listed[]; total: number; next: Cursor | null }

const PAGE = 50

export function conditionOf({ from, to, kind, category, region, isAcute, state }: Filters): SQL | undefined {
  return and(
    from ? gte(signals.observedOn, from) : undefined,
    to ? lte(signals.observedOn, to) : undefined,
    kind ? eq(signals.kind, kind) : undefined,
    category ? eq(signals.categoryId, category) : undefined,
    region === undefined ? undefined : sql`${signals.region} is not distinct from ${region}`,
    isAcute || state ? isNotNull(signals.acuteAt) : undefined,
  )
}

/** A page of the signals that this member of staff may see, the last observed first. */
export function listSignals(
  { db, masterKey }: Store,
  me: StaffMember,
  filters: Filters,
  after: Cursor | null,
  now = new Date(),
): Promise<SignalList> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const wanted = and(readableBy(me), conditionOf(filters))
    if (filters.state) {
      // It follows from the office hours, which only code knows; there are few acute signals.
      const acute = await withNotices(tx, key, me.organisationId, await signalsIn(tx, key, wanted), now)
      const list = acute.filter((signal) => acuteStateOf(signal.acute!) === filters.state)
      noteClients(me, ...list.map(({ clientId }) => clientId))
      return { signals: list, total: list.length, next: null }
    }
    const page = await signalsIn(tx, key, and(wanted, after ? beyond(after) : undefined), PAGE + 1)
    const [counted] = await tx
      .select({ many: sql<number>`count(*)::int` })
      .from(signals)
      .where(wanted)
    const found = page.slice(0, PAGE)
    noteClients(me, ...found.map(({ clientId }) => clientId))
    const last = found.at(-1)
    return {
      signals: await withNotices(tx, key, me.organisationId, found, now),
      total: counted!.many,
      next: page.length > PAGE && last ? { observedOn: last.observedOn, id: last.id } : null,
    }
  })
}

const beyond = ({ observedOn, id }: Cursor) =>
  or(lt(signals.observedOn, observedOn), and(eq(signals.observedOn, observedOn), lt(signals.id, id)))

/** The signals that the condition holds for, the last observed first. */
export async function signalsIn(
  tx: Db,
  key: Key,
  condition: SQL | undefined,
  most?: number,
): Promise<Signal[]> {
  const query = tx
    .select(columns)
    .from(signals)
    .innerJoin(signalCategories, ofItsCategory)
    .where(condition)
    .orderBy(desc(signals.observedOn), desc(signals.id))
  const rows = await (most === undefined ? query : query.limit(most))
  const known = await numbersOf(
    tx,
    rows.flatMap(({ signal }) => signal.clientId ?? []),
  )
  return rows.map((row) => shown({ ...row, client: known.get(row.signal.clientId ?? '') ?? null }, key))
}

/** Of the clients that signals are about their numbers, also where the writer has no part in one any more. */
async function numbersOf(tx: Db, ids: string[]): Promise<Map<string, NonNullable<Row['client']>>> {
  if (ids.length === 0) return new Map()
  const { id, number, uniqueClientId } = clients
  const rows = await beyondInvolvement(tx, (all) =>
    all.select({ id, number, uniqueClientId }).from(clients).where(inArray(id, ids)),
  )
  return new Map(rows.map((client) => [client.id, client]))
}

export async function withNotices(
  tx: Db,
  key: Key,
  organisationId: string,
  list: readonly Signal[],
  now: Date,
): Promise<Listed[]> {
  const acute = list.filter(({ acuteAt }) => acuteAt)
  const notices = await noticesOf(
    tx,
    key,
    acute.map(({ id }) => id),
  )
  const calendar = await calendarOf(tx, organisationId)
  return list.map((signal) => {
    const given = notices.get(signal.id) ?? []
    const { acuteAt } = signal
    return { ...signal, notices: given, acute: acuteAt ? acuteOf(acuteAt, given, calendar, now) : null }
  })
}

/** The acute signals that nobody has passed on yet, the one that has waited longest first. */
export function openAcute({ db, masterKey }: Store, me: StaffMember, now = new Date()): Promise<Listed[]> {
  return asStaff(db, me, async (tx) => {
    const key = await organisationKey(tx, masterKey, me.organisationId)
    const { signalId, way, answer } = acuteNotices
    const isPassedOn = sql`exists (select 1 from ${acuteNotices}
      where ${signalId} = ${signals.id} and (${way} <> 'mail_from_here' or ${answer} is not null))`
    const open = await signalsIn(
      tx,
      key,
      and(readableBy(me), isNotNull(signals.acuteAt), sql`not ${isPassedOn}`),
    )
    noteClients(me, ...open.map(({ clientId }) => clientId))
    const listed = await withNotices(tx, key, me.organisationId, open, now)
    return listed.toSorted((a, b) => a.acuteAt!.localeCompare(b.acuteAt!))
  })
}

export type QuarterCount = { quarter: string; categoryId: string; kind: SignalKind; count: number }

/** How many signals there were by quarter and category, of the quarters that begin on the day or later. */
export function countsByQuarter({ db }: Store, me: StaffMember, from: string): Promise<QuarterCount[]> {
  return asStaff(db, me, (tx) =>
    rowsOf<QuarterCount>(
      tx,
      sql`select to_char(date_trunc('quarter', observed_on), 'YYYY-MM-DD') as quarter, category_id as "categoryId",
        kind, count(*)::int as count
      from signals where observed_on >= ${from} group by 1, 2, 3 order by 1, 2, 3`,
    ),
  )
}
