import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../../db/client.ts'
import { clients, contacts, reportedContacts } from '../../../db/schema.ts'
import { reasonOn, type Reason } from '../../contacts/declarable.ts'
import { daysOf } from '../log/filters.ts'
import { isDeclaredOn, monthRows, periodOf, type MonthRow } from './rows.ts'

/** What a contact counts for in a report. */
export type Counting = Pick<
  MonthRow,
  'channel' | 'region' | 'zorgkantoor' | 'agreementId' | 'service' | 'declarableMinutes'
> & { clientNumber: number | null }

/** A contact that counts otherwise now than in the report that was sent; null where it does not count. */
export type ContactChange = {
  contactId: string
  sent: Counting | null
  now: Counting | null
  /** Why it does not count now. */
  why: Reason | 'removed' | 'other_month' | null
}

export type Changes = {
  added: number
  removed: number
  changed: number
  /** What it does to the declarable minutes; below zero when there are fewer now. */
  minutes: number
  /** The first of them. */
  rows: ContactChange[]
}

/** Enough to look through; the figures count all of them. */
const MOST_ROWS = 200

/** The contacts that a report counts, as they counted in it. */
export function reportedRows(
  tx: Db,
  organisationId: string,
  month: string,
  version: number,
): Promise<MonthRow[]> {
  const { contactId, contactVersion, uniqueClientId, channel, region, zorgkantoor } = reportedContacts
  const { agreementId, service, minutes, declarableMinutes } = reportedContacts
  return tx
    .select({
      contactId,
      contactVersion,
      uniqueClientId,
      channel,
      region,
      zorgkantoor,
      agreementId,
      service,
      minutes,
      declarableMinutes,
    })
    .from(reportedContacts)
    .where(
      and(
        eq(reportedContacts.organisationId, organisationId),
        eq(reportedContacts.period, periodOf(month)),
        eq(reportedContacts.reportVersion, version),
      ),
    )
}

type Pair = { contactId: string; sent: MonthRow | null; now: MonthRow | null }

/** How the contacts of a month differ from what a version of its report counted: new, corrected, removed, reckoned anew. */
export async function changesSince(
  tx: Db,
  organisationId: string,
  month: string,
  { version, today }: { version: number; today: string },
): Promise<Changes> {
  const sent = byContact(await reportedRows(tx, organisationId, month, version))
  const now = byContact(await monthRows(tx, organisationId, month, today))
  const pairs = [...new Set([...sent.keys(), ...now.keys()])]
    .map((contactId): Pair => ({
      contactId,
      sent: sent.get(contactId) ?? null,
      now: now.get(contactId) ?? null,
    }))
    .filter((pair) => !pair.sent || !pair.now || countsOf(pair.sent) !== countsOf(pair.now))
  return {
    added: pairs.filter((pair) => !pair.sent).length,
    removed: pairs.filter((pair) => !pair.now).length,
    changed: pairs.filter((pair) => pair.sent && pair.now).length,
    minutes: pairs.reduce((sum, pair) => sum + minutesOf(pair.now) - minutesOf(pair.sent), 0),
    rows: await shown(tx, month, pairs.slice(0, MOST_ROWS), today),
  }
}

const minutesOf = (row: MonthRow | null) => row?.declarableMinutes ?? 0

const byContact = (rows: MonthRow[]) => new Map(rows.map((row) => [row.contactId, row]))

function countsOf(row: MonthRow): string {
  const { uniqueClientId, channel, region, zorgkantoor, agreementId, service, declarableMinutes } = row
  return JSON.stringify([
    uniqueClientId,
    channel,
    region,
    zorgkantoor,
    agreementId,
    service,
    declarableMinutes,
  ])
}

