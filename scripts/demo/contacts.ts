import { and, eq, isNull, lt } from 'drizzle-orm'
import { contacts, organisations } from '../../db/schema.ts'
import { todayInAmsterdam } from '../../server/calendar-day.ts'
import { confirm, correct, remove } from '../../server/contacts/correct.ts'
import type { Contact, ContactChannel, Registry } from '../../server/contacts/contact.ts'
import { bindingsIn } from '../../server/contacts/placing.ts'
import { registerContact } from '../../server/contacts/register.ts'
import { servicesOf } from '../../server/contacts/services.ts'
import { endSupportQuestion, startSupportQuestion } from '../../server/contacts/support-questions.ts'
import { bindingOn } from '../../server/conversations/bindings.ts'
import { dayAt } from '../../server/workcalendar/amsterdam.ts'
import { periodsOn } from '../../server/workcalendar/opening-hours.ts'
import { usualCalendar } from '../../server/workcalendar/work-calendar.ts'
import { pick } from '../../test/support/chance.ts'
import type { KnownClient, Registering } from './clients.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** So long a supporter still has to look at what a closed conversation made of itself. */
const DRAFT_DAYS = 30

/** How long a contact takes, in minutes, by its channel. */
const LASTS: Record<string, [least: number, most: number]> = {
  phone: [4, 22],
  mail: [5, 15],
  video: [20, 40],
  visit: [40, 90],
}
const SHORT: ContactChannel[] = ['phone', 'phone', 'phone', 'mail']
const LONG: ContactChannel[] = ['phone', 'mail', 'video', 'visit', 'visit']
const TOPICS = ['wlz', 'wlz', 'wlz', 'plan', 'klacht', 'mantelzorg', 'privacy']

export type ServiceOfDay = (startedAt: Date, nth: number) => string | null

/** The services of the agreement of a day: the nth, the last one after that. */
export async function servicesBy({ stage }: Registering): Promise<ServiceOfDay> {
  const bound = await bindingsIn(stage.desk.db, stage.organisation.id)
  return (startedAt, nth) => {
    const services = servicesOf(bindingOn(todayInAmsterdam(startedAt), bound))
    return services[Math.min(nth, services.length - 1)]?.key ?? null
  }
}

/** What the supporters registered by hand: a short question or two, and for some a whole support question. */
export async function registerContacts(at: Registering, clients: readonly KnownClient[]): Promise<Contact[]> {
  const { chance } = at
  const made: Contact[] = []
  const service = await servicesBy(at)
  for (const [nth, client] of clients.entries()) {
    const begins = momentWithin(at, at.from.getTime(), at.now.getTime() - 14 * DAY_MS)
    const isHeavy = nth % 10 === 2
    for (let i = 0; i < (isHeavy ? 5 : 1 + (nth % 3)); i++)
      made.push(
        await one(at, { client, service, nth: 0, channel: pick(SHORT, chance), begins, withinDays: 30 }),
      )
    if (nth % 5 < 2) made.push(...(await followed(at, client, service, begins)))
    else if (nth % 20 === 9)
      made.push(await one(at, { client, service, nth: 5, channel: 'mail', begins, withinDays: 60 }))
  }
  for (let i = 0; i < clients.length / 3; i++) {
    const begins = momentWithin(at, at.from.getTime(), at.now.getTime() - 2 * DAY_MS)
    made.push(await one(at, { client: null, service, nth: 0, channel: 'phone', begins, withinDays: 2 }))
  }
  return made
}

/** A support question from its aim to its evaluation, or still under way (wlz-oco-2021 art-3). */
async function followed(
  at: Registering,
  client: KnownClient,
  service: ServiceOfDay,
  begins: Date,
): Promise<Contact[]> {
  const { stage, register, chance, now } = at
  const { supporter, id: clientId } = client
  const startedOn = todayInAmsterdam(begins)
  const aim = pick(register.aims, chance)
  const [question] = await startSupportQuestion(stage.desk, supporter, { clientId, startedOn, aim }, begins)
  const made: Contact[] = []
  const nth = 1 + Math.floor(chance() * 4)
  for (let i = 0; i < 5 + Math.floor(chance() * 5); i++) {
    const wanted = { client, service, nth, channel: pick(LONG, chance), begins, withinDays: 60 }
    made.push(await one(at, { ...wanted, supportQuestionId: question!.id }))
  }
  const last = made
    .map(({ startedAt }) => startedAt)
    .toSorted()
    .at(-1)!
  const endsAt = new Date(Date.parse(last) + 7 * DAY_MS)
  if (endsAt < now && chance() < 0.75) {
    const isEvaluatedWithClient = chance() < 0.85
    const evaluation = isEvaluatedWithClient ? pick(register.evaluations, chance) : register.notEvaluated
    const ending = { endedOn: todayInAmsterdam(endsAt), evaluation, isEvaluatedWithClient }
    await endSupportQuestion(stage.desk, supporter, question!.id, ending, endsAt)
  }
  return made
}

type Wanted = {
  client: KnownClient | null
  service: ServiceOfDay
  nth: number
  channel: ContactChannel
  begins: Date
  withinDays: number
  supportQuestionId?: string
}

