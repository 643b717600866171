import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { clients, signalCategories, type signals } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import type { Engine } from '../answers/engine.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { noSuchClient, requireInvolved } from '../clients/client.ts'
import { readCase } from '../desk/open-case.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { noSuchCategory, type SignalKind } from './categories.ts'
import { leadsToPerson } from './leads-to-person.ts'
import { personOf } from './person.ts'
import { regionsOn, unknownRegion } from './regions.ts'
import { sealed, type SignalTexts } from './signal.ts'

/** A signal or complaint as somebody writes it down. */
export type Written = SignalTexts & {
  kind: SignalKind
  categoryId: string
  conversationId: string | null
  /** The number of the client's file; without one he stays unknown. */
  clientNumber: number | null
  observedOn: string
  region: string | null
  isAcute: boolean
  /** The writer has seen what may lead to a person, and says that it does not. */
  isChecked: boolean
}

type Place = { store: Store; tx: Db; key: Key; engine: Engine; me: StaffMember; now: Date }
type Known = typeof signals.$inferSelect

const observedAhead = () => new AppError('signal.observed_ahead')

/** The row that was written, if all that it names is there and may be named by this member of staff. */
export async function rowOf(place: Place, id: string, written: Written, before: Known | null) {
  const { store, tx, key, me, now } = place
  const { kind, categoryId, observedOn, conversationId } = written
  if (observedOn > todayInAmsterdam(now)) throw observedAhead()
  await requireCategory(tx, written, before)
  const clientId = await clientIdOf(place, written, before)
  if (conversationId && conversationId !== before?.conversationId)
    await readCase({ ...store, db: tx }, me, conversationId, async () => {})
  const texts = masked(written)
  const person = await personOf(tx, key, { clientId, conversationId })
  const { client, indication, question, problem } = texts.facts
  const found = leadsToPerson({ client, indication, question, problem, bottleneck: texts.bottleneck }, person)
  if (found.length > 0 && !written.isChecked) throw new AppError('signal.leads_to_person', { found })
  const { region, zorgkantoor } = await regionOf(place, written, before)
  const acuteAt = written.isAcute ? (before?.acuteAt ?? now) : null
  return {
    kind,
    categoryId,
    conversationId,
    clientId,
    observedOn,
    region,
    zorgkantoor,
    acuteAt,
    ...sealed(key, id, texts),
  }
}

async function requireCategory(tx: Db, { kind, categoryId }: Written, before: Known | null): Promise<void> {
  const [category] = await tx.select().from(signalCategories).where(eq(signalCategories.id, categoryId))
  const isOffered = category?.archivedAt === null || categoryId === before?.categoryId
  if (category?.kind !== kind || !isOffered) throw noSuchCategory()
}

async function clientIdOf({ tx, me }: Place, { clientNumber }: Written, before: Known | null) {
  if (clientNumber === null) return null
  const { id, number } = clients
  // By his number, which is no secret among colleagues; his file is for `requireInvolved` to open.
  const [client] = await beyondInvolvement(tx, (all) =>
    all.select({ id }).from(clients).where(eq(number, clientNumber)),
  )
  if (!client) throw noSuchClient()
  // Who may change the signal need not open the file that it was written about.
  if (client.id !== before?.clientId) await requireInvolved(tx, me, client.id)
  return client.id
}

/** By the agreement of the day; what was filed under an earlier list stays as it is. */
async function regionOf({ tx, engine }: Place, { region, observedOn }: Written, before: Known | null) {
  if (region === null) return { region, zorgkantoor: null }
  const { regions } = await regionsOn(tx, engine, observedOn)
  const listed = regions.find((each) => each.region === region)
  if (listed) return listed
  if (before?.region !== region) throw unknownRegion()
  return { region, zorgkantoor: before.zorgkantoor }
}

function masked({ provider, facts, bottleneck }: Written): SignalTexts {
  const { client, indication, question, problem } = facts
  return {
    provider: maskPersonalNumbers(provider),
    facts: {
      client: maskPersonalNumbers(client),
      indication: maskPersonalNumbers(indication),
      question: maskPersonalNumbers(question),
      problem: maskPersonalNumbers(problem),
    },
    bottleneck: maskPersonalNumbers(bottleneck),
  }
}
