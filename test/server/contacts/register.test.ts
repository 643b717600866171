import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setBindings } from '../../../server/contacts/agreements.ts'
import type { Contact, ContactInput } from '../../../server/contacts/contact.ts'
import { confirm, correct, remove } from '../../../server/contacts/correct.ts'
import { dayOfContact } from '../../../server/contacts/day.ts'
import { registerContact, type NewContact } from '../../../server/contacts/register.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { newStaff } from '../../support/staff.ts'

const NOW = new Date('2024-06-20T10:00:00Z')

const call = (otherwise: Partial<NewContact> = {}): NewContact => ({
  clientId: null,
  channel: 'phone',
  startedAt: new Date('2024-06-19T09:00:00Z'),
  minutes: 20,
  service: 'information_advice_and_general_support',
  ...otherwise,
})

const onThe18th = (clock: string) => new Date(`2024-06-18T${clock}:00Z`)

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let [anna, bram, cora, ada] = [] as unknown as StaffMember[] & { length: 4 }
  beforeAll(async () => {
    product = await newProduct(kind)
    const member = async (role: StaffMember['role'], firstName: string): Promise<StaffMember> => {
      const { staffId, organisationId, userId } = await newStaff(product, {
        organisation: 'de-wegwijzer',
        role,
        firstName,
      })
      return { staffId, organisationId, userId, role, firstName }
    }
    anna = await member('supporter', 'Anna')
    bram = await member('supporter', 'Bram')
    cora = await member('coordinator', 'Cora')
    ada = await member('administrator', 'Ada')
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const client = (otherwise = {}) => registeredClient(product, anna!.organisationId, otherwise)
  const refused = (otherwise: Partial<NewContact>) => expect(register(call(otherwise))).rejects
  const register = (input: NewContact, me = anna!) => registerContact(product.desk, me, input, NOW)

  it('a contact counts under the agreement of its day, in the region of the client by that agreement', async () => {
    const clientId = await client()
    const { contact } = await register(call({ clientId, note: 'Belde over 123456782.' }))
    expect(contact).toMatchObject({
      version: 1,
      day: '2024-06-19',
      agreementId: 'wlz-oco-2024',
      municipality: 'Alkmaar',
      obstacle: null,
      declarableMinutes: 20,
      claimUntil: '2024-12-19',
      note: 'Belde over •••.',
      isDraft: false,
    })
    expect(contact.region).toBeTruthy()
    const { contact: earlier } = await register(
      call({ clientId, service: 'information_and_advice', startedAt: new Date('2021-03-31T22:30:00Z') }),
    )
    expect(earlier).toMatchObject({ day: '2021-04-01', agreementId: 'wlz-oco-2021' })
  })

  it('between two agreements the earlier one counts, and the form is told that it had ended', async () => {
    const { contact } = await register(
      call({ clientId: await client(), service: 'care_plan', startedAt: new Date('2023-05-01T08:00:00Z') }),
    )
    expect(contact.agreementId).toBe('wlz-oco-2021')
    const at = new Date('2023-05-01T08:00:00Z')
    const { agreement } = await dayOfContact(product.desk, anna!, { at, clientId: null })
    expect(agreement).toMatchObject({ id: 'wlz-oco-2021', until: '2021-12-31', hasEnded: true })
  })

  it('under 2021 the thirty-first minute of information and advice is nobody’s to declare', async () => {
    const clientId = await client()
    const advice = (day: string, minutes: number) =>
      register(
        call({
          clientId,
          minutes,
          service: 'information_and_advice',
          startedAt: new Date(`${day}T09:00:00Z`),
        }),
      )
    const { contact: second } = await advice('2021-03-02', 20)
    const { contact: third } = await advice('2021-03-03', 5)
    expect([second, third].map(({ declarableMinutes }) => declarableMinutes)).toEqual([20, 5])
    // Written down last, but it came first.
    const { contact: first } = await advice('2021-03-01', 22)
    expect(first.declarableMinutes).toBe(22)
    const at = new Date('2021-03-05T09:00:00Z')
    const { ledger } = await dayOfContact(product.desk, anna!, { at, clientId })
    expect(ledger).toMatchObject({ rule: 'cap', used: 47, left: 0, excess: 17, average: null })
    const { contact: plan } = await register(
      call({ clientId, minutes: 90, service: 'care_plan', startedAt: new Date('2021-03-04T09:00:00Z') }),
    )
    expect(plan.declarableMinutes).toBe(90)
  })

  it.each([
    ['anonymous', null],
    ['not_wlz', { law: 'wmo' }],
    ['no_indication', { indicationFrom: null }],
    ['no_indication', { indicationFrom: '2024-06-20' }],
    ['no_indication', { indicationUntil: '2024-06-18' }],
    [null, { indicationFrom: '2024-06-19', indicationUntil: '2024-06-19' }],
  ])('says %s of a contact with a client of whom is known %o', async (obstacle, known) => {
    const { contact } = await register(call({ clientId: known && (await client(known)) }))
    expect(contact).toMatchObject({ obstacle, declarableMinutes: obstacle ? 0 : 20 })
  })

  it('refuses what cannot have been', async () => {
    await refused({ minutes: 0 }).toThrow('contact.no_minutes')
    await refused({ minutes: 1441 }).toThrow('contact.too_long')
    await refused({ startedAt: new Date('2024-06-20T10:00:01Z') }).toThrow('contact.in_future')
    await refused({ service: 'care_plan' }).toThrow('contact.wrong_service')
    await refused({ service: null }).toThrow('contact.wrong_service')
    await refused({ municipality: 'Lutjebroek aan Zee' }).toThrow('client.municipality_unknown')
    await refused({ clientId: crypto.randomUUID() }).toThrow('client.not_found')
    await refused({ measuredMinutes: 12 }).toThrow('contact.reason_needed')
  })

  it('a form that is sent twice registers one contact, and never takes a colleague’s', async () => {
    const id = crypto.randomUUID()
    const { contact } = await register(call({ id }))
    const { contact: again } = await register(call({ id }))
    expect(again).toEqual(contact)
    await expect(register(call({ id }), bram)).rejects.toThrow('contact.changed_meanwhile')
  })

  it('names other contacts of the same supporter at that time, and registers it all the same', async () => {
    const { contact: first } = await register(call({ startedAt: onThe18th('09:00'), minutes: 30 }), bram)
    const touching = await register(call({ startedAt: onThe18th('09:30') }), bram)
    expect(touching.overlaps).toEqual([])
    const within = await register(call({ startedAt: onThe18th('09:29'), minutes: 1 }), bram)
    expect(within.overlaps).toEqual([{ id: first.id, startedAt: first.startedAt, minutes: 30 }])
  })

  it('a correction keeps what stood there, and a second one on the old version is told so', async () => {
    const clientId = await client()
    const { contact } = await register(call({ clientId }))
    const change = { ...asInput(contact), minutes: 25, version: 1, reason: 'Ik had me vergist.' }
    await expect(correct(product.desk, anna!, contact.id, { ...change, reason: ' ' }, NOW)).rejects.toThrow(
      'contact.reason_needed',
    )
    await expect(correct(product.desk, bram!, contact.id, change, NOW)).rejects.toThrow('contact.not_yours')
    const corrected = await correct(product.desk, cora!, contact.id, change, NOW)
    expect(corrected).toMatchObject({
      version: 2,
      minutes: 25,
      declarableMinutes: 25,
      recordedBy: cora!.staffId,
    })
    expect(corrected.supporterId).toBe(anna!.staffId)
    await expect(correct(product.desk, anna!, contact.id, change, NOW)).rejects.toThrow(
      'contact.changed_meanwhile',
    )
    const removed = await remove(product.desk, anna!, contact.id, { version: 2, reason: 'Dubbel.' }, NOW)
    expect(removed).toMatchObject({ version: 3, isRemoved: true, declarableMinutes: 0 })
    await expect(confirm(product.desk, anna!, contact.id, { ...change, version: 3 }, NOW)).rejects.toThrow(
      'contact.changed_meanwhile',
    )
  })

  it('moving a contact to a day under another agreement asks for a service of that agreement', async () => {
    const { contact } = await register(call({ clientId: await client() }))
    const moved = { ...asInput(contact), startedAt: new Date('2021-06-01T09:00:00Z') }
    const change = { ...moved, version: 1, reason: 'Verkeerde dag.' }
    await expect(correct(product.desk, anna!, contact.id, change, NOW)).rejects.toThrow(
      'contact.wrong_service',
    )
    const corrected = await correct(product.desk, anna!, contact.id, { ...change, service: 'mediation' }, NOW)
    expect(corrected).toMatchObject({ agreementId: 'wlz-oco-2021', service: 'mediation', day: '2021-06-01' })
  })

  it('another agreement for a period places its contacts anew, and lists those whose service it does not have', async () => {
    const { contact } = await register(call({ clientId: await client() }))
    const only2021 = [{ agreementId: 'wlz-oco-2021', from: '2021-01-01', to: null }]
    const { toLookAt, today } = await setBindings(product.desk, ada!, only2021, NOW)
    expect(toLookAt).toBeGreaterThan(0)
    expect(today).toEqual({ agreementId: 'wlz-oco-2021', endedOn: null })
    const change = {
      ...asInput(contact),
      service: 'information_and_advice',
      version: 1,
      reason: 'Andere overeenkomst.',
    }
    const corrected = await correct(product.desk, anna!, contact.id, change, NOW)
    expect(corrected).toMatchObject({ agreementId: 'wlz-oco-2021', obstacle: null, declarableMinutes: 20 })
    const wrong = (bindings: typeof only2021) =>
      expect(setBindings(product.desk, ada!, bindings, NOW)).rejects
    await wrong([]).toThrow('agreement.wrong_period')
    await wrong([...only2021, { agreementId: 'wlz-oco-2024', from: '2024-01-01', to: null }]).toThrow(
      'agreement.periods_overlap',
    )
    await wrong([{ agreementId: 'zonl-thuisbegeleiding', from: '2024-01-01', to: null }]).toThrow(
      'agreement.unknown',
    )
  })
})

function asInput({ startedAt, ...contact }: Contact): ContactInput {
  const { clientId, channel, minutes, service, topic, municipality, supportQuestionId, result, note } =
    contact
  return {
    clientId,
    channel,
    startedAt: new Date(startedAt),
    minutes,
    service,
    topic,
    municipality,
    supportQuestionId,
    result,
    note,
  }
}
