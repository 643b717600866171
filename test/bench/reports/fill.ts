import { eq, sql } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../../db/client.ts'
import { budgets, organisations } from '../../../db/schema.ts'
import type { Key } from '../../../db/sealing.ts'
import { organisationKey } from '../../../server/privacy/data-keys.ts'
import type { Engine } from '../../../server/answers/engine.ts'
import { bindingsIn } from '../../../server/contacts/placing.ts'
import { reckonAll } from '../../../server/contacts/reckon.ts'
import type { Binding } from '../../../server/conversations/bindings.ts'
import type { Product } from '../../support/product.ts'
import { newStaff } from '../../support/staff.ts'
import { newChance } from '../../support/chance.ts'
import type { Texts } from '../desk/words.ts'
import { fillClients } from './clients.ts'
import { fillContacts, fillQuestions, type Period } from './contacts.ts'
import { fillConversations } from './conversations.ts'
import { fillSignals } from './signals.ts'

export type Sizes = { clients: number; contacts: number; requests: number; signals: number }

export type Place = {
  db: Db
  organisationId: string
  key: Key
  engine: Engine
  bindings: Binding[]
  staffIds: string[]
  municipalities: string[]
  texts: Texts
  chance: () => number
}

export const ORGANISATION = 'de-wegwijzer'
export const YEARS = [2021, 2022, 2023, 2024, 2025]
/** Five years; the agreement of 2021 counts for the first three. */
export const PERIOD: Period = { from: Date.UTC(2021, 0, 1, 8), to: Date.UTC(2025, 11, 31, 16) }

const SUPPORTERS = 25
const REGIONS = ['Noord-Holland-Noord', 'Kennemerland', 'Zaanstreek/Waterland']

/** Five years of one organisation: true rows, sealed as the product seals them, and counted by the product itself. */
export async function fill(product: Product, engine: Engine, texts: Texts, sizes: Sizes): Promise<Place> {
  const place = await placeOf(product, engine, texts)
  const clients = await fillClients(place, sizes.clients, PERIOD.from)
  const questions = await fillQuestions(place, clients, PERIOD)
  const conversations = await fillConversations(place, sizes.requests, PERIOD)
  await fillContacts(place, sizes.contacts, PERIOD, { clients, questions, conversations })
  await fillSignals(place, sizes.signals, PERIOD, clients)
  await place.db.insert(budgets).values(
    YEARS.map((year) => ({
      organisationId: place.organisationId,
      year,
      hourlyRateCents: 7382,
      maximumCents: sizes.contacts * 200,
    })),
  )
  await place.db.execute(sql`analyze`)
  await withinOrganisation(place.db, place.organisationId, (tx) => reckonAll(tx, place.organisationId))
  return place
}

async function placeOf(product: Product, engine: Engine, texts: Texts): Promise<Place> {
  const { db } = product.database
  const [organisation] = await db.select().from(organisations).where(eq(organisations.slug, ORGANISATION))
  const { id: organisationId } = organisation!
  const staffIds: string[] = []
  for (let i = 0; i < SUPPORTERS; i++) {
    const { staffId } = await newStaff(product, { organisation: ORGANISATION, firstName: `Hulp ${i + 1}` })
    staffIds.push(staffId)
  }
  const listed = [...engine.names.regions.get('wlz-oco-2024')!.values()]
  return {
    db,
    organisationId,
    key: await organisationKey(db, product.desk.masterKey, organisationId),
    engine,
    bindings: await withinOrganisation(db, organisationId, (tx) => bindingsIn(tx, organisationId)),
    staffIds,
    municipalities: listed
      .filter(({ region }) => REGIONS.includes(region))
      .map(({ municipality }) => municipality),
    texts,
    chance: newChance(5),
  }
}
