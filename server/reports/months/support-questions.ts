import { and, asc, between, eq, sql } from 'drizzle-orm'
import { clients, staff, supportQuestions } from '../../../db/schema.ts'
import { noteClients } from '../../access-log/visit.ts'
import { asStaff } from '../../staff/as-staff.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { daysOf } from '../log/filters.ts'

/** A support question as the count of a month holds it; what it is about stays in the client's file. */
export type CountedQuestion = {
  id: string
  /** Who its client counts as. */
  clientId: string
  clientNumber: number
  supporter: string | null
  startedOn: string
  endedOn: string | null
}

export type QuestionsOfMonth = { started: CountedQuestion[]; ended: CountedQuestion[] }

/** The support questions that began and that ended in a month, as they now stand, by day. */
export function questionsOfMonth({ db }: Store, me: StaffMember, month: string): Promise<QuestionsOfMonth> {
  const { startedOn, endedOn } = supportQuestions
  return asStaff(db, me, async (tx) => {
    const inMonth = (day: typeof startedOn | typeof endedOn) =>
      tx
        .select({
          id: supportQuestions.id,
          clientId: clients.uniqueClientId,
          // His number, whoever he was merged into since.
          clientNumber: sql<number>`(select number from ${clients} as whole where whole.id = ${clients.uniqueClientId})`,
          supporter: staff.firstName,
          startedOn,
          endedOn,
        })
        .from(supportQuestions)
        .innerJoin(clients, eq(clients.id, supportQuestions.clientId))
        .leftJoin(staff, eq(staff.id, supportQuestions.supporterId))
        .where(and(eq(supportQuestions.organisationId, me.organisationId), between(day, ...daysOf(month))))
        .orderBy(asc(day), asc(clients.number), asc(supportQuestions.id))
    const found = { started: await inMonth(startedOn), ended: await inMonth(endedOn) }
    noteClients(me, ...[...found.started, ...found.ended].map(({ clientId }) => clientId))
    return found
  })
}
