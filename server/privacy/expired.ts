import { and, eq, inArray, isNotNull, isNull, lt, lte, ne, notExists, or, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import {
  accessLog,
  clients,
  contacts,
  conversations,
  deliveries,
  invitations,
  mailNotices,
  recoveries,
  reportReminders,
  rightsRequests,
  signals,
  steps,
  supportQuestions,
} from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { textsOf } from '../signals/signal.ts'
import type { RetentionKind } from './periods.ts'
import { notDone } from './work-list.ts'

/** A row whose term has passed, named by what says nothing of a person. */
export type Expired = { id: string; label: string | null; day: string }

export const DESTROYED_AT_ONCE = 200

type Finder = (
  tx: Db,
  at: { organisationId: string; before: Date; key: Key; most: number },
) => Promise<Expired[]>

const dayOf = (moment: SQL | unknown) =>
  sql<string>`to_char((${moment}) at time zone 'Europe/Amsterdam', 'YYYY-MM-DD')`

/** What of each kind has passed its term, the oldest first. What is asked or objected about stays (AVG art. 18). */
export const expiredOf: Record<RetentionKind, Finder> = {
  // What belongs to a file goes with the file.
  chats: (tx, { organisationId, before, most }) =>
    tx
      .select({
        id: conversations.id,
        label: sql<string>`${conversations.channel}::text`,
        day: dayOf(conversations.lastMessageAt),
      })
      .from(conversations)
      .where(
        and(
          eq(conversations.organisationId, organisationId),
          isNull(conversations.erasedAt),
          isNull(conversations.clientId),
          inArray(conversations.status, ['closed', 'assistant']),
          lt(conversations.lastMessageAt, before),
          notExists(
            tx
              .select({ one: sql`1` })
              .from(rightsRequests)
              .where(and(eq(rightsRequests.conversationId, conversations.id), notDone)),
          ),
        ),
      )
      .orderBy(conversations.lastMessageAt)
      .limit(most),
  clients: (tx, { organisationId, before, most }) =>
    tx
      .select({ id: clients.id, label: sql<string>`${clients.number}::text`, day: dayOf(lastActivity) })
      .from(clients)
      .where(
        and(
          eq(clients.organisationId, organisationId),
          isNull(clients.erasedAt),
          eq(clients.uniqueClientId, clients.id),
          lt(clients.createdAt, before),
          sql`${lastActivity} < ${before.toISOString()}::timestamptz`,
          notHeld(tx),
        ),
      )
      .orderBy(clients.number)
      .limit(most),
  contacts: (tx, { organisationId, before, most }) =>
    tx
      .select({
        id: sql<string>`${contacts.id}::text || '/' || ${contacts.version}`,
        label: sql<string>`${contacts.channel}::text`,
        day: contacts.day,
      })
      .from(contacts)
      .where(
        and(
          eq(contacts.organisationId, organisationId),
          isNull(contacts.clientId),
          or(isNotNull(contacts.sealedNote), isNotNull(contacts.sealedReason)),
          lt(contacts.startedAt, before),
        ),
      )
      .orderBy(contacts.startedAt)
      .limit(most),
  async signals(tx, { organisationId, before, key, most }) {
    const rows = await tx
      .select()
      .from(signals)
      .where(
        and(
          eq(signals.organisationId, organisationId),
          lt(signals.observedOn, before.toISOString().slice(0, 10)),
        ),
      )
      .orderBy(signals.observedOn)
    return rows
      .filter((row) => textsOf(row, key).bottleneck !== '')
      .slice(0, most)
      .map(({ id, kind, observedOn }) => ({ id, label: kind, day: observedOn }))
  },
  requests: (tx, { organisationId, before, most }) =>
    tx
      .select({
        id: rightsRequests.id,
        label: sql<string>`${rightsRequests.number}::text`,
        day: dayOf(rightsRequests.answeredAt),
      })
      .from(rightsRequests)
      .where(
        and(
          eq(rightsRequests.organisationId, organisationId),
          lt(rightsRequests.answeredAt, before),
          sql`not (${notDone})`,
          or(isNotNull(rightsRequests.sealedAsked), isNotNull(rightsRequests.sealedAnswer)),
        ),
      )
      .orderBy(rightsRequests.answeredAt)
      .limit(most),
  access_log: (tx, { organisationId, before, most }) =>
    tx
      .select({ id: sql<string>`${accessLog.seq}::text`, label: sql<null>`null`, day: dayOf(accessLog.at) })
      .from(accessLog)
      .where(
        and(
          eq(accessLog.organisationId, organisationId),
          sql`${accessLog.seq} < ${firstKept(organisationId, before)}`,
        ),
      )
      .orderBy(accessLog.seq)
      .limit(most),
  async notices(tx, at) {
    const mails = await mailsOf(tx, at)
    const sent = await deliveriesOf(tx, at)
    return [...mails, ...sent].slice(0, at.most)
  },
  async invitations(tx, { organisationId, before, most }) {
    const invited = await tx
      .select({
        id: sql<string>`${invitations.id}::text`,
        label: sql<string>`'invitation'`,
        day: dayOf(invitations.expiresAt),
      })
      .from(invitations)
      .where(and(eq(invitations.organisationId, organisationId), lt(invitations.expiresAt, before)))
      .limit(most)
    const recovered = await tx
      .select({
        id: sql<string>`${recoveries.id}::text`,
        label: sql<string>`'recovery'`,
        day: dayOf(recoveries.expiresAt),
      })
      .from(recoveries)
      .where(and(eq(recoveries.organisationId, organisationId), lt(recoveries.expiresAt, before)))
      .limit(most)
    return [...invited, ...recovered].slice(0, most)
  },
}

/** Lines go from the oldest on, up to the first that is young enough; the newest line always stays. */
const firstKept = (organisationId: string, before: Date) => sql`coalesce(
  (select min(young.seq) from ${accessLog} as young
    where young.organisation_id = ${organisationId} and young.at >= ${before.toISOString()}::timestamptz),
  (select max(line.seq) from ${accessLog} as line where line.organisation_id = ${organisationId})
)`

const sameClients = sql`(select same.id from ${clients} as same where same.unique_client_id = ${clients.uniqueClientId})`

/** The last time that anything was done for him, or who was merged into him. */
const lastActivity = sql`greatest(
  ${clients.createdAt},
  (select max(c.started_at) from ${contacts} as c where c.client_id in ${sameClients}),
  (select max(v.last_message_at) from ${conversations} as v where v.client_id in ${sameClients}),
  (select max(q.ended_on)::timestamptz from ${supportQuestions} as q where q.client_id in ${sameClients})
)`

/** A file is not destroyed while what somebody asked about it is not done, a support question runs, or he complained lately. */
function notHeld(tx: Db): SQL | undefined {
  const open = tx
    .select({ one: sql`1` })
    .from(supportQuestions)
    .where(and(sql`${supportQuestions.clientId} in ${sameClients}`, isNull(supportQuestions.endedOn)))
  const asked = tx
    .select({ one: sql`1` })
    .from(rightsRequests)
    .where(and(sql`${rightsRequests.clientId} in ${sameClients}`, notDone))
  const complaint = tx
    .select({ one: sql`1` })
    .from(signals)
    .where(
      and(
        sql`${signals.clientId} in ${sameClients}`,
        eq(signals.kind, 'complaint'),
        sql`${signals.observedOn} > current_date - ${COMPLAINT_DAYS}::int`,
      ),
    )
  return and(notExists(open), notExists(asked), notExists(complaint))
}

/** A complaint may still be under way for so long. */
const COMPLAINT_DAYS = 365

/** Files of which the term has passed but that may not go now. */
export async function heldFiles(tx: Db, organisationId: string, before: Date): Promise<number> {
  const [row] = await tx
    .select({ held: sql<number>`count(*)::int` })
    .from(clients)
    .where(
      and(
        eq(clients.organisationId, organisationId),
        isNull(clients.erasedAt),
        eq(clients.uniqueClientId, clients.id),
        lt(clients.createdAt, before),
        sql`${lastActivity} < ${before.toISOString()}::timestamptz`,
        sql`not (${notHeld(tx)})`,
      ),
    )
  return row!.held
}

const mailsOf: Finder = async (tx, { organisationId, before, most }) => {
  const notices = await tx
    .select({
      id: sql<string>`'mail ' || ${mailNotices.stepId} || ' ' || ${mailNotices.staffId}`,
      label: sql<string>`'mail'`,
      day: dayOf(steps.createdAt),
    })
    .from(mailNotices)
    .innerJoin(steps, eq(steps.id, mailNotices.stepId))
    .where(
      and(
        eq(mailNotices.organisationId, organisationId),
        isNull(mailNotices.dueAt),
        lt(steps.createdAt, before),
      ),
    )
    .limit(most)
  const reminders = await tx
    .select({
      id: sql<string>`'reminder ' || ${reportReminders.day} || ' ' || ${reportReminders.staffId}`,
      label: sql<string>`'mail'`,
      day: reportReminders.day,
    })
    .from(reportReminders)
    .where(
      and(
        eq(reportReminders.organisationId, organisationId),
        isNull(reportReminders.dueAt),
        lt(reportReminders.day, before.toISOString().slice(0, 10)),
      ),
    )
    .limit(most)
  return [...notices, ...reminders]
}

const deliveriesOf: Finder = (tx, { organisationId, before, most }) =>
  tx
    .select({
      id: sql<string>`'delivery ' || ${deliveries.id}`,
      label: sql<string>`'telegram'`,
      day: dayOf(deliveries.createdAt),
    })
    .from(deliveries)
    .where(
      and(
        eq(deliveries.organisationId, organisationId),
        ne(deliveries.state, 'pending'),
        lte(deliveries.createdAt, before),
      ),
    )
    .limit(most)
