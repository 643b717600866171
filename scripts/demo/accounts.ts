import { sql } from 'drizzle-orm'
import { rowsOf } from '../../db/client.ts'
import { todayInAmsterdam } from '../../server/calendar-day.ts'
import { correct } from '../../server/contacts/correct.ts'
import type { Contact } from '../../server/contacts/contact.ts'
import { registerContact } from '../../server/contacts/register.ts'
import { sendMonth, showMonth } from '../../server/reports/months/month-reports.ts'
import { setBudget } from '../../server/reports/budget/set.ts'
import { quarterOf, quartersBefore } from '../../server/signals/quarter.ts'
import { sendQuarter } from '../../server/signals/quarter-report.ts'
import type { StaffMember } from '../../server/staff/staff-member.ts'
import { dayAt, momentAt } from '../../server/workcalendar/amsterdam.ts'
import type { Registering } from './clients.ts'
import { inputOf, registryOf } from './contacts.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
/** wlz-oco-2021 bijlage-2-h2; of later years the sources name no rate, so these are made up. */
const RATE_2021 = 7382
const RATE_CENTS = 8150
const DAYS_IN_YEAR = 365
/** So much of the budget is used when that share of the year has passed: a little fast. */
const PACE = 1.06
const ROUNDED_TO = 100_000

/** Rate and maximum of the years that the half year touches, of which a little more is used than the even spread. */
export async function setBudgets({ stage, now }: Registering, administrator: StaffMember): Promise<void> {
  const years = await rowsOf<{ year: number; minutes: number }>(
    stage.desk.db,
    sql`select extract(year from day)::int as year, sum(declarable_minutes)::int as minutes from contacts
      where organisation_id = ${stage.organisation.id} and replaced_at is null group by 1`,
  )
  const today = todayInAmsterdam(now)
  for (const { year, minutes } of years) {
    const passed =
      year === Number(today.slice(0, 4))
        ? (dayAt(now.getTime()) - dayAt(Date.UTC(year, 0, 1))) / DAYS_IN_YEAR
        : 1
    const hourlyRateCents = year <= 2021 ? RATE_2021 : RATE_CENTS
    const used = (minutes / 60) * hourlyRateCents
    const maximumCents =
      Math.max(1, Math.round(used / Math.max(passed, 0.1) / PACE / ROUNDED_TO)) * ROUNDED_TO
    await setBudget(stage.desk, administrator, { year, hourlyRateCents, maximumCents })
  }
}

/**
 * The months before the last one were sent in the second week after them, one of them a second time with what was
 * registered too late, and one has changed since; the last one still has to be made.
 */
export async function sendReports(
  at: Registering,
  coordinator: StaffMember,
  made: readonly Contact[],
): Promise<void> {
  const months = monthsBetween(at.from, at.now).slice(0, -2)
  for (const month of months) await send(at, coordinator, month, sentAt(month))
  const corrected = months.at(-2)!
  await forgotten(at, corrected, made, 2)
  await send(at, coordinator, corrected, new Date(sentAt(corrected).getTime() + 20 * DAY_MS))
  await forgotten(at, months.at(-1)!, made, 1)
  await changedSince(at, months.at(-1)!, made)
  const quarter = quartersBefore(quarterOf(todayInAmsterdam(at.now)), 1)
  const asSent = { seenVersion: 0, isChecked: true, annexIds: [], remarks: '' }
  await sendQuarter(at.stage.desk, coordinator, at.stage.assistant.engine(), quarter, asSent, at.now)
}

/** The months that the half year touches, the one of now last. */
function monthsBetween(from: Date, now: Date): string[] {
  const months: string[] = []
  for (let moment = from.getTime(); moment < now.getTime() + DAY_MS; moment += DAY_MS) {
    const month = todayInAmsterdam(new Date(Math.min(moment, now.getTime()))).slice(0, 7)
    if (month !== months.at(-1)) months.push(month)
  }
  return months
}

/** On the eighth of the month after it, at eleven. */
function sentAt(month: string): Date {
  const [year, ofYear] = month.split('-').map(Number)
  return new Date(momentAt(Date.UTC(year!, ofYear!, 8) / DAY_MS, 11 * HOUR_MS))
}

async function send(
  { stage }: Registering,
  coordinator: StaffMember,
  month: string,
  moment: Date,
): Promise<void> {
  const { versions, draft } = await showMonth(stage.desk, coordinator, month, moment)
  const after = versions[0]?.version ?? 0
  await sendMonth(stage.desk, coordinator, month, { after, fingerprint: draft!.fingerprint }, moment)
}

/** Visits that somebody forgot to write down until their month had been sent. */
async function forgotten(
  at: Registering,
  month: string,
  made: readonly Contact[],
  many: number,
): Promise<void> {
  const { register, supporters } = at
  const when = new Date(sentAt(month).getTime() + 6 * DAY_MS)
  const declared = made.filter(({ startedAt, obstacle }) => startedAt.startsWith(month) && obstacle === null)
  for (let nth = 0; nth < many; nth++) {
    const contact = declared.at(nth * 3)!
    const supporter = supporters.find(({ staffId }) => staffId === contact.supporterId)!
    const startedAt = new Date(Date.parse(contact.startedAt) + (nth + 1) * 10 * 60_000)
    const input = {
      ...inputOf(contact),
      channel: 'visit',
      startedAt,
      minutes: 45,
      note: register.notes[2]!,
    } as const
    await registerContact(registryOf(at), supporter, input, when)
  }
}

async function changedSince(at: Registering, month: string, made: readonly Contact[]): Promise<void> {
  const contact = made
    .filter(({ startedAt, obstacle }) => startedAt.startsWith(month) && obstacle === null)
    .at(-1)
  const supporter = at.supporters.find(({ staffId }) => staffId === contact?.supporterId)
  if (!contact || !supporter) return
  const { id, version, minutes, note } = contact
  const change = {
    ...inputOf(contact),
    version,
    note,
    minutes: minutes + 10,
    reason: at.register.corrections[2]!,
  }
  await correct(registryOf(at), supporter, id, change, at.now)
}
