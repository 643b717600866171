import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, supportQuestions } from '../../db/schema.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import { municipalityNamed } from '../clients/municipality.ts'
import {
  inFuture,
  noMinutes,
  tooLong,
  tooLongAgo,
  unknownTopic,
  wrongQuestion,
  wrongService,
  type ContactInput,
  type Registry,
} from './contact.ts'
import { bindingsIn, placed, requireClient } from './placing.ts'
import { servicesOf } from './services.ts'
import { topicsOf } from './topics.ts'

export const LONGEST_MINUTES = 24 * 60
/** Before the law that client support comes from; an earlier year is a slip of the keyboard. */
const EARLIEST = new Date('2000-01-01T00:00:00+01:00')

/** What a person said of a contact, checked against the rules of its day, as the columns that hold it. */
export async function described(
  tx: Db,
  { assistant }: Pick<Registry, 'assistant'>,
  organisationId: string,
  input: ContactInput,
  now: Date,
  /** The topic that it has already: knowledge changes, and what was counted by it stays. */
  topicBefore: string | null = null,
) {
  const { clientId, channel, startedAt, minutes, service, topic, supportQuestionId, result } = input
  if (minutes < 1) throw noMinutes()
  if (minutes > LONGEST_MINUTES) throw tooLong()
  if (startedAt > now) throw inFuture()
  if (startedAt < EARLIEST) throw tooLongAgo()
  const client = clientId ? await requireClient(tx, clientId) : null
  const engine = assistant.engine()
  if (topic && topic !== topicBefore && !topicsOf(engine).includes(topic)) throw unknownTopic()
  const municipality = municipalityNamed(engine, input.municipality ?? client?.municipality ?? null)
  const day = todayInAmsterdam(startedAt)
  const place = placed(engine, await bindingsIn(tx, organisationId), day, municipality)
  const services = servicesOf(place.agreementId)
  const isOffered = services.length === 0 ? service === null : services.some(({ key }) => key === service)
  if (!isOffered) throw wrongService()
  if (supportQuestionId) await requireQuestionOf(tx, supportQuestionId, client?.uniqueClientId ?? null)
  return {
    clientId,
    uniqueClientId: client?.uniqueClientId ?? null,
    channel,
    startedAt,
    day,
    minutes,
    service,
    topic: topic ?? null,
    supportQuestionId: supportQuestionId ?? null,
    result: result ?? null,
    ...place,
  }
}

/** A support question is one client's, under whatever name he was registered, and whoever helps him with it. */
async function requireQuestionOf(tx: Db, questionId: string, uniqueClientId: string | null): Promise<void> {
  const [question] = await beyondInvolvement(tx, (all) =>
    all
      .select({ uniqueClientId: clients.uniqueClientId })
      .from(supportQuestions)
      .innerJoin(clients, eq(clients.id, supportQuestions.clientId))
      .where(eq(supportQuestions.id, questionId)),
  )
  if (!question || question.uniqueClientId !== uniqueClientId) throw wrongQuestion()
}
