import { and, between, eq, sql, type SQL, type SQLWrapper } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { contacts } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { counting, excessMinutes } from '../../contacts/declarable.ts'
import { ADVICE_MINUTES, adviceRuleOf, servicesOf, type AdviceRule } from '../../contacts/services.ts'
import { bindingOn, type Binding } from '../../conversations/bindings.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { lapsedOn, termsIn, type Lapsed } from '../lapsed.ts'
import { inLedger } from '../log/filters.ts'
import { summingWithin } from '../summing.ts'

/** Minutes per client: more than `over`, up to and including `upTo`. */
export const BUCKETS = [
  { key: '0-10', over: -1, upTo: 10 },
  { key: '10-20', over: 10, upTo: 20 },
  { key: '20-30', over: 20, upTo: ADVICE_MINUTES },
  { key: '30-45', over: ADVICE_MINUTES, upTo: 45 },
  { key: '45-60', over: 45, upTo: 60 },
  { key: '60', over: 60, upTo: null },
] as const
export const bucketKeys = ['0-10', '10-20', '20-30', '30-45', '45-60', '60', 'over'] as const
export type BucketKey = (typeof bucketKeys)[number]

export type Bucket = { key: BucketKey; clients: number; minutes: number }

export type MinutesMonth = {
  month: string
  clients: number
  minutes: number
  /** Over the 30 minutes per client, and so not declarable under this service (2021). */
  excessMinutes: number
  /** From the beginning of the period until the end of the month: per client that had any. */
  runningAverage: number
}

/** The information and advice of a period under one agreement. */
export type AgreementMinutes = {
  agreementId: string
  title: string
  rule: AdviceRule
  service: string
  clients: number
  minutes: number
  excessMinutes: number
  average: number
  over: { clients: number; minutes: number }
  buckets: Bucket[]
  months: MinutesMonth[]
}

export type MinutesPerClient = { from: string; to: string; agreements: AgreementMinutes[]; lapsed: Lapsed[] }

export type Period = { from?: string | undefined; to?: string | undefined }

/** How the minutes of information and advice lie over the unique clients (wlz-oco-2021 and -2024 art-7). */
export function minutesPerClient(
  { db }: Store,
  me: StaffMember,
  period: Period,
  now = new Date(),
): Promise<MinutesPerClient> {
  return summingWithin(db, me.organisationId, async (tx) => {
    const terms = await termsIn(tx, me.organisationId)
    const { from, to } = wholePeriod(period, terms, todayInAmsterdam(now))
    const which = inPeriod(me, { from, to })
    const byClient = await clientsByBucket(tx, which)
    const byMonth = await monthsIn(tx, which)
    const days = byMonth.flatMap(({ agreementId, first, last }) => [
      { agreementId, day: first },
      { agreementId, day: last },
    ])
    const ids = [...new Set(byMonth.map(({ agreementId }) => agreementId))]
    const agreements = ids.map((agreementId) => ({
      agreementId,
      title: terms.find((term) => term.agreementId === agreementId)?.title ?? agreementId,
      ...figuresOf(
        byClient.filter((each) => each.agreementId === agreementId),
        byMonth.filter((each) => each.agreementId === agreementId),
      ),
      rule: adviceRuleOf(agreementId)!,
      service: servicesOf(agreementId).find(({ isAdvice }) => isAdvice)!.key,
    }))
    return { from, to, agreements, lapsed: lapsedOn(days, terms) }
  })
}

/** The ledger runs for as long as an agreement does, so that is what one sees first. */
export function wholePeriod({ from, to }: Period, terms: Binding[], today: string) {
  const until = to ?? today
  const current = bindingOn(until, terms)
  const begun = terms.filter((term) => term.agreementId === current && term.from <= until)
  const since = begun.map((term) => term.from).toSorted()
  return { from: from ?? since.at(-1) ?? `${until.slice(0, 4)}-01-01`, to: until }
}

/** The contacts of a period that count in the ledger. */
export function inPeriod({ organisationId }: StaffMember, { from, to }: { from: string; to: string }): SQL {
  const { organisationId: owner, day } = contacts
  return and(eq(owner, organisationId), counting, inLedger, between(day, from, to))!
}

