import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf } from '../../support/client.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

let product: Product
let [anna, cora, ada] = [] as unknown as [Staff, Staff, Staff]
beforeAll(async () => {
  product = await newProduct()
  anna = await loggedInStaff(product, { firstName: 'Anna' })
  cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator' })
  ada = await loggedInStaff(product, { firstName: 'Ada', role: 'administrator' })
})
afterAll(async () => {
  await product.stop()
  await product.close()
})

it('promises follow the hours that the organisation has set, and hours that never open are refused', async () => {
  const never = { hours: {}, daysOffAdded: [], daysOffDropped: [] }
  const refused = await ada.call('PUT', '/api/v1/desk/work-calendar', never)
  expect(refused).toMatchObject({ status: 400, body: { code: 'workcalendar.never_open' } })
  const mornings = [['09:00', '12:00']]
  const hours = { 1: mornings, 2: mornings, 4: mornings }
  const own = { hours, daysOffAdded: ['2026-11-24'], daysOffDropped: [] }
  expect((await ada.call('PUT', '/api/v1/desk/work-calendar', own)).status).toBe(200)
  expect((await anna.call('GET', '/api/v1/desk/work-calendar')).body).toEqual(own)
  const client = clientOf(product.app)
  const chat = await client.start()
  const { body } = await client.call('POST', `/conversations/${chat.id}/handoff`, undefined, chat.token)
  expect(body.messages[1].text).toContain('uiterlijk maandag 30 november om 9.00 uur')
})

it('what is given to a team can be taken up by whoever is in it', async () => {
  const wanted = { name: 'Klachten', memberIds: [anna.staffId] }
  const { body: team } = await cora.call('POST', '/api/v1/desk/teams', wanted)
  const again = await cora.call('POST', '/api/v1/desk/teams', wanted)
  expect(again).toMatchObject({ status: 409, body: { code: 'team.name_taken' } })
  const chat = await clientOf(product.app).start()
  const given = { to: { teamId: team.id }, reason: 'Het is een klacht.' }
  const transferred = await cora.call('POST', `/api/v1/desk/conversations/${chat.id}/transfer`, given)
  expect(transferred.body).toMatchObject({ status: 'waiting', teamId: team.id, supporterId: null })
  const { body } = await anna.call('GET', `/api/v1/desk/conversations?view=waiting&team=${team.id}`)
  expect(body.lines.map(({ id }: { id: string }) => id)).toEqual([chat.id])
  const taken = await anna.call('POST', `/api/v1/desk/conversations/${chat.id}/claim`, {})
  expect(taken.body).toMatchObject({ supporterId: anna.staffId, teamId: null })
})
