import { and, asc, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { type Db } from '../../db/client.ts'
import { clients, contacts, supportQuestions } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { requireInvolved } from '../clients/client.ts'
import { organisationKey } from '../privacy/data-keys.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { counting } from './declarable.ts'
import { reckon } from './reckon.ts'
import { besideOthers, lockClients } from './turn.ts'
import { asStaff, beyondInvolvement } from '../staff/as-staff.ts'

export const noSuchQuestion = () => new AppError('support_question.not_found')
export const questionAhead = () => new AppError('support_question.ahead')
export const endsBeforeStart = () => new AppError('support_question.ends_before_start')
export const questionEnded = () => new AppError('support_question.ended')

type Row = typeof supportQuestions.$inferSelect

/** A support question: what the client wants to reach, and how that went (wlz-oco-2021 art-3). */
export type SupportQuestion = {
  id: string
  clientId: string
  supporterId: string | null
  startedOn: string
  aim: string
  endedOn: string | null
  /** How it went, or why that was not talked over with the client. */
  evaluation: string | null
  isEvaluatedWithClient: boolean | null
  contacts: { id: string; day: string; minutes: number; service: string | null; isDraft: boolean }[]
}

const placeOf = (id: string, field: 'aim' | 'evaluation') => `support_questions/${id}/${field}`
const sealedIn = (key: Key, id: string, field: 'aim' | 'evaluation', text: string) =>
  seal(key, placeOf(id, field), maskPersonalNumbers(text.trim()))

/** The support questions of a client, the open ones first, for who is involved with him. */
export function supportQuestionsOf(
  store: Store,
  me: StaffMember,
  clientId: string,
): Promise<SupportQuestion[]> {
  return asStaff(store.db, me, async (tx) => {
    const { uniqueClientId } = await requireInvolved(tx, me, clientId)
    const key = await organisationKey(tx, store.masterKey, me.organisationId)
    return questionsOf(tx, key, uniqueClientId)
  })
}

/** Begins a support question with the aim that was agreed with the client. */
export function startSupportQuestion(
  store: Store,
  me: StaffMember,
  { clientId, startedOn, aim }: { clientId: string; startedOn: string; aim: string },
  now = new Date(),
): Promise<SupportQuestion[]> {
  const { organisationId, staffId: supporterId } = me
  return asStaff(store.db, me, async (tx) => {
    const { uniqueClientId } = await requireInvolved(tx, me, clientId)
    if (startedOn > todayInAmsterdam(now)) throw questionAhead()
    const key = await organisationKey(tx, store.masterKey, organisationId)
    const id = crypto.randomUUID()
    const sealedAim = sealedIn(key, id, 'aim', aim)
    await tx
      .insert(supportQuestions)
      .values({ id, organisationId, clientId, supporterId, startedOn, sealedAim, createdAt: now })
    return questionsOf(tx, key, uniqueClientId)
  })
}

export type Ending = { endedOn: string; evaluation: string; isEvaluatedWithClient: boolean }

/**
 * Ends a support question with its evaluation. From that day on its contacts have six months in which they can be
 * declared (bijlage-2-h2 lid 9).
 */
export function endSupportQuestion(
  store: Store,
  me: StaffMember,
  id: string,
  { endedOn, evaluation, isEvaluatedWithClient }: Ending,
  now = new Date(),
): Promise<SupportQuestion[]> {
  return changing(store, me, id, ({ question, key }) => {
    if (question.endedOn !== null) throw questionEnded()
    if (endedOn > todayInAmsterdam(now)) throw questionAhead()
    if (endedOn < question.startedOn) throw endsBeforeStart()
    return { endedOn, isEvaluatedWithClient, sealedEvaluation: sealedIn(key, id, 'evaluation', evaluation) }
  })
}

/** Goes on with a support question that had ended; what was written at its end stays until it ends again. */
export function reopenSupportQuestion(store: Store, me: StaffMember, id: string): Promise<SupportQuestion[]> {
  return changing(store, me, id, () => ({ endedOn: null }))
}

/** Writes the aim anew. */
export function changeAim(
  store: Store,
  me: StaffMember,
  id: string,
  aim: string,
): Promise<SupportQuestion[]> {
  return changing(store, me, id, ({ key }) => ({ sealedAim: sealedIn(key, id, 'aim', aim) }))
}

function changing(
  store: Store,
  me: StaffMember,
  id: string,
  changesOf: (found: { question: Row; key: Key }) => Partial<Row>,
): Promise<SupportQuestion[]> {
  const { organisationId } = me
  return asStaff(store.db, me, async (tx) => {
    await besideOthers(tx, organisationId)
    // Found and locked whoever's it is: that it is no affair of this supporter is for `requireInvolved` to say.
    const { question, counted } = await beyondInvolvement(tx, async (all) => {
      const locked = await lockClients(all, await clientsUnder(all, id))
      const [row] = await all
        .select()
        .from(supportQuestions)
        .where(eq(supportQuestions.id, id))
        .for('no key update')
      return { question: row, counted: locked }
    })
    if (!question) throw noSuchQuestion()
    const { uniqueClientId } = await requireInvolved(tx, me, question.clientId)
    const key = await organisationKey(tx, store.masterKey, organisationId)
    await tx.update(supportQuestions).set(changesOf({ question, key })).where(eq(supportQuestions.id, id))
    await reckon(tx, organisationId, counted)
    return questionsOf(tx, key, uniqueClientId)
  })
}

/** The client of a support question, and those whose contacts are under it since a merge was undone. */
async function clientsUnder(tx: Db, id: string): Promise<string[]> {
  const under = and(eq(contacts.supportQuestionId, id), isNull(contacts.replacedAt))
  const rows = await tx
    .select({ id: supportQuestions.clientId })
    .from(supportQuestions)
    .where(eq(supportQuestions.id, id))
    .union(
      tx
        .select({ id: sql<string>`${contacts.uniqueClientId}` })
        .from(contacts)
        .where(and(under, isNotNull(contacts.uniqueClientId))),
    )
  return rows.map((row) => row.id)
}

async function questionsOf(tx: Db, key: Key, uniqueClientId: string): Promise<SupportQuestion[]> {
  const questions = await tx
    .select({ question: supportQuestions })
    .from(supportQuestions)
    .innerJoin(clients, eq(clients.id, supportQuestions.clientId))
    .where(eq(clients.uniqueClientId, uniqueClientId))
    .orderBy(desc(isNull(supportQuestions.endedOn)), desc(supportQuestions.startedOn), supportQuestions.id)
  const { id, day, minutes, service, isDraft, supportQuestionId } = contacts
  const under = await tx
    .select({ id, day, minutes, service, isDraft, supportQuestionId })
    .from(contacts)
    .where(and(counting, eq(contacts.uniqueClientId, uniqueClientId)))
    .orderBy(asc(contacts.startedAt))
  const byQuestion = Map.groupBy(under, (each) => each.supportQuestionId)
  return questions.map(({ question }) => shown(question, key, byQuestion.get(question.id) ?? []))
}

function shown(
  { id, clientId, supporterId, startedOn, sealedAim, endedOn, sealedEvaluation, isEvaluatedWithClient }: Row,
  key: Key,
  under: (SupportQuestion['contacts'][number] & { supportQuestionId: string | null })[],
): SupportQuestion {
  return {
    id,
    clientId,
    supporterId,
    startedOn,
    ...questionTexts(key, { id, sealedAim, sealedEvaluation }),
    endedOn,
    isEvaluatedWithClient,
    contacts: under.map(({ supportQuestionId: _, ...contact }) => contact),
  }
}

/** What was agreed, and how it went; of an erased client nothing is left of it. */
export function questionTexts(
  key: Key,
  { id, sealedAim, sealedEvaluation }: Pick<Row, 'id' | 'sealedAim' | 'sealedEvaluation'>,
): { aim: string; evaluation: string | null } {
  return {
    aim: sealedAim ? unseal(key, placeOf(id, 'aim'), sealedAim) : '',
    evaluation: sealedEvaluation && unseal(key, placeOf(id, 'evaluation'), sealedEvaluation),
  }
}