type ByClient = Awaited<ReturnType<typeof clientsByBucket>>[number]
type ByMonth = Awaited<ReturnType<typeof monthsIn>>[number]

/** Put in words last of all: of half a million days that would take long. */
const monthOf = (day: SQLWrapper) => sql<string>`date_trunc('month', ${day}::timestamp)`
const inWords = (month: SQLWrapper) => sql<string>`to_char(${month}, 'YYYY-MM')`
const sumOf = (column: SQLWrapper) => sql<number>`sum(${column})::int`

/** How many clients have how many minutes, by the month in which each began. */
function clientsByBucket(tx: Db, which: SQL) {
  const each = tx
    .select({
      agreementId: sql<string>`${contacts.agreementId}`.as('agreement_id'),
      first: sql<string>`min(${contacts.day})`.as('first'),
      minutes: sumOf(contacts.minutes).as('minutes'),
    })
    .from(contacts)
    .where(which)
    .groupBy(contacts.agreementId, contacts.uniqueClientId)
    .as('each')
  const bucket = sql<BucketKey>`(case ${sql.join(
    BUCKETS.map(({ key, upTo }) =>
      upTo === null
        ? sql`else ${sql.raw(`'${key}'`)}`
        : sql`when ${each.minutes} <= ${sql.raw(`${upTo} then '${key}'`)}`,
    ),
    sql` `,
  )} end)`
  const began = monthOf(each.first)
  return tx
    .select({
      agreementId: each.agreementId,
      began: inWords(began),
      bucket,
      clients: sql<number>`count(*)::int`,
      minutes: sumOf(each.minutes),
    })
    .from(each)
    .groupBy(each.agreementId, began, bucket)
}

function monthsIn(tx: Db, which: SQL) {
  const each = tx
    .select({
      agreementId: sql<string>`${contacts.agreementId}`.as('agreement_id'),
      month: monthOf(contacts.day).as('month'),
      minutes: sumOf(contacts.minutes).as('minutes'),
      excess: sumOf(excessMinutes).as('excess'),
      first: sql<string>`min(${contacts.day})`.as('first'),
      last: sql<string>`max(${contacts.day})`.as('last'),
    })
    .from(contacts)
    .where(which)
    .groupBy(contacts.agreementId, monthOf(contacts.day), contacts.uniqueClientId)
    .as('each')
  return tx
    .select({
      agreementId: each.agreementId,
      month: inWords(each.month),
      clients: sql<number>`count(*)::int`,
      minutes: sumOf(each.minutes),
      excessMinutes: sumOf(each.excess),
      first: sql<string>`min(${each.first})::text`,
      last: sql<string>`max(${each.last})::text`,
    })
    .from(each)
    .groupBy(each.agreementId, each.month)
    .orderBy(each.agreementId, each.month)
}

function figuresOf(byClient: ByClient[], byMonth: ByMonth[]) {
  const bucketOf = (key: BucketKey): Bucket => ({
    key,
    ...totals(byClient.filter(({ bucket }) => bucket === key)),
  })
  const buckets = BUCKETS.map(({ key }) => bucketOf(key))
  const { clients, minutes } = totals(buckets)
  const over = totals(byClient.filter(({ bucket }) => OVER.has(bucket)))
  let running = 0
  const months = byMonth.map(({ month: name, clients: seen, minutes: written, excessMinutes: excess }) => {
    running += written
    const begun = totals(byClient.filter(({ began }) => began <= name)).clients
    return {
      month: name,
      clients: seen,
      minutes: written,
      excessMinutes: excess,
      runningAverage: running / begun,
    }
  })
  const allExcess = byMonth.reduce((sum, each) => sum + each.excessMinutes, 0)
  return { clients, minutes, excessMinutes: allExcess, average: minutes / clients, over, buckets, months }
}

const OVER = new Set<BucketKey>(['30-45', '45-60', '60'])

const totals = (parts: { clients: number; minutes: number }[]) => ({
  clients: parts.reduce((sum, { clients }) => sum + clients, 0),
  minutes: parts.reduce((sum, { minutes }) => sum + minutes, 0),
})
