import { and, between, eq, isNotNull, or, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { contacts, reportedContacts } from '../../../db/schema.ts'
import { counting, reasonOn, type Reason } from '../../contacts/declarable.ts'
import { daysOf } from '../log/filters.ts'

/** A contact as a monthly report counts it. */
export type MonthRow = Omit<
  typeof reportedContacts.$inferSelect,
  'organisationId' | 'kind' | 'period' | 'reportVersion'
>

export const periodOf = (month: string) => `${month}-01`

const inMonth = (organisationId: string, month: string) =>
  and(eq(contacts.organisationId, organisationId), between(contacts.day, ...daysOf(month)), counting)

/** What a report that is sent now declares: also what came after the month was sent, as that report is the correction. */
export function isDeclaredOn(today: string): SQL {
  const reason = reasonOn(today)
  return or(sql`${reason} is null`, sql`${reason} = 'month_frozen'`)!
}

const counted = {
  contactId: contacts.id,
  contactVersion: contacts.version,
  uniqueClientId: sql<string>`${contacts.uniqueClientId}`,
  channel: contacts.channel,
  region: contacts.region,
  zorgkantoor: contacts.zorgkantoor,
  agreementId: contacts.agreementId,
  service: contacts.service,
  minutes: contacts.minutes,
  declarableMinutes: contacts.declarableMinutes,
}

/** The contacts of a month that a report would declare if it were sent today. */
export function monthRows(tx: Db, organisationId: string, month: string, today: string): Promise<MonthRow[]> {
  return tx
    .select(counted)
    .from(contacts)
    .where(and(inMonth(organisationId, month), isNotNull(contacts.uniqueClientId), isDeclaredOn(today)))
}

export type LeftOut = { reason: Reason; contacts: number; minutes: number }

/** The contacts of a month that are not declared, by why. */
export async function leftOut(
  tx: Db,
  organisationId: string,
  month: string,
  today: string,
): Promise<LeftOut[]> {
  const reason = reasonOn(today)
  const rows = await tx
    .select({
      reason,
      contacts: sql<number>`count(*)::int`,
      minutes: sql<number>`sum(${contacts.minutes})::int`,
    })
    .from(contacts)
    .where(and(inMonth(organisationId, month), sql`not (${isDeclaredOn(today)})`))
    .groupBy(sql`1`)
    .orderBy(sql`2 desc`, sql`1`)
  return rows as LeftOut[]
}
