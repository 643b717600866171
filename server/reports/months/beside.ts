import { and, between, eq, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from '../../../db/client.ts'
import { clients, conversations, handoffs, supportQuestions } from '../../../db/schema.ts'
import { bindingOn } from '../../conversations/bindings.ts'
import { lapsedOn, termsIn } from '../lapsed.ts'
import { daysOf } from '../log/filters.ts'
import { budgetsIn, yearOf } from '../money.ts'
import type { Beside } from './content.ts'
import { selected, stateAt } from '../response-times/requests.ts'

/** What a monthly report tells besides the contacts: which agreement counts, support questions, requests, the rate. */
export async function besideOf(tx: Db, organisationId: string, month: string, now: Date): Promise<Beside> {
  const [from, to] = daysOf(month)
  const year = yearOf(from)
  const budgets = await budgetsIn(tx, organisationId, [year])
  return {
    ...(await agreementsOf(tx, organisationId, from, to)),
    started: await questionsIn(tx, organisationId, supportQuestions.startedOn, [from, to]),
    ended: await questionsIn(tx, organisationId, supportQuestions.endedOn, [from, to]),
    requests: await requestsIn(tx, organisationId, { from, to }, now),
    hourlyRateCents: budgets.get(year)?.hourlyRateCents ?? null,
  }
}

const DAY_MS = 86_400_000

/** The agreements that count on the days of the month; more than one when it changed within it. */
export async function agreementsOf(tx: Db, organisationId: string, from: string, to: string) {
  const terms = await termsIn(tx, organisationId)
  const many = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  const days = Array.from({ length: many }, (_, i) => {
    const day = new Date(Date.parse(from) + i * DAY_MS).toISOString().slice(0, 10)
    return { day, agreementId: bindingOn(day, terms) }
  })
  const ids = new Set(days.flatMap(({ agreementId }) => agreementId ?? []))
  return {
    agreements: [...ids].map((agreementId) => ({
      agreementId,
      title: terms.find((term) => term.agreementId === agreementId)!.title,
    })),
    lapsed: lapsedOn(days, terms),
  }
}

async function questionsIn(tx: Db, organisationId: string, day: AnyPgColumn, days: [string, string]) {
  const [found] = await tx
    .select({
      questions: sql<number>`count(*)::int`,
      clients: sql<number>`count(distinct ${clients.uniqueClientId})::int`,
    })
    .from(supportQuestions)
    .innerJoin(clients, eq(clients.id, supportQuestions.clientId))
    .where(and(eq(supportQuestions.organisationId, organisationId), between(day, ...days)))
  return found!
}

/** Who asked without saying who he is, is counted by his conversation. */
async function requestsIn(tx: Db, organisationId: string, days: { from: string; to: string }, now: Date) {
  const [found] = await tx
    .select({
      count: sql<number>`count(*)::int`,
      people: sql<number>`count(distinct coalesce(${clients.uniqueClientId}, ${conversations.id}))::int`,
      counted: sql<number>`count(*) filter (where ${stateAt(now)} not in ('waiting', 'withdrawn'))::int`,
      inTime: sql<number>`count(*) filter (where ${stateAt(now)} = 'in_time')::int`,
    })
    .from(handoffs)
    .innerJoin(conversations, eq(conversations.id, handoffs.conversationId))
    .leftJoin(clients, eq(clients.id, conversations.clientId))
    .where(and(eq(handoffs.organisationId, organisationId), selected(days)))
  return found!
}
