import { createHash } from 'node:crypto'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { type Db } from '../../../db/client.ts'
import { contacts, reportedContacts, reports, staff } from '../../../db/schema.ts'
import { AppError } from '../../app-error.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { aloneInLedger } from '../../contacts/turn.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { besideOf } from './beside.ts'
import { changesSince, type Changes } from './changes.ts'
import { monthContent, type MonthContent } from './content.ts'
import { differences, type Difference } from './differences.ts'
import { dueOn, isOver, stateOf, type MonthState } from './list.ts'
import { leftOut, monthRows, periodOf, type LeftOut, type MonthRow } from './rows.ts'
import { asStaff } from '../../staff/as-staff.ts'

export type Version = {
  version: number
  sentAt: string
  sentBy: string | null
  content: MonthContent
  /** From the version before it, as far as both show it. */
  differences: Difference[]
}

export type MonthReport = {
  month: string
  state: MonthState
  dueOn: string
  /** The newest first. */
  versions: Version[]
  /** As it would be sent now; null when that is what was sent. */
  draft: {
    content: MonthContent
    /** By which sending knows that it sends what was looked at. */
    fingerprint: string
    differences: Difference[]
  } | null
  /** Which contacts make it different from what was sent; null when nothing was sent. */
  changes: Changes | null
  /** Contacts of the month that are not in it, by why. */
  leftOut: LeftOut[]
}

export const notOver = () => new AppError('report.month_not_over')
export const sentMeanwhile = () => new AppError('report.sent_meanwhile')
export const figuresChanged = () => new AppError('report.changed_meanwhile')
export const nothingChanged = () => new AppError('report.unchanged')
export const noSuchReport = () => new AppError('report.not_found')

/** A month as it was sent, and as it would be sent now. */
export function showMonth(
  { db }: Store,
  me: StaffMember,
  month: string,
  now = new Date(),
): Promise<MonthReport> {
  const { organisationId } = me
  const today = todayInAmsterdam(now)
  return asStaff(db, me, async (tx) => {
    const versions = await versionsOf(tx, organisationId, month)
    const newest = versions[0]
    const changes = newest
      ? await changesSince(tx, organisationId, month, { version: newest.version, today })
      : null
    const isChanged = changes !== null && changes.added + changes.removed + changes.changed > 0
    const made = newest && !isChanged ? null : await madeNow(tx, organisationId, month, versions, now)
    return {
      month,
      state: stateOf(month, today, newest?.version ?? null, isChanged),
      dueOn: dueOn(month),
      versions,
      draft: made && {
        content: made.content,
        fingerprint: fingerprintOf(made.content),
        differences: newest ? differences(newest.content, made.content) : [],
      },
      changes,
      leftOut: await leftOut(tx, organisationId, month, today),
    }
  })
}

/** A version of the report of a month as it was sent; throws when there is none. */
export function sentMonth({ db }: Store, me: StaffMember, month: string, version: number): Promise<Version> {
  return asStaff(db, me, async (tx) => {
    const versions = await versionsOf(tx, me.organisationId, month)
    const found = versions.find((each) => each.version === version)
    if (!found) throw noSuchReport()
    return found
  })
}

/**
 * Freezes a month as its report now stands: as its first version, or as the correction of the version `after`
 * (wlz-oco-2021 bijlage-2-h2 lid 7 and 10). Of two who do so at once the second is told; and so is he who looked at
 * other figures than those of now.
 */
