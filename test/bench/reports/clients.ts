import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { seal } from '../../../db/sealing.ts'
import { sealedOf } from '../../../server/clients/client.ts'
import { placeOfReason } from '../../../server/clients/merge.ts'
import { identityOf, termsOf } from '../../../server/clients/terms.ts'
import { written } from '../../../server/workcalendar/amsterdam.ts'
import { pick } from '../../support/chance.ts'
import type { Place } from './fill.ts'
import { openInsert } from './insert.ts'

export type BenchClient = { id: string; uniqueClientId: string; municipality: string; supporterId: string }

const GIVEN =
  'Aaltje Ahmed Anneke Bep Cor Dirk Elly Fatima Gerrit Greet Hanneke Hendrik Ineke Jan Jannie Joke Kees Khadija Lenie Maria Mien Mohammed Nel Piet Ria Riet Sjaan Theo Truus Willem'
const SURNAMES =
  'Bakker Berg Boer Bos Bosch Brink Brouwer Dam Dekker Dijk Dijkstra Graaf Haan Hendriks Hoekstra Jacobs Jansen Jong Kok Koning Kramer Kuiper Leeuw Linden Maas Meer Meijer Mulder Peeters Peters Postma Prins Schouten Smit Smits Veen Veenstra Verbeek Vermeulen Visser Vos Vries Wal Wit Willems Wolters Yilmaz'
const BETWEEN = ['', '', '', 'de ', 'van ', 'van der ', 'van den ']
const BORN_FROM = -16_000
const BORN_DAYS = 33_000
const ONE_IN_MERGED = 200
const ONE_IN_WMO = 14
const TERMS_AT_ONCE = 20_000

/** Clients with true names, found by true terms; some turned out to be one with the one before them. */
export async function fillClients(place: Place, many: number, from: number): Promise<BenchClient[]> {
  const { db, key, chance, organisationId, staffIds, municipalities } = place
  const rows = openInsert(db, 'clients')
  const merges = openInsert(db, 'client_merges', rows)
  const consents = openInsert(db, 'consents', rows)
  const all: BenchClient[] = []
  const known = new Set<string>()
  const terms: { term: number; id: string }[] = []
  while (all.length < many) {
    const person = newPerson(chance)
    const identity = identityOf(key, person)
    if (known.has(identity)) continue
    known.add(identity)
    const id = randomUUID()
    const before = all.at(-1)
    const isMerged = before?.uniqueClientId === before?.id && all.length % ONE_IN_MERGED === 1
    const client = {
      id,
      uniqueClientId: isMerged ? before!.id : id,
      municipality: isMerged ? before!.municipality : pick(municipalities, chance),
      supporterId: pick(staffIds, chance),
    }
    const { sealedName, sealedBirthDate } = sealedOf(key, id, {
      ...person,
      reach: null,
      representative: null,
    })
    await rows.add({
      id,
      organisation_id: organisationId,
      number: all.length + 1,
      identity,
      sealed_name: sealedName,
      sealed_birth_date: sealedBirthDate,
      municipality: client.municipality,
      ...careOf(chance),
      unique_client_id: client.uniqueClientId,
      created_by: client.supporterId,
      created_at: new Date(from),
      changed_at: new Date(from),
    })
    all.push(client)
    terms.push(...termsOf(key, person).map((term) => ({ term, id })))
    if (isMerged) await merges.add(mergeOf(place, client, from))
    if (all.length % 3 === 0) await consents.add(consentOf(place, client, from))
  }
  await rows.flush()
  await merges.flush()
  await consents.flush()
  for (let i = 0; i < terms.length; i += TERMS_AT_ONCE) {
    const some = terms.slice(i, i + TERMS_AT_ONCE)
    await db.execute(sql`
      insert into client_terms (organisation_id, term, client_id)
      select ${organisationId}::uuid, term, client_id
      from unnest(${`{${some.map(({ term }) => term).join(',')}}`}::bigint[], ${`{${some.map(({ id }) => id).join(',')}}`}::uuid[]) as told (term, client_id)
      on conflict do nothing`)
  }
  return all
}

function newPerson(chance: () => number) {
  const name = `${pick(GIVEN.split(' '), chance)} ${pick(BETWEEN, chance)}${pick(SURNAMES.split(' '), chance)}`
  return { name, birthDate: written(BORN_FROM + Math.floor(chance() * BORN_DAYS)) }
}

/** Most have a valid indication; some had one, some never. */
function careOf(chance: () => number) {
  const law = chance() < 1 / ONE_IN_WMO ? 'wmo' : 'wlz'
  const at = chance()
  const indicationFrom = law === 'wmo' || at < 0.03 ? null : `${2008 + Math.floor(chance() * 13)}-04-01`
  const indicationUntil = indicationFrom && at > 0.9 ? `${2022 + Math.floor(chance() * 4)}-06-30` : null
  return { law, indication_from: indicationFrom, indication_until: indicationUntil }
}

function mergeOf(
  { key, organisationId }: Place,
  { id: clientId, uniqueClientId, supporterId }: BenchClient,
  from: number,
) {
  const id = randomUUID()
  return {
    id,
    organisation_id: organisationId,
    client_id: clientId,
    into_id: uniqueClientId,
    sealed_reason: seal(key, placeOfReason(id), 'Dezelfde persoon, anders geschreven.'),
    merged_by: supporterId,
    merged_at: new Date(from),
  }
}

function consentOf({ organisationId }: Place, { id, supporterId }: BenchClient, from: number) {
  return {
    id: randomUUID(),
    organisation_id: organisationId,
    client_id: id,
    purpose: 'zorgkantoor',
    given_by: 'client',
    given_on: new Date(from).toISOString().slice(0, 10),
    is_form_on_file: true,
    recorded_by: supporterId,
    recorded_at: new Date(from),
  }
}
