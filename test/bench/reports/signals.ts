import { randomUUID } from 'node:crypto'
import { withinOrganisation } from '../../../db/client.ts'
import { todayInAmsterdam } from '../../../server/calendar-day.ts'
import { placed } from '../../../server/contacts/placing.ts'
import { categoriesIn } from '../../../server/signals/categories.ts'
import { sealed } from '../../../server/signals/signal.ts'
import { pick } from '../../support/chance.ts'
import type { BenchClient } from './clients.ts'
import { workingMoment, type Period } from './contacts.ts'
import type { Place } from './fill.ts'
import { openInsert } from './insert.ts'

/** Signals and complaints in the organisation's categories; one in a hundred is acute and was passed on. */
export async function fillSignals(place: Place, many: number, { from, to }: Period, clients: BenchClient[]) {
  const { db, key, chance, engine, bindings, organisationId, staffIds } = place
  const categories = await withinOrganisation(db, organisationId, (tx) => categoriesIn(tx, organisationId))
  const rows = openInsert(db, 'signals')
  for (let i = 0; i < many; i++) {
    const id = randomUUID()
    const client = pick(clients, chance)
    const at = new Date(workingMoment(from, to, chance))
    const day = todayInAmsterdam(at)
    const { region, zorgkantoor } = placed(engine, bindings, day, client.municipality)
    const { id: categoryId, kind } = pick(categories, chance)
    await rows.add({
      id,
      organisation_id: organisationId,
      kind,
      category_id: categoryId,
      client_id: client.id,
      observed_on: day,
      region,
      zorgkantoor,
      ...asColumns(sealed(key, id, TEXTS)),
      acute_at: i % 100 === 0 ? at : null,
      made_by: pick(staffIds, chance),
      made_at: at,
    })
  }
  await rows.flush()
}

const TEXTS = {
  provider: 'Locatie De Linde',
  facts: {
    client: 'Een vrouw van middelbare leeftijd',
    indication: 'Wlz, zorgprofiel beschermd wonen',
    question: 'Zij wil weten wanneer er plaats is.',
    problem: 'Er is al vijf maanden geen plek, en thuis gaat het niet meer.',
  },
  bottleneck: 'Er zijn in deze regio te weinig plaatsen met deze zorg.',
}

const asColumns = ({ sealedProvider, sealedFacts, sealedBottleneck }: ReturnType<typeof sealed>) => ({
  sealed_provider: sealedProvider,
  sealed_facts: sealedFacts,
  sealed_bottleneck: sealedBottleneck,
})
