import { and, desc, eq, inArray, type SQL } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { contacts } from '../../db/schema.ts'
import { counting } from './declarable.ts'
import { servicesOf, type Service } from './services.ts'

/** What the client asked, by the entries of the knowledge, and the service of wlz-oco-2021 art-7 that is about it. */
const ABOUT: [RegExp, service: string][] = [
  [/^klacht\b|^wlz\.(?:klacht|bezwaar|niet-tevreden)/u, 'complaints'],
  [/^wlz\.(?:zorg-kiezen|leveringsvorm|geen-passende-zorg|locatiebezoek|pgb)/u, 'choosing_care'],
  [/^wlz\.persoonlijk-plan/u, 'personal_plan'],
  [/^plan\b|^wlz\.(?:zorgplan|herindicatie)/u, 'care_plan'],
  [/^wlz\.(?:zorg-anders|bemiddeling|meegaan)/u, 'mediation'],
]

/** Why a service is proposed: the support question's, what it was about, the client's last, or the short service. */
export type Why = 'support_question' | 'topic' | 'earlier' | 'short'
export type Proposal = { service: string; why: Why }

export type Known = {
  uniqueClientId: string | null
  supportQuestionId: string | null
  asked: readonly string[]
}

/** The service that a contact most likely falls under; null when the agreement names none. */
export async function proposedService(
  tx: Db,
  agreementId: string | null,
  known: Known,
): Promise<Proposal | null> {
  const services = servicesOf(agreementId)
  const short = services.find(({ isAdvice }) => isAdvice)
  if (!short) return null
  const followed = await serviceOfQuestion(tx, services, known)
  return followed ?? { service: short.key, why: 'short' }
}

/** The service for what no longer fits in the 30 minutes; null when nothing points to one of them. */
export async function proposedInstead(
  tx: Db,
  agreementId: string | null,
  known: Known,
): Promise<Proposal | null> {
  const others = servicesOf(agreementId).filter(({ isAdvice }) => !isAdvice)
  const followed = await serviceOfQuestion(tx, others, known)
  if (followed) return followed
  const about = others.find(({ key }) => key === serviceAbout(known.asked))
  if (about) return { service: about.key, why: 'topic' }
  if (!known.uniqueClientId) return null
  const last = await lastService(tx, others, eq(contacts.uniqueClientId, known.uniqueClientId))
  return last === null ? null : { service: last, why: 'earlier' }
}

/** The service of which the client asked most; entries (`wlz.zorgplan`) or topics (`klacht`). */
export function serviceAbout(asked: readonly string[]): string | null {
  const found = asked.flatMap((entry) => ABOUT.find(([pattern]) => pattern.test(entry))?.[1] ?? [])
  return mostCommon(found)
}

/** What stands in a list most often; of those that do so equally often the last one. */
export function mostCommon(names: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const name of names.toReversed()) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? null
}

async function serviceOfQuestion(
  tx: Db,
  services: Service[],
  { uniqueClientId, supportQuestionId }: Known,
): Promise<Proposal | null> {
  if (!supportQuestionId || !uniqueClientId) return null
  const under = and(
    eq(contacts.supportQuestionId, supportQuestionId),
    eq(contacts.uniqueClientId, uniqueClientId),
  )!
  const service = await lastService(tx, services, under)
  return service === null ? null : { service, why: 'support_question' }
}

async function lastService(tx: Db, services: Service[], which: SQL): Promise<string | null> {
  if (services.length === 0) return null
  const [row] = await tx
    .select({ service: contacts.service })
    .from(contacts)
    .where(
      and(
        counting,
        which,
        eq(contacts.isDraft, false),
        eq(contacts.agreementId, services[0]!.agreementId),
        inArray(
          contacts.service,
          services.map(({ key }) => key),
        ),
      ),
    )
    .orderBy(desc(contacts.startedAt))
    .limit(1)
  return row?.service ?? null
}
