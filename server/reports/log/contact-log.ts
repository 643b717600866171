import { and, asc, desc, eq, gt, lt, lte, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm'
import type { PgSelect } from 'drizzle-orm/pg-core'
import type { Db } from '../../../db/client.ts'
import { clients, contacts, reportedContacts, staff, supportQuestions } from '../../../db/schema.ts'
import { noteClients } from '../../access-log/visit.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import type { Reason } from '../../contacts/declarable.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { condition, fieldsOf, type LogFilters } from './filters.ts'
import { summingAsStaff, summingWithin } from '../summing.ts'

/** A contact as the log shows it: the client by his number, never by his name. */
export type LogRow = {
  id: string
  version: number
  day: string
  startedAt: Date
  clientNumber: number | null
  clientId: string | null
  region: string | null
  zorgkantoor: string | null
  municipality: string | null
  agreementId: string | null
  service: string | null
  channel: (typeof contacts.$inferSelect)['channel']
  handledBy: 'assistant' | 'supporter'
  supporter: string | null
  topic: string | null
  minutes: number
  declarableMinutes: number
  excessMinutes: number
  reason: Reason | null
  result: (typeof contacts.$inferSelect)['result']
  supportQuestionId: string | null
  supportQuestionStartedOn: string | null
  isDraft: boolean
  recordedAt: Date
}

/** The line after which a page begins; the moment with all the digits that the database has. */
export type LogPlace = { day: string; at: string; id: string }

export type LogPage = { rows: LogRow[]; cursor: LogPlace | null }

export const LOG_PAGE = 200

/** JavaScript's moments are shorter than the database's: a place made of one would be beside its line. */
const exactly = (moment: SQLWrapper) =>
  sql<string>`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
const place = { day: contacts.day, at: exactly(contacts.startedAt).as('at'), id: contacts.id }

/** That of the index `contacts_log`. */
const newestFirst = [desc(contacts.day), desc(contacts.startedAt), asc(contacts.id)]

/** The lines of the log that somebody may see: who coordinates all, a supporter his own. */
export function visible(me: StaffMember, filters: LogFilters, today: string): SQL {
  return and(
    eq(contacts.organisationId, me.organisationId),
    me.role === 'supporter' ? eq(contacts.supporterId, me.staffId) : undefined,
    condition(filters, today),
  )!
}

/** The query over the contacts that the filters are about. Joining a report adds rows to none and columns to none. */
export function amongReported<Query extends PgSelect>(query: Query, { reported }: LogFilters): Query {
  if (!reported) return query
  const same = and(
    eq(reportedContacts.organisationId, contacts.organisationId),
    eq(reportedContacts.contactId, contacts.id),
    eq(reportedContacts.contactVersion, contacts.version),
  )
  return query.innerJoin(reportedContacts, same) as unknown as Query
}

/** A page of the log, newest first. */
export function contactLog(
  { db }: Store,
  me: StaffMember,
  filters: LogFilters,
  after?: LogPlace,
  now = new Date(),
): Promise<LogPage> {
  return summingAsStaff(db, me, async (tx) => {
    const found = await logRows(tx, me, filters, { after, most: LOG_PAGE + 1, now })
    noteClients(me, ...found.slice(0, LOG_PAGE).map(({ clientId }) => clientId))
    const last = found.length > LOG_PAGE ? found[LOG_PAGE - 1]! : null
    return {
      rows: found.slice(0, LOG_PAGE).map(({ at: _, ...row }) => row),
      cursor: last && { day: last.day, at: last.at, id: last.id },
    }
  })
}

/** Where each page of the log but the first begins, so that a reader can go to the middle of it at once. */
export function contactLogPlaces(
  { db }: Store,
  me: StaffMember,
  filters: LogFilters,
  now = new Date(),
): Promise<LogPlace[]> {
  return summingWithin(db, me.organisationId, (tx) => {
    const position = sql<number>`row_number() over (order by ${sql.join(newestFirst, sql`, `)})`.as(
      'position',
    )
    const { day, startedAt, id } = contacts
    const lines = amongReported(
      tx.select({ day, startedAt, id, position }).from(contacts).$dynamic(),
      filters,
    )
      .where(visible(me, filters, todayInAmsterdam(now)))
      .as('lines')
    return tx
      .select({ day: lines.day, at: exactly(lines.startedAt), id: lines.id })
      .from(lines)
      .where(sql`${lines.position} % ${sql.raw(String(LOG_PAGE))} = 0`)
      .orderBy(asc(lines.position))
  })
}

type Wanted = { after?: LogPlace | undefined; most: number; now: Date }

/** Lines of the log in its order, after a place. */
export function logRows(tx: Db, me: StaffMember, filters: LogFilters, { after, most, now }: Wanted) {
  const today = todayInAmsterdam(now)
  const { uniqueClientId, ...figures } = fieldsOf(filters, today)
  const query = tx
    .select({
      ...place,
      version: contacts.version,
      startedAt: contacts.startedAt,
      clientNumber: clients.number,
      clientId: uniqueClientId,
      municipality: contacts.municipality,
      ...figures,
      handledBy: contacts.handledBy,
      supporter: staff.firstName,
      topic: contacts.topic,
      result: contacts.result,
      supportQuestionId: contacts.supportQuestionId,
      supportQuestionStartedOn: supportQuestions.startedOn,
      isDraft: contacts.isDraft,
      recordedAt: contacts.recordedAt,
    })
    .from(contacts)
    .leftJoin(staff, eq(staff.id, contacts.supporterId))
    .leftJoin(supportQuestions, eq(supportQuestions.id, contacts.supportQuestionId))
    .$dynamic()
  return amongReported(query, filters)
    .leftJoin(clients, eq(clients.id, uniqueClientId))
    .where(and(visible(me, filters, today), after && isAfter(after)))
    .orderBy(...newestFirst)
    .limit(most)
}

function isAfter({ day, at, id }: LogPlace): SQL {
  const started = sql`${at}::timestamptz`
  const sameMoment = and(eq(contacts.startedAt, started), gt(contacts.id, id))
  const sameDay = and(eq(contacts.day, day), or(lt(contacts.startedAt, started), sameMoment))
  // The first part lets the index begin at the place.
  return and(lte(contacts.day, day), or(lt(contacts.day, day), sameDay))!
}