async function one(at: Registering, wanted: Wanted): Promise<Contact> {
  const { chance, register, now } = at
  const until = Math.min(wanted.begins.getTime() + wanted.withinDays * DAY_MS, now.getTime() - 2 * HOUR_MS)
  const startedAt = momentWithin(at, wanted.begins.getTime(), until)
  const [least, most] = LASTS[wanted.channel]!
  const minutes = Math.round(least + chance() * (most - least))
  const measuredMinutes =
    wanted.channel === 'phone' ? (chance() < 0.85 ? minutes : Math.max(1, minutes - 4)) : null
  const { contact } = await registerContact(
    registryOf(at),
    wanted.client?.supporter ?? pick(at.supporters, chance),
    {
      clientId: wanted.client?.id ?? null,
      channel: wanted.channel,
      startedAt,
      minutes,
      measuredMinutes,
      reason: measuredMinutes === null || measuredMinutes === minutes ? null : register.otherMinutes,
      service: wanted.service(startedAt, wanted.nth),
      topic: pick(TOPICS, chance),
      supportQuestionId: wanted.supportQuestionId ?? null,
      result: chance() < 0.9 ? 'answered' : 'referred',
      note: chance() < 0.5 ? pick(register.notes, chance) : null,
    },
    new Date(startedAt.getTime() + minutes * MINUTE_MS),
  )
  return contact
}

export const registryOf = ({ stage }: Registering): Registry => ({
  ...stage.desk,
  assistant: stage.assistant,
})

/** A moment between two at which people are there; the last one itself when there is none. */
function momentWithin({ chance }: Registering, from: number, to: number): Date {
  const last = dayAt(to)
  const first = dayAt(from)
  for (let day = first + Math.floor(chance() * (last - first + 1)); day <= last; day++) {
    const [period] = periodsOn(day, usualCalendar)
    if (!period) continue
    const [opens, closes] = period
    const moment = opens + Math.floor((chance() * (closes - opens)) / MINUTE_MS) * MINUTE_MS
    if (moment >= from && moment <= to) return new Date(moment)
  }
  return new Date(Math.floor(to / MINUTE_MS) * MINUTE_MS)
}

/** What the closed conversations made of themselves is looked at; the newest still wait for that. */
export async function confirmDrafts(at: Registering, clients: readonly KnownClient[]): Promise<void> {
  const { stage, chance, register, now } = at
  const service = await servicesBy(at)
  const until = new Date(now.getTime() - DRAFT_DAYS * DAY_MS)
  const drafts = await stage.desk.db
    .select()
    .from(contacts)
    .innerJoin(organisations, eq(organisations.id, contacts.organisationId))
    .where(
      and(
        eq(organisations.id, stage.organisation.id),
        contacts.isDraft,
        lt(contacts.startedAt, until),
        isNull(contacts.replacedAt),
      ),
    )
    .orderBy(contacts.startedAt)
  for (const [i, { contacts: draft }] of drafts.entries()) {
    const supporter = at.supporters.find(({ staffId }) => staffId === draft.supporterId)!
    const own = clients.filter((each) => each.supporter === supporter)
    const more = i % 2 === 0 ? 0 : 3 + Math.floor(chance() * 9)
    await confirm(
      registryOf(at),
      supporter,
      draft.id,
      {
        clientId: i % 4 === 0 ? null : pick(own, chance).id,
        channel: draft.channel,
        startedAt: draft.startedAt,
        minutes: Math.max(draft.minutes, 1) + more,
        service: service(draft.startedAt, i % 6 === 5 ? 1 : 0),
        topic: draft.topic,
        municipality: draft.municipality,
        result: draft.result,
        version: draft.version,
        reason: more > 0 || draft.minutes === 0 ? register.chatMinutes : null,
      },
      new Date(draft.startedAt.getTime() + DAY_MS),
    )
  }
}

/** Some were put right later, and some were written down twice. */
export async function putRight(at: Registering, made: readonly Contact[]): Promise<void> {
  const { register } = at
  const own = (contact: Contact) => at.supporters.find(({ staffId }) => staffId === contact.supporterId)!
  for (const [i, contact] of made.filter((_, nth) => nth % 47 === 11).entries()) {
    const { id, version, startedAt, minutes, note } = contact
    const later = new Date(Math.min(Date.parse(startedAt) + 3 * DAY_MS, at.now.getTime()))
    const reason = register.corrections[i % register.corrections.length]!
    const change = {
      ...inputOf(contact),
      version,
      note,
      reason,
      minutes: i % 3 === 0 ? Math.ceil(minutes / 2) : minutes + 5,
    }
    await correct(registryOf(at), own(contact), id, change, later)
    if (i % 5 === 4)
      await remove(
        registryOf(at),
        own(contact),
        id,
        { version: version + 1, reason: register.removed },
        later,
      )
  }
}

export function inputOf(contact: Contact) {
  const { clientId, channel, startedAt, minutes, service, topic, municipality, supportQuestionId, result } =
    contact
  return {
    clientId,
    channel,
    startedAt: new Date(startedAt),
    minutes,
    service,
    topic,
    municipality,
    supportQuestionId,
    result,
  }
}
