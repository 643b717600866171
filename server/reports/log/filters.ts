import { and, between, eq, gt, gte, inArray, isNull, lte, sql, type SQL } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { contactChannel, contacts, reportedContacts } from '../../../db/schema.ts'
import {
  claimableMinutes,
  counting,
  excessMinutes,
  reasonOn,
  type Reason,
} from '../../contacts/declarable.ts'
import { allServices } from '../../contacts/services.ts'

export const channels = contactChannel.enumValues
export type ContactChannel = (typeof channels)[number]

/** In a filter: those of which it is not known. */
export const NONE = 'none'

/** Which contacts a list, a figure or a download is about; all that is named has to hold. */
export type LogFilters = {
  /** Days in Amsterdam; both belong to it. */
  from?: string | undefined
  to?: string | undefined
  /** As 2026-11. */
  month?: string | undefined
  region?: string | undefined
  municipality?: string | undefined
  /** `<agreementId>:<key>` */
  service?: string | undefined
  channel?: ContactChannel | undefined
  /** A member of staff, or `assistant`. */
  supporter?: string | undefined
  topic?: string | undefined
  reason?: Reason | 'declarable' | undefined
  /** The client for whom it counts. */
  client?: string | undefined
  /** Of which minutes are over the 30 of information and advice. */
  excess?: boolean | undefined
  draft?: boolean | undefined
  /** Those that count in the ledger of information and advice, whatever can be declared of them. */
  ledger?: boolean | undefined
  /** As a monthly report that was sent counted them. */
  reported?: { period: string; version: number } | undefined
}

/** The figures of a contact: as they stand on a day, or as a report that was sent counted them. */
export function fieldsOf({ reported }: LogFilters, today: string) {
  if (!reported) {
    const { uniqueClientId, agreementId, channel, region, zorgkantoor, service, minutes } = contacts
    return {
      uniqueClientId,
      agreementId,
      channel,
      region,
      zorgkantoor,
      service,
      minutes,
      declarableMinutes: claimableMinutes(today),
      excessMinutes,
      reason: reasonOn(today),
    }
  }
  const { uniqueClientId, agreementId, channel, region, zorgkantoor, service } = reportedContacts
  const { minutes, declarableMinutes } = reportedContacts
  return {
    uniqueClientId,
    agreementId,
    channel,
    region,
    zorgkantoor,
    service,
    minutes,
    declarableMinutes: sql<number>`${declarableMinutes}`,
    excessMinutes: sql<number>`(${minutes} - ${declarableMinutes})`,
    // It was declared, whatever became of it since.
    reason: sql<Reason | null>`null::text`,
  }
}

/** What has to hold for a row of `contacts`, joined to `reported_contacts` when a report is named. */
export function condition(filters: LogFilters, today: string): SQL {
  const { from, to, month, channel, topic, client, reported } = filters
  const fields = fieldsOf(filters, today)
  return and(
    reported ? inReport(reported) : counting,
    from ? gte(contacts.day, from) : undefined,
    to ? lte(contacts.day, to) : undefined,
    month ? between(contacts.day, ...daysOf(month)) : undefined,
    known(fields.region, filters.region),
    known(contacts.municipality, filters.municipality),
    serviceIs(fields, filters.service),
    channel ? eq(fields.channel, channel) : undefined,
    supporterIs(filters.supporter),
    known(contacts.topic, topic),
    reasonIs(fields.reason, filters.reason),
    client ? eq(fields.uniqueClientId, client) : undefined,
    filters.excess ? gt(fields.excessMinutes, 0) : undefined,
    filters.draft ? contacts.isDraft : undefined,
    filters.ledger ? (reported ? inArray(fields.service, adviceKeys) : inLedger) : undefined,
  )!
}

const adviceKeys = allServices.flatMap(({ isAdvice, key }) => (isAdvice ? [key] : []))

/** Information and advice to a client whose minutes count (wlz-oco-2021 and -2024 art-7). */
export const inLedger = and(isNull(contacts.obstacle), inArray(contacts.service, adviceKeys))!

/** The first and the last day of a month such as 2026-11. */
export function daysOf(month: string): [first: string, last: string] {
  const [year, ofYear] = month.split('-').map(Number)
  return [`${month}-01`, new Date(Date.UTC(year!, ofYear!, 0)).toISOString().slice(0, 10)]
}

const known = (column: AnyPgColumn, wanted?: string) =>
  wanted === undefined ? undefined : wanted === NONE ? isNull(column) : eq(column, wanted)

type ServiceColumns = Pick<ReturnType<typeof fieldsOf>, 'agreementId' | 'service'>

function serviceIs({ agreementId, service }: ServiceColumns, wanted?: string): SQL | undefined {
  if (wanted === undefined || wanted === NONE) return known(service, wanted)
  const [agreement, key] = wanted.split(':')
  return and(eq(agreementId, agreement!), eq(service, key!))
}

function supporterIs(wanted?: string): SQL | undefined {
  if (wanted === undefined) return undefined
  if (wanted === 'assistant') return eq(contacts.handledBy, 'assistant')
  if (wanted === NONE) return and(isNull(contacts.supporterId), eq(contacts.handledBy, 'supporter'))
  return eq(contacts.supporterId, wanted)
}

function reasonIs(reason: SQL<Reason | null>, wanted?: LogFilters['reason']): SQL | undefined {
  if (wanted === undefined) return undefined
  return wanted === 'declarable' ? sql`${reason} is null` : sql`${reason} = ${wanted}`
}

const inReport = ({ period, version }: NonNullable<LogFilters['reported']>) =>
  and(eq(reportedContacts.period, period), eq(reportedContacts.reportVersion, version))