async function shown(tx: Db, month: string, pairs: Pair[], today: string): Promise<ContactChange[]> {
  if (pairs.length === 0) return []
  const ids = pairs.flatMap(({ sent, now }) => [sent, now].flatMap((row) => row?.uniqueClientId ?? []))
  const people = await tx
    .select({ id: clients.id, number: clients.number })
    .from(clients)
    .where(inArray(clients.id, [...new Set(ids)]))
  const numbers = new Map(people.map(({ id, number }) => [id, number]))
  const whys = await whyNot(
    tx,
    month,
    pairs.flatMap(({ contactId, now }) => (now ? [] : [contactId])),
    today,
  )
  const counting = (row: MonthRow | null): Counting | null => {
    if (!row) return null
    const { uniqueClientId, channel, region, zorgkantoor, agreementId, service, declarableMinutes } = row
    const clientNumber = numbers.get(uniqueClientId) ?? null
    return { clientNumber, channel, region, zorgkantoor, agreementId, service, declarableMinutes }
  }
  return pairs.map(({ contactId, sent, now }) => ({
    contactId,
    sent: counting(sent),
    now: counting(now),
    why: whys.get(contactId) ?? null,
  }))
}

async function whyNot(tx: Db, month: string, ids: string[], today: string) {
  if (ids.length === 0) return new Map<string, ContactChange['why']>()
  const [first, last] = daysOf(month)
  const rows = await tx
    .select({
      id: contacts.id,
      why: sql<ContactChange['why']>`case when ${contacts.isRemoved} then 'removed'
        when ${contacts.day} not between ${first} and ${last} then 'other_month' else ${reasonOn(today)} end`,
    })
    .from(contacts)
    .where(and(inArray(contacts.id, ids), isNull(contacts.replacedAt)))
  return new Map(rows.map(({ id, why }) => [id, why]))
}

/** Which of these months differ from the newest report that was sent of them, without saying how. */
export async function changedMonths(
  tx: Db,
  organisationId: string,
  newest: readonly { month: string; version: number }[],
  today: string,
): Promise<Set<string>> {
  if (newest.length === 0) return new Set()
  const months = newest.map(({ month }) => month).toSorted()
  const [from, to] = [daysOf(months[0]!)[0], daysOf(months.at(-1)!)[1]]
  const sent = sql.join(
    newest.map(({ month, version }) => sql`(${periodOf(month)}::date, ${version}::int)`),
    sql`, `,
  )
  const rows = await rowsOf<{ month: string }>(
    tx,
    sql`with live as (
      select to_char(${contacts.day}, 'YYYY-MM') as month, ${printOf(contacts, contacts.id)} as print
      from ${contacts}
      where ${contacts.organisationId} = ${organisationId} and ${contacts.replacedAt} is null
        and not ${contacts.isRemoved} and ${contacts.day} between ${from}::date and ${to}::date
        and ${contacts.uniqueClientId} is not null and ${isDeclaredOn(today)}
      group by 1
    ), reported as (
      select to_char(${reportedContacts.period}, 'YYYY-MM') as month,
        ${printOf(reportedContacts, reportedContacts.contactId)} as print
      from ${reportedContacts}
      where ${reportedContacts.organisationId} = ${organisationId}
        and (${reportedContacts.period}, ${reportedContacts.reportVersion}) in (${sent})
      group by 1
    )
    select coalesce(live.month, reported.month) as month
    from live full join reported using (month)
    where live.print is distinct from reported.print`,
  )
  const known = new Set(months)
  return new Set(rows.flatMap(({ month }) => (known.has(month) ? [month] : [])))
}

type Counted = typeof contacts | typeof reportedContacts
type Id = typeof contacts.id | typeof reportedContacts.contactId

/** A number that is the same when the same contacts count for the same. */
function printOf(of: Counted, id: Id) {
  const text = sql`json_build_array(${id}, ${of.uniqueClientId}, ${of.channel}, ${of.region}, ${of.zorgkantoor},
    ${of.agreementId}, ${of.service}, ${of.declarableMinutes})::text`
  return sql`sum(hashtextextended(${text}, 0)::numeric)`
}
