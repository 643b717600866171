import { eq, type SQL } from 'drizzle-orm'
import { signalCategories, signals } from '../../db/schema.ts'
import { seal, unseal, type Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { SignalKind } from './categories.ts'

/** What the four points of wlz-oco-2021 bijlage-5-art-8 ask for, but for the region. */
export type SignalTexts = {
  provider: string
  facts: Facts
  bottleneck: string
}

/** Of the client at first without anything that leads to him. */
export type Facts = { client: string; indication: string; question: string; problem: string }

export type Signal = SignalTexts & {
  id: string
  kind: SignalKind
  category: { id: string; name: string }
  observedOn: string
  region: string | null
  zorgkantoor: string | null
  acuteAt: string | null
  clientId: string | null
  clientNumber: number | null
  /** For whom it counts; the same for two clients who turned out to be one. */
  uniqueClientId: string | null
  conversationId: string | null
  madeBy: string | null
  madeAt: string
  changedAt: string | null
}

export const noSuchSignal = () => new AppError('signal.not_found')

const placeOf = (id: string, part: string) => `signals/${id}/${part}`

/** The texts as they are stored. */
export function sealed(key: Key, id: string, { provider, facts, bottleneck }: SignalTexts) {
  return {
    sealedProvider: provider ? seal(key, placeOf(id, 'provider'), provider) : null,
    sealedFacts: seal(key, placeOf(id, 'facts'), JSON.stringify(facts)),
    sealedBottleneck: seal(key, placeOf(id, 'bottleneck'), bottleneck),
  }
}

/** What a list or a page shows of a signal. Joins its category. */
export const columns = {
  signal: signals,
  category: { id: signalCategories.id, name: signalCategories.name },
}
export const ofItsCategory = eq(signalCategories.id, signals.categoryId)

export type Row = {
  signal: typeof signals.$inferSelect
  category: { id: string; name: string }
  client: { number: number; uniqueClientId: string } | null
}

/** Who coordinates sees all; a supporter what he wrote down himself. */
export function readableBy({ role, staffId }: StaffMember): SQL | undefined {
  return role === 'supporter' ? eq(signals.madeBy, staffId) : undefined
}

export function shown({ signal, category, client }: Row, key: Key): Signal {
  const { id, kind, observedOn, region, zorgkantoor, conversationId, madeBy } = signal
  return {
    ...textsOf(signal, key),
    id,
    kind,
    category,
    observedOn,
    region,
    zorgkantoor,
    acuteAt: signal.acuteAt?.toISOString() ?? null,
    clientId: signal.clientId,
    clientNumber: client?.number ?? null,
    uniqueClientId: client?.uniqueClientId ?? null,
    conversationId,
    madeBy,
    madeAt: signal.madeAt.toISOString(),
    changedAt: signal.changedAt?.toISOString() ?? null,
  }
}

/** Written by `sealed` and bound to its place by the seal, so the shape is known. */
export function textsOf(signal: typeof signals.$inferSelect, key: Key): SignalTexts {
  const { id, sealedProvider, sealedFacts, sealedBottleneck } = signal
  return {
    provider: sealedProvider ? unseal(key, placeOf(id, 'provider'), sealedProvider) : '',
    facts: JSON.parse(unseal(key, placeOf(id, 'facts'), sealedFacts)) as Facts,
    bottleneck: unseal(key, placeOf(id, 'bottleneck'), sealedBottleneck),
  }
}
