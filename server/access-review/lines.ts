import { and, desc, eq, inArray, lt, or, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { accessLog, clients, staff } from '../../db/schema.ts'
import { noteClients } from '../access-log/visit.ts'
import { noSuchClient } from '../clients/client.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { calendarOf } from '../workcalendar/work-calendar.ts'
import { conditionOf, type LineFilters } from './filters.ts'

/** A line as reviewers see it: clients by their numbers, never by their names. */
export type Line = Omit<
  typeof accessLog.$inferSelect,
  'organisationId' | 'previousHash' | 'hash' | 'clientIds' | 'at'
> & {
  at: string
  hash: string
  clients: { id: string; number: number | null }[]
  /** How many more it is about than are named here. */
  moreClients: number
}

export type Place = { at: string; seq: number }
export type LinePage = { lines: Line[]; cursor: Place | null }

const PAGE = 100
const MOST_CLIENTS = 12

/** A page of the log, the newest first. That it was looked at is a line itself. */
export function accessLines(
  { db }: Store,
  me: StaffMember,
  filters: LineFilters,
  after: Place | null,
  now = new Date(),
): Promise<LinePage> {
  return asStaff(db, me, async (tx) => {
    const wanted = await withClient(tx, me, filters)
    const rows = await rowsIn(tx, me, wanted, { after, most: PAGE + 1, now })
    const page = rows.slice(0, PAGE)
    const last = rows.length > PAGE ? page.at(-1)! : null
    return {
      lines: await shown(tx, page),
      cursor: last && { at: last.at.toISOString(), seq: last.seq },
    }
  })
}

/** The filters with the client by his id, also when he was asked for by his number. */
export async function withClient(tx: Db, me: StaffMember, filters: LineFilters): Promise<LineFilters> {
  const { client } = filters
  if (client === undefined) return filters
  const isNumber = /^\d+$/u.test(client)
  const [known] = await tx
    .select({ id: clients.id })
    .from(clients)
    .where(isNumber ? eq(clients.number, Number(client)) : eq(clients.id, client))
  // Whoever is not there any more may still stand in the log by his id.
  if (!known && isNumber) throw noSuchClient()
  noteClients(me, known?.id)
  return { ...filters, client: known?.id ?? client }
}

type Row = typeof accessLog.$inferSelect
type Wanted = { after: Place | null; most: number; now: Date }

export async function rowsIn(
  tx: Db,
  me: StaffMember,
  filters: LineFilters,
  { after, most, now }: Wanted,
): Promise<Row[]> {
  const { organisationId } = me
  const calendar = await calendarOf(tx, organisationId)
  return tx
    .select()
    .from(accessLog)
    .where(
      and(conditionOf(tx, filters, { organisationId, calendar, now }), after ? before(after) : undefined),
    )
    .orderBy(desc(accessLog.at), desc(accessLog.seq))
    .limit(most)
}

function before({ at, seq }: Place): SQL {
  const moment = new Date(at)
  return or(lt(accessLog.at, moment), and(eq(accessLog.at, moment), lt(accessLog.seq, seq)))!
}

/** With the numbers of the clients that there still are. */
export async function shown(tx: Db, rows: readonly Row[]): Promise<Line[]> {
  const ids = [...new Set(rows.flatMap(({ clientIds }) => clientIds.slice(0, MOST_CLIENTS)))]
  const known = ids.length
    ? await tx
        .select({ id: clients.id, number: clients.number })
        .from(clients)
        .where(inArray(clients.id, ids))
    : []
  const numbers = new Map(known.map(({ id, number }) => [id, number]))
  return rows.map(({ organisationId: _, previousHash: __, hash, clientIds, at, ...line }) => ({
    ...line,
    at: at.toISOString(),
    hash: Buffer.from(hash).toString('hex'),
    clients: clientIds.slice(0, MOST_CLIENTS).map((id) => ({ id, number: numbers.get(id) ?? null })),
    moreClients: Math.max(0, clientIds.length - MOST_CLIENTS),
  }))
}

/** Whom the log can be asked about: everybody who is or was staff. */
export function reviewed({ db }: Store, me: StaffMember): Promise<{ id: string; firstName: string }[]> {
  return asStaff(db, me, (tx) =>
    tx.select({ id: staff.id, firstName: staff.firstName }).from(staff).orderBy(staff.firstName, staff.id),
  )
}
