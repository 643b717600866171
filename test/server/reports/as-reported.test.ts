import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeClient } from '../../../server/clients/change.ts'
import { remove } from '../../../server/contacts/correct.ts'
import { reckon } from '../../../server/contacts/reckon.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import type { LogRow } from '../../../server/reports/log/contact-log.ts'
import { sendMonth, showMonth } from '../../../server/reports/months/month-reports.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const asMember = ({ staffId, organisationId, userId }: Staff, role: StaffMember['role']): StaffMember => ({
  staffId,
  organisationId,
  userId,
  role,
  firstName: 'Cora',
})

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let [anna, cora] = [] as unknown as [Staff, Staff]
  beforeAll(async () => {
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { firstName: 'Anna', organisation })
    cora = await loggedInStaff(product, { firstName: 'Cora', role: 'coordinator', organisation })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  it('what a month that was sent counted stays as it was, whatever becomes of its contacts', async () => {
    const sent = new Date('2021-05-03T10:00:00Z')
    const clientId = await registeredClient(product, cora.organisationId)
    const me = asMember(cora, 'coordinator')
    const supporter = asMember(anna, 'supporter')
    const register = (day: string) =>
      registerContact(
        product.desk,
        supporter,
        {
          clientId,
          channel: 'visit',
          startedAt: new Date(day),
          minutes: 20,
          service: 'information_and_advice',
        },
        sent,
      )
    const { contact } = await register('2021-04-06T09:00:00Z')
    await register('2021-04-07T09:00:00Z')
    const { draft } = await showMonth(product.desk, me, '2021-04', sent)
    await sendMonth(product.desk, me, '2021-04', { after: 0, fingerprint: draft!.fingerprint }, sent)
    await remove(product.desk, supporter, contact.id, { version: 1, reason: 'Dubbel.' }, sent)
    await changeClient(product.desk, me, { engine: await testEngine(), reckon }, clientId, { law: 'wmo' })
    const reported = `reported=2021-04:1&client=${clientId}`
    const totals = async (query: string) =>
      (await cora.call('GET', `/api/v1/desk/contacts/totals?${query}`)).body
    const asReported = { contacts: 2, minutes: 40, declarableMinutes: 30, excessMinutes: 10 }
    expect(await totals(reported)).toMatchObject(asReported)
    expect(await totals(`${reported}&reason=declarable`)).toMatchObject(asReported)
    expect(await totals(`${reported}&excess=1`)).toMatchObject({ contacts: 1, excessMinutes: 10 })
    expect(await totals(`${reported}&ledger=1&channel=visit`)).toMatchObject(asReported)
    const { body } = await cora.call('GET', `/api/v1/desk/contacts?${reported}`)
    expect(body.rows.map(({ reason, excessMinutes }: LogRow) => [reason, excessMinutes])).toEqual([
      [null, 10],
      [null, 0],
    ])
  })
})
