import { expect, it } from 'vitest'
import { withinOrganisation } from '../../../db/client.ts'
import { clientFor } from '../../../server/clients/client.ts'
import { consentOf } from '../../../server/clients/consents.ts'
import { organisationKey } from '../../../server/privacy/data-keys.ts'
import { AtTheDesk, fileAt } from './at-the-desk.ts'

const desk = new AtTheDesk()

const consent = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2026-03-02', isFormOnFile: true }
const give = (client: { id: string }, given: object = {}) =>
  desk.anna.call('POST', fileAt(client, '/consents'), { ...consent, ...given })

async function lackOn(day: string, { id }: { id: string }) {
  const { db, masterKey } = desk.product.desk
  const { organisationId } = desk.anna
  return withinOrganisation(db, organisationId, async (tx) => {
    const key = await organisationKey(tx, masterKey, organisationId)
    return consentOf(tx, key, await clientFor(tx, id), 'zorgkantoor', new Date(`${day}T10:00:00Z`))
  })
}

it.each([
  ['2014-03-03', 11, 'legal_representative'],
  ['2014-03-02', 12, 'client_and_legal_representative'],
  ['2010-03-03', 15, 'client_and_legal_representative'],
  ['2010-03-02', 16, 'client'],
  ['2008-02-29', 18, 'client'],
])(
  'of somebody born on %s consent on 2 March 2026, at %i, comes from %s alone',
  async (birthDate, age, giver) => {
    const client = await desk.newClient({ birthDate })
    for (const givenBy of ['legal_representative', 'client_and_legal_representative', 'client']) {
      const answer = await give(client, { givenBy })
      if (givenBy === giver) expect(answer.status).toBe(201)
      else expect(answer).toMatchObject({ status: 400, body: { code: 'consent.wrong_giver', giver, age } })
    }
  },
)

it('who was born on 29 February becomes twelve on 1 March', async () => {
  const client = await desk.newClient({ birthDate: '2012-02-29' })
  const before = await give(client, { givenOn: '2024-02-28', givenBy: 'legal_representative' })
  expect(before.status).toBe(201)
  const young = await desk.newClient({ birthDate: '2008-02-29' })
  const dayBefore = { givenOn: '2023-02-28', givenBy: 'client' }
  expect(await give(young, dayBefore)).toMatchObject({ body: { code: 'consent.wrong_giver', age: 14 } })
  expect(await give(young, { ...dayBefore, givenOn: '2024-02-29' })).toMatchObject({ status: 201 })
})

it.each(['1990-01-01', '2099-01-01'])('no consent is given on %s, before birth or ahead', async (givenOn) => {
  const client = await desk.newClient({ birthDate: '1990-01-02' })
  expect(await give(client, { givenOn })).toMatchObject({ status: 400, body: { code: 'consent.wrong_day' } })
})

const standing = (body: { standings: { purpose: string; lack: string | null }[] }, purpose = 'zorgkantoor') =>
  body.standings.find((each) => each.purpose === purpose)!.lack

it('the file says for each purpose what is missing, and keeps what was withdrawn with by whom', async () => {
  const client = await desk.newClient({ birthDate: '1950-01-02' })
  expect(standing(client)).toBe('none')
  const { body: without } = await give(client, { isFormOnFile: false })
  expect(standing(without)).toBe('form_missing')
  const { body: given } = await give(client, { givenOn: '2026-03-05' })
  expect([standing(given), standing(given, 'municipality')]).toEqual([null, 'none'])

  const withdraw = (id: string, withdrawnOn: string) =>
    desk.cora.call('POST', fileAt(client, `/consents/${id}/withdrawal`), { withdrawnOn })
  const [last] = given.consents
  expect(await withdraw(last.id, '2026-03-04')).toMatchObject({
    status: 400,
    body: { code: 'consent.wrong_day' },
  })
  await withdraw(last.id, '2026-04-01')
  const { body } = await withdraw(last.id, '2026-05-01')
  expect(standing(body)).toBe('form_missing')
  expect(body.consents).toMatchObject([
    { givenOn: '2026-03-05', recordedBy: 'Anna', withdrawnOn: '2026-04-01', withdrawnBy: 'Cora' },
    { givenOn: '2026-03-02', withdrawnOn: null, withdrawnBy: null },
  ])
  const other = await desk.newClient()
  const elsewhere = fileAt(other, `/consents/${last.id}/withdrawal`)
  const wrong = await desk.anna.call('POST', elsewhere, { withdrawnOn: '2026-04-01' })
  expect(wrong).toMatchObject({ status: 404, body: { code: 'consent.not_found' } })
})

it('a consent holds from the form until it is withdrawn, and until the client decides himself', async () => {
  const child = await desk.newClient({ birthDate: '2010-06-15' })
  expect(await lackOn('2026-03-01', child)).toEqual({
    purpose: 'zorgkantoor',
    giver: 'client_and_legal_representative',
    lack: 'none',
  })
  await give(child, { givenBy: 'client_and_legal_representative' })
  expect(await lackOn('2026-06-14', child)).toMatchObject({ lack: null })
  expect(await lackOn('2026-06-15', child)).toMatchObject({ giver: 'client', lack: 'giver_outgrown' })
  await give(child, { givenOn: '2026-06-15' })
  expect(await lackOn('2026-06-16', child)).toMatchObject({ lack: null })
})
