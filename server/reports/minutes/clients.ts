import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { clients, contacts } from '../../../db/schema.ts'
import { todayInAmsterdam } from '../../calendar-day.ts'
import { excessMinutes } from '../../contacts/declarable.ts'
import { ADVICE_MINUTES } from '../../contacts/services.ts'
import { noteClients } from '../../access-log/visit.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { termsIn } from '../lapsed.ts'
import { BUCKETS, inPeriod, wholePeriod, type BucketKey, type Period } from './per-client.ts'
import { summingAsStaff } from '../summing.ts'

/** A unique client with his minutes of information and advice in a period. */
export type ClientMinutes = {
  clientId: string
  number: number
  contacts: number
  minutes: number
  excessMinutes: number
}

export type ClientsOfBucket = { total: number; minutes: number; rows: ClientMinutes[] }

export type BucketWanted = Period & { agreement: string; bucket: BucketKey; page: number }

export const CLIENTS_PAGE = 100

/** The clients of a part of the distribution, those with most minutes first. */
export function clientsOfBucket(
  { db }: Store,
  me: StaffMember,
  { agreement, bucket, page, ...asked }: BucketWanted,
  now = new Date(),
): Promise<ClientsOfBucket> {
  return summingAsStaff(db, me, async (tx) => {
    const terms = await termsIn(tx, me.organisationId)
    const period = wholePeriod(asked, terms, todayInAmsterdam(now))
    const each = perClient(tx, me, { ...period, agreement, bucket })
    const rows = await tx
      .with(each)
      .select({
        clientId: each.clientId,
        number: clients.number,
        contacts: each.contacts,
        minutes: each.minutes,
        excessMinutes: each.excess,
      })
      .from(each)
      .innerJoin(clients, eq(clients.id, each.clientId))
      .orderBy(desc(each.minutes), asc(clients.number))
      .limit(CLIENTS_PAGE)
      .offset(page * CLIENTS_PAGE)
    noteClients(me, ...rows.map(({ clientId }) => clientId))
    const [all] = await tx
      .with(each)
      .select({ total: count(), minutes: sql<number>`coalesce(sum(${each.minutes}), 0)::int` })
      .from(each)
    return { ...all!, rows }
  })
}

type Which = { from: string; to: string; agreement: string; bucket: BucketKey }

function perClient(tx: Db, me: StaffMember, { from, to, agreement, bucket }: Which) {
  const { over, upTo } = BUCKETS.find(({ key }) => key === bucket) ?? { over: ADVICE_MINUTES, upTo: null }
  const minutes = sql<number>`sum(${contacts.minutes})::int`
  return tx.$with('each').as(
    tx
      .select({
        clientId: sql<string>`${contacts.uniqueClientId}`.as('client_id'),
        contacts: sql<number>`count(*)::int`.as('contacts'),
        minutes: minutes.as('minutes'),
        excess: sql<number>`sum(${excessMinutes})::int`.as('excess'),
      })
      .from(contacts)
      .where(and(inPeriod(me, { from, to }), eq(contacts.agreementId, agreement)))
      .groupBy(contacts.uniqueClientId)
      .having(and(sql`${minutes} > ${over}`, upTo === null ? undefined : sql`${minutes} <= ${upTo}`)),
  )
}