export function sendMonth(
  { db }: Store,
  me: StaffMember,
  month: string,
  { after, fingerprint }: { after: number; fingerprint: string },
  now = new Date(),
): Promise<{ version: number }> {
  const { organisationId } = me
  const today = todayInAmsterdam(now)
  return asStaff(db, me, async (tx) => {
    await aloneInLedger(tx, organisationId)
    if (!isOver(month, today)) throw notOver()
    const versions = await versionsOf(tx, organisationId, month)
    const newest = versions[0]?.version ?? 0
    if (newest !== after) throw sentMeanwhile()
    if (newest > 0) await requireChanges(tx, organisationId, month, newest, today)
    const { content, rows } = await madeNow(tx, organisationId, month, versions, now)
    if (fingerprintOf(content) !== fingerprint) throw figuresChanged()
    const version = newest + 1
    const period = periodOf(month)
    const sending = { sentBy: me.staffId, sentAt: now }
    await tx.insert(reports).values({ organisationId, kind: 'month', period, version, content, ...sending })
    const key = { organisationId, period, reportVersion: version }
    await keepRows(tx, key, rows)
    await markReported(tx, key, now)
    return { version }
  })
}

type ReportKey = Pick<typeof reportedContacts.$inferInsert, 'organisationId' | 'period' | 'reportVersion'>

/** As one parameter: a month has some 8,000 rows, and a query takes 65,535 parameters. */
async function keepRows(tx: Db, { organisationId, period, reportVersion }: ReportKey, rows: MonthRow[]) {
  await tx.execute(sql`
    insert into reported_contacts (organisation_id, kind, period, report_version, contact_id, contact_version,
      unique_client_id, channel, region, zorgkantoor, agreement_id, service, minutes, declarable_minutes)
    select ${organisationId}, 'month', ${period}, ${reportVersion}, row."contactId", row."contactVersion",
      row."uniqueClientId", row.channel, row.region, row.zorgkantoor, row."agreementId", row.service, row.minutes,
      row."declarableMinutes"
    from json_to_recordset(${JSON.stringify(rows)}::text::json) as row ("contactId" uuid, "contactVersion" int,
      "uniqueClientId" uuid, channel contact_channel, region text, zorgkantoor text, "agreementId" text, service text,
      minutes int, "declarableMinutes" int)`)
}

/** From now on they are declared, however late it gets. */
async function markReported(tx: Db, { organisationId, period, reportVersion }: ReportKey, now: Date) {
  await tx
    .update(contacts)
    .set({ reportedAt: now })
    .from(reportedContacts)
    .where(
      and(
        eq(reportedContacts.organisationId, organisationId),
        eq(reportedContacts.period, period),
        eq(reportedContacts.reportVersion, reportVersion),
        eq(contacts.id, reportedContacts.contactId),
        isNull(contacts.replacedAt),
        isNull(contacts.reportedAt),
      ),
    )
}

async function requireChanges(tx: Db, organisationId: string, month: string, version: number, today: string) {
  const { added, removed, changed } = await changesSince(tx, organisationId, month, { version, today })
  if (added + removed + changed === 0) throw nothingChanged()
}

async function madeNow(tx: Db, organisationId: string, month: string, versions: Version[], now: Date) {
  const rows = await monthRows(tx, organisationId, month, todayInAmsterdam(now))
  const beside = await besideOf(tx, organisationId, month, now)
  const before = versions.map(({ content }) => content)
  return { rows, content: monthContent(month, rows, beside, before) }
}

const fingerprintOf = (content: MonthContent) =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32)

async function versionsOf(tx: Db, organisationId: string, month: string): Promise<Version[]> {
  const rows = await tx
    .select({
      version: reports.version,
      sentAt: reports.sentAt,
      sentBy: staff.firstName,
      // Only `sendMonth` writes it.
      content: sql<MonthContent>`${reports.content}`,
    })
    .from(reports)
    .leftJoin(staff, eq(staff.id, reports.sentBy))
    .where(
      and(
        eq(reports.organisationId, organisationId),
        eq(reports.kind, 'month'),
        eq(reports.period, periodOf(month)),
      ),
    )
    .orderBy(asc(reports.version))
  return rows
    .map((row, i) => ({
      ...row,
      sentAt: row.sentAt.toISOString(),
      differences: i === 0 ? [] : differences(rows[i - 1]!.content, row.content),
    }))
    .toReversed()
}
