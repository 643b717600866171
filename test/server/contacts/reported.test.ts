import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mergeClients, undoMerge } from '../../../server/clients/merge.ts'
import type { Contact } from '../../../server/contacts/contact.ts'
import { correct, remove } from '../../../server/contacts/correct.ts'
import { showContact } from '../../../server/contacts/explained.ts'
import { reckon } from '../../../server/contacts/reckon.ts'
import { registerContact, type NewContact } from '../../../server/contacts/register.ts'
import { sendMonth, showMonth } from '../../../server/reports/months/month-reports.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { newStaff } from '../../support/staff.ts'

const NOW = new Date('2024-07-05T10:00:00Z')
const A_YEAR_LATER = new Date('2025-07-05T10:00:00Z')
const JUNE = '2024-06'

describe.each(databaseKinds)('a contact that was reported, on $name', (kind) => {
  let product: Product
  let me: StaffMember
  beforeAll(async () => {
    product = await newProduct(kind)
    const { staffId, organisationId, userId } = await newStaff(product, {
      organisation: 'de-wegwijzer',
      role: 'coordinator',
    })
    me = { staffId, organisationId, userId, role: 'coordinator', firstName: 'Cora' }
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const client = (otherwise = {}) => registeredClient(product, me.organisationId, otherwise)
  async function call(otherwise: Partial<NewContact> = {}): Promise<Contact> {
    const input: NewContact = {
      clientId: await client(),
      channel: 'phone',
      startedAt: new Date('2024-06-19T09:00:00Z'),
      minutes: 20,
      service: 'care_mediation',
      ...otherwise,
    }
    return (await registerContact(product.desk, me, input, NOW)).contact
  }
  async function send(now = NOW): Promise<void> {
    const { draft, versions } = await showMonth(product.desk, me, JUNE, now)
    const wanted = { after: versions[0]?.version ?? 0, fingerprint: draft!.fingerprint }
    await sendMonth(product.desk, me, JUNE, wanted, now)
  }
  function change(contact: Contact, otherwise: object, now = NOW): Promise<Contact> {
    const { clientId, channel, minutes, service, topic, version } = contact
    const startedAt = new Date(contact.startedAt)
    const same = { clientId, channel, minutes, service, topic, startedAt, version }
    return correct(product.desk, me, contact.id, { ...same, reason: 'Vergissing.', ...otherwise }, now)
  }
  async function claim({ id }: Contact, now = NOW) {
    const { contact } = await showContact(product.desk, me, id, now)
    return [contact.notDeclarable, contact.claimableMinutes]
  }

  it('for more minutes, another client, service, way or month is claimed when a correction says so', async () => {
    const other = await client()
    const changes = [
      { minutes: 25 },
      { clientId: other },
      { service: 'other_services' },
      { channel: 'mail' },
      { municipality: 'Utrecht' },
    ]
    const reported: Contact[] = []
    while (reported.length < changes.length) reported.push(await call())
    await send()
    for (const [i, contact] of reported.entries()) {
      expect(await claim(contact, A_YEAR_LATER)).toEqual([null, 20])
      await change(contact, changes[i]!)
      expect(await claim(contact), JSON.stringify(changes[i])).toEqual(['month_frozen', 0])
      expect((await claim(contact, A_YEAR_LATER))[0]).toBe('too_old')
    }
    await send()
    for (const contact of reported) expect((await claim(contact, A_YEAR_LATER))[0]).toBe(null)
    const moved = await call()
    await send()
    await change(moved, { startedAt: new Date('2024-05-19T09:00:00Z') })
    expect(await claim(moved)).toEqual([null, 20])
    expect(await claim(moved, A_YEAR_LATER)).toEqual(['too_old', 0])
  })

  it('for fewer minutes, a topic or a note stays declared; and so does what is put back as it was', async () => {
    const [fewer, topic, back] = [await call(), await call(), await call()]
    await send()
    await change(fewer, { minutes: 15 })
    expect(await claim(fewer, A_YEAR_LATER)).toEqual([null, 15])
    await change(topic, { topic: 'klacht', note: 'Ging over een klacht.' })
    expect(await claim(topic, A_YEAR_LATER)).toEqual([null, 20])
    const wrong = await change(back, { service: 'other_services' })
    await change(wrong, { service: 'care_mediation' })
    expect(await claim(back, A_YEAR_LATER)).toEqual([null, 20])
  })

  it('counts for another client after a merge, which a correction of the report says first', async () => {
    const [clientId, intoId] = [await client(), await client()]
    const contact = await call({ clientId })
    await send()
    const { id: mergeId } = await mergeClients(product.desk, me, reckon, {
      clientId,
      intoId,
      reason: 'Dezelfde.',
    })
    expect(await claim(contact)).toEqual(['month_frozen', 0])
    await undoMerge(product.desk, me, reckon, { clientId, mergeId })
    expect(await claim(contact, A_YEAR_LATER)).toEqual([null, 20])
  })

  it('and of which a correction no longer spoke is not claimed by what happens to others', async () => {
    const contact = await call()
    const removed = await call({ clientId: contact.clientId })
    await send()
    const wrong = await change(contact, { service: 'other_services' })
    await send(A_YEAR_LATER)
    await change(wrong, { service: 'care_mediation' })
    await remove(product.desk, me, removed.id, { version: 1, reason: 'Dubbel.' }, NOW)
    expect(await claim(contact, A_YEAR_LATER)).toEqual(['too_old', 0])
  })
})
