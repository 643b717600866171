import { expect, describe, it } from 'vitest'
import { withinOrganisation } from '../../../db/client.ts'
import { clients } from '../../../db/schema.ts'
import { createClient } from '../../../server/clients/create.ts'
import { regionFor } from '../../../server/clients/municipality.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { AtTheDesk, fileAt } from './at-the-desk.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  const desk = new AtTheDesk(kind)

  it('of two who write the same person down at once, one makes him and the other is told his number', async () => {
    const person = { name: 'Jannie van der Meer', birthDate: '1951-05-05' }
    const answers = await Promise.all([
      desk.add(person),
      desk.add({ ...person, name: 'Jannie v.d. Meer' }, desk.bram),
      desk.add({ ...person, name: 'JANNIE VAN DER MEER', isNew: true }, desk.cora),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
    const made = answers.find(({ status }) => status === 201)!.body
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: 'client.exists', client: { number: made.number } })
  })

  it('clients made at once each have a number of their own', async () => {
    const people = Array.from({ length: 6 }, () => desk.newBirthDate())
    const made = await Promise.all(
      people.map((birthDate) => desk.add({ name: `Ab ${birthDate}`, birthDate })),
    )
    expect(made.map(({ status }) => status)).toEqual(people.map(() => 201))
    expect(new Set(made.map(({ body }) => body.number)).size).toBe(people.length)
  })

  it('a name is changed to one that somebody else has only once he is not born on the same day', async () => {
    const one = await desk.newClient({ name: 'Hennie Postma', birthDate: '1940-01-02' })
    const other = await desk.newClient({ name: 'Wiesje Wouda', birthDate: '1940-01-02' })
    const taken = await desk.anna.call('PATCH', fileAt(other), { name: 'HENNIE POSTMA' })
    expect(taken).toMatchObject({ status: 409, body: { code: 'client.exists', client: { id: one.id } } })
    const freed = await desk.anna.call('PATCH', fileAt(one), { birthDate: '1940-01-03' })
    expect(freed).toMatchObject({ status: 200, body: { birthDate: '1940-01-03' } })
    expect((await desk.anna.call('PATCH', fileAt(other), { name: 'Hennie Postma' })).status).toBe(200)
  })

  it('two who are given the same name at once end as one that has it and one that is refused', async () => {
    const birthDate = '1937-02-11'
    const one = await desk.newClient({ name: 'Tine Eerste', birthDate })
    const other = await desk.newClient({ name: 'Lotte Tweede', birthDate })
    const renamed = await Promise.all(
      [one, other].map((client) => desk.anna.call('PATCH', fileAt(client), { name: 'Geertje Veenstra' })),
    )
    expect(renamed.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })
})

const desk = new AtTheDesk()

it('what is known of a client is kept, and shown to who is involved', async () => {
  const about = {
    municipality: 'den bosch',
    reach: '06 12 34 56 78, na 14 uur',
    indicationFrom: '2020-01-01',
    representative: { kind: 'mentor', name: 'Els Mentor', reach: null },
  }
  const made = await desk.newClient({ ...about, name: 'Dirk Donker', birthDate: '1944-04-04' })
  const { body } = await desk.anna.call('GET', fileAt(made))
  expect(body).toMatchObject({
    ...about,
    name: 'Dirk Donker',
    municipality: "'s-Hertogenbosch",
    law: 'wlz',
    indication: 'valid',
    indicationUntil: null,
    agreement: { id: 'wlz-oco-2024', hasEnded: true, validTo: '2025-12-31' },
    region: { agreementId: 'wlz-oco-2024', zorgkantoor: expect.any(String) },
    isMerged: false,
    merges: [],
  })
})

it('nothing of a client stands readable in the database, nor does a citizen service number at all', async () => {
  const made = await desk.newClient({
    name: 'Roos Geheim',
    birthDate: '1946-06-07',
    reach: 'bsn 123456782, roos@voorbeeld.nl',
    representative: { kind: 'parent', name: 'Mies Geheim', reach: '111222333' },
  })
  expect(made).toMatchObject({
    reach: 'bsn •••, roos@voorbeeld.nl',
    representative: { name: 'Mies Geheim', reach: '•••' },
  })
  const { db } = desk.product.database
  const rows = await withinOrganisation(db, desk.anna.organisationId, (tx) => tx.select().from(clients))
  const stored = rows.map((row) =>
    Object.values(row).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : String(value),
    ),
  )
  expect(stored.flat().join(' ')).not.toMatch(/Geheim|1946-06-07|voorbeeld\.nl|123456782/iu)
})

