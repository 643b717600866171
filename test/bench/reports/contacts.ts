import { randomUUID } from 'node:crypto'
import { seal } from '../../../db/sealing.ts'
import { todayInAmsterdam } from '../../../server/calendar-day.ts'
import { placed } from '../../../server/contacts/placing.ts'
import { servicesOf } from '../../../server/contacts/services.ts'
import { pick } from '../../support/chance.ts'
import type { BenchClient } from './clients.ts'
import type { BenchConversation } from './conversations.ts'
import type { Place } from './fill.ts'
import { openInsert } from './insert.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
const TOPICS = ['wlz', 'wlz', 'plan', 'klacht', 'mantelzorg', 'privacy', null]
const BY_HAND = ['phone', 'phone', 'phone', 'mail', 'mail', 'visit', 'video']
const NOTE =
  'Uitgelegd welke keuzes er zijn en wat het zorgkantoor daarin doet; we bellen volgende week weer.'
const ONE_IN_CORRECTED = 50
const ONE_IN_REMOVED = 200
const DRAFTS = 200

/** Support questions of some clients, most of them ended; by client. */
export async function fillQuestions(place: Place, clients: BenchClient[], { from, to }: Period) {
  const { db, key, chance, organisationId } = place
  const rows = openInsert(db, 'support_questions')
  const byClient = new Map<string, string>()
  for (const [i, client] of clients.entries()) {
    if (i % 3 !== 0) continue
    const id = randomUUID()
    const started = from + chance() * (to - from - 90 * DAY_MS)
    const ended = chance() < 0.8 ? todayInAmsterdam(new Date(started + chance() * 400 * DAY_MS)) : null
    await rows.add({
      id,
      organisation_id: organisationId,
      client_id: client.id,
      supporter_id: client.supporterId,
      started_on: todayInAmsterdam(new Date(started)),
      sealed_aim: seal(key, `support_questions/${id}/aim`, 'Weten welke zorg past en wie die kan geven.'),
      ended_on: ended,
      sealed_evaluation: ended && seal(key, `support_questions/${id}/evaluation`, 'Het doel is gehaald.'),
      is_evaluated_with_client: ended ? true : null,
      created_at: new Date(started),
    })
    byClient.set(client.id, id)
  }
  await rows.flush()
  return byClient
}

export type Period = { from: number; to: number }
type Known = { clients: BenchClient[]; questions: Map<string, string>; conversations: BenchConversation[] }

/** Contacts as supporters registered them; what each counts for is left to the product. */
export async function fillContacts(place: Place, many: number, { from, to }: Period, known: Known) {
  const rows = openInsert(place.db, 'contacts')
  const { chance } = place
  for (let i = 0; i < many; i++) {
    const row = contactOf(place, i, many, { from, to }, known)
    if (chance() < 1 / ONE_IN_CORRECTED) {
      await rows.add({ ...row, minutes: row.minutes + 5, replaced_at: row.recorded_at })
      await rows.add({ ...row, ...second(place, row.id) })
    } else if (chance() < 1 / ONE_IN_REMOVED) {
      await rows.add({ ...row, replaced_at: row.recorded_at })
      await rows.add({ ...row, ...second(place, row.id), is_removed: true })
    } else await rows.add(row)
  }
  await rows.flush()
}

function contactOf(place: Place, i: number, many: number, { from, to }: Period, known: Known) {
  const { chance, engine, bindings, organisationId, municipalities } = place
  const id = randomUUID()
  const conversation = known.conversations[i]
  const isByAssistant = !conversation && chance() < 0.1
  const client = isByAssistant || chance() < 0.08 ? null : clientAt(known.clients, chance)
  const startedAt = new Date(conversation?.startedAt ?? workingMoment(from, to, chance))
  const day = todayInAmsterdam(startedAt)
  const where = placed(engine, bindings, day, client?.municipality ?? pick(municipalities, chance))
  const isDraft = !isByAssistant && i >= many - DRAFTS
  const supporterId = client?.supporterId ?? pick(place.staffIds, chance)
  return {
    id,
    version: 1,
    organisation_id: organisationId,
    client_id: client?.id ?? null,
    unique_client_id: client?.uniqueClientId ?? null,
    conversation_id: conversation?.id ?? null,
    through_seq: conversation?.lastSeq ?? null,
    support_question_id: (client && chance() < 0.5 && known.questions.get(client.id)) || null,
    handled_by: isByAssistant ? 'assistant' : 'supporter',
    supporter_id: isByAssistant ? null : supporterId,
    channel: conversation?.channel ?? (isByAssistant ? 'widget' : pick(BY_HAND, chance)),
    started_at: startedAt,
    day,
    minutes: minutesOf(chance),
    measured_minutes: null as number | null,
    ...serviceOf(where.agreementId, chance),
    agreement_id: where.agreementId,
    topic: pick(TOPICS, chance),
    municipality: where.municipality,
    region: where.region,
    zorgkantoor: where.zorgkantoor,
    result: chance() < 0.9 ? 'answered' : 'referred',
    sealed_note: chance() < 0.3 ? sealedText(place, id, 1, 'note') : null,
    sealed_reason: null as Uint8Array | null,
    is_draft: isDraft,
    recorded_by: supporterId,
    recorded_at: new Date(startedAt.getTime() + HOUR_MS),
    replaced_at: null as Date | null,
    is_removed: false,
    declarable_minutes: 0,
  }
}

/** Some clients come often, most a few times. */
function clientAt(clients: BenchClient[], chance: () => number): BenchClient {
  return clients[Math.floor(clients.length * chance() ** 1.6)]!
}

/** The 30 minutes are used up in three or four contacts. */
const minutesOf = (chance: () => number) => Math.max(1, Math.round(-12 * Math.log(1 - chance() * 0.99)))

function serviceOf(agreementId: string | null, chance: () => number) {
  const services = servicesOf(agreementId)
  if (services.length === 0) return { service: null }
  return { service: services[chance() < 0.6 ? 0 : Math.floor(chance() * services.length)]!.key }
}

export function workingMoment(from: number, to: number, chance: () => number): number {
  for (;;) {
    const midnight = Math.floor((from + chance() * (to - from)) / DAY_MS) * DAY_MS
    const weekday = new Date(midnight).getUTCDay()
    if (weekday !== 0 && weekday !== 6) return midnight + Math.floor((8 + chance() * 8) * 60) * 60_000
  }
}

/** What is sealed is bound to its version. */
function second(place: Place, id: string) {
  return { version: 2, sealed_note: null, sealed_reason: sealedText(place, id, 2, 'reason') }
}

function sealedText({ key }: Place, id: string, version: number, field: 'note' | 'reason') {
  return seal(key, `contacts/${id}/${version}/${field}`, NOTE)
}