it.each([
  [{ birthDate: '1899-12-31' }, 'client.birth_date_wrong'],
  [{ birthDate: '2999-01-01' }, 'client.birth_date_wrong'],
  [{ birthDate: '1950-02-30' }, 'request.invalid'],
  [{ indicationUntil: '2026-01-01' }, 'client.indication_wrong'],
  [{ indicationFrom: '2026-01-02', indicationUntil: '2026-01-01' }, 'client.indication_wrong'],
  [{ indicationFrom: '1949-01-01' }, 'client.indication_wrong'],
  [{ municipality: 'Lutjebroek aan Zee' }, 'client.municipality_unknown'],
  [{ name: '12' }, 'request.invalid'],
  [{ bsn: '123456782' }, 'request.invalid'],
])('a client with %j is refused: %s', async (wrong, code) => {
  const about = { name: 'Fout Voorbeeld', birthDate: '1950-03-04', ...wrong }
  expect(await desk.add(about)).toMatchObject({ status: 400, body: { code } })
})

it('what is searched is asked in no address', async () => {
  expect((await desk.anna.call('GET', '/api/v1/desk/clients?q=zwal')).status).toBe(405)
})

it('a client is found by beginnings of his names, by his day of birth and by his number', async () => {
  const made = await desk.newClient({ name: 'Ytje van der Zwaluw-Ébert', birthDate: '1939-09-13' })
  const found = async (q: string) => {
    const { body } = await desk.anna.call('POST', '/api/v1/desk/clients/search', { q })
    return body.clients.map(({ number }: { number: number }) => number)
  }
  for (const q of [
    'zwal',
    'YTJ',
    'eber',
    'ijtje van der zwaluw',
    '13-9-1939',
    'zwa 13-09-1939',
    `${made.number}`,
  ])
    expect(await found(q), q).toEqual([made.number])
  expect(await found('zwaluwen')).toEqual([])
  expect(await found('zwal 14-9-1939')).toEqual([])
  await desk.anna.call('PATCH', fileAt(made), { name: 'Ytje Ébert' })
  expect(await found('zwal')).toEqual([])
  expect(await found('eber')).toEqual([made.number])
})

it('a list longer than a page goes on where it stopped', async () => {
  const lister = await desk.worker({ firstName: 'Lies' })
  const engine = await testEngine()
  for (let i = 0; i < 53; i++) {
    const birthDate = desk.newBirthDate()
    const many = { name: `Velen ${birthDate}`, birthDate, law: 'wmo', isNew: true } as const
    await createClient(desk.product.desk, lister.me, engine, many)
  }
  const { body: first } = await lister.call('POST', '/api/v1/desk/clients/search', {})
  expect(first.clients).toHaveLength(50)
  const { cursor } = first
  const { body: rest } = await lister.call('POST', '/api/v1/desk/clients/search', { cursor })
  const numbers = [...first.clients, ...rest.clients].map(({ number }) => number)
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  expect(new Set(numbers).size).toBe(53)
  expect(rest.cursor).toBeNull()
})

async function like(q: string) {
  const { body } = await desk.anna.call('GET', `/api/v1/desk/municipalities?q=${encodeURIComponent(q)}`)
  return body.municipalities
}

it('municipalities are completed over both lists, with the region of each agreement', async () => {
  const names = async (q: string) => (await like(q)).map(({ name }: { name: string }) => name)
  expect(await like('alm')).toContainEqual({
    name: 'Almere',
    regions: [
      expect.objectContaining({ agreementId: 'wlz-oco-2021' }),
      expect.objectContaining({ agreementId: 'wlz-oco-2024' }),
    ],
  })
  expect(await names('den bos')).toEqual(["'s-Hertogenbosch"])
  expect(await names('hertog')).toEqual(["'s-Hertogenbosch"])
  expect(await names('waad')).toEqual(['Waadhoeke'])
  expect(await names('waadehoeke')).toEqual(['Waadhoeke'])
  expect(await names('súdwest')).toEqual(['Súdwest Fryslân'])
  const [merged] = await like('Heerhugowaard')
  expect(merged.regions).toEqual([expect.objectContaining({ agreementId: 'wlz-oco-2021' })])
  expect(await names('')).toEqual([])
})

it('a municipality lies in the region of the agreement of the day, an ended one if none is in force', async () => {
  const engine = await testEngine()
  const bindings = [
    { agreementId: 'wlz-oco-2021', from: '2021-01-01', to: '2021-12-31' },
    { agreementId: 'wlz-oco-2024', from: '2024-01-01', to: '2025-12-31' },
  ]
  const agreementOn = (day: string, place: string) =>
    regionFor(engine, bindings, day, place)?.agreementId ?? null
  expect(agreementOn('2020-12-31', 'Almere')).toBeNull()
  expect(agreementOn('2021-06-01', 'Almere')).toBe('wlz-oco-2021')
  expect(agreementOn('2023-06-01', 'Almere')).toBe('wlz-oco-2021')
  expect(agreementOn('2026-06-01', 'Almere')).toBe('wlz-oco-2024')
  expect(agreementOn('2021-06-01', 'Dijk en Waard')).toBeNull()
  expect(agreementOn('2024-06-01', 'Dijk en Waard')).toBe('wlz-oco-2024')
  expect(agreementOn('2021-06-01', 'Waadhoeke')).toBe('wlz-oco-2021')
})
