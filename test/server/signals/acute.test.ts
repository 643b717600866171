import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { recordConsent } from '../../../server/clients/consents.ts'
import { createClient } from '../../../server/clients/create.ts'
import { createMailer, type Mailer } from '../../../server/mail/mailer.ts'
import { listSignals, openAcute } from '../../../server/signals/list.ts'
import { makeSignal } from '../../../server/signals/make.ts'
import { mailContact, passOn } from '../../../server/signals/pass-on.ts'
import { showSignal } from '../../../server/signals/show.ts'
import { databaseKinds } from '../../support/databases.ts'
import { testEngine } from '../../support/engine.ts'
import { openMailbox, type Mailbox } from '../../support/mailbox.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { madeBy, memberOf, SIGNALS, written } from '../../support/signals.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

const CONTACT = { name: 'Ineke Maas', phone: '0118 123 456', email: 'ineke@zorgkantoor.example' }
/** A Friday afternoon; the office opens again on Monday. */
const FRIDAY = new Date('2026-11-20T15:00:00Z')

const openFor = async ({ call }: Staff) => JSON.stringify((await call('GET', `${SIGNALS}/acute`)).body)

describe.each(databaseKinds)('acute signals, on $name', (kind) => {
  let product: Product
  let mailbox: Mailbox
  let mailer: Mailer
  let [anna, bram, cora] = [] as unknown as [Staff, Staff, Staff]
  let place = { region: '', zorgkantoor: '' }
  let contactId = ''

  beforeAll(async () => {
    mailbox = await openMailbox()
    product = await newProduct(kind)
    const organisation = 'de-wegwijzer'
    anna = await loggedInStaff(product, { organisation, firstName: 'Anna' })
    bram = await loggedInStaff(product, { organisation, firstName: 'Bram' })
    cora = await loggedInStaff(product, { organisation, firstName: 'Cora', role: 'coordinator' })
    place = (await anna.call('GET', `${SIGNALS}/choices`)).body.regions[0]
    const wanted = { ...CONTACT, zorgkantoor: place.zorgkantoor }
    contactId = (await cora.call('POST', `${SIGNALS}/acute-contacts`, wanted)).body.id
    mailer = createMailer(product.desk, {
      smtpUrl: mailbox.url,
      from: 'wegwijs@voorbeeld.nl',
      address: () => 'https://hulp.nl',
      failed() {},
    })
  })
  afterAll(async () => {
    await mailer.stop()
    await product.stop()
    await product.close()
    await mailbox.close()
  })
  afterEach(() => mailbox.mails.splice(0))

  const acute = (changes = {}) => madeBy(anna, { isAcute: true, region: place.region, ...changes })
  const byPhone = (changes = {}) => ({
    contactId,
    way: 'phone',
    givenAt: new Date().toISOString(),
    isPersonShared: false,
    note: '',
    ...changes,
  })

  it('shows whom of its zorgkantoor to call, and stays open until it was passed on', async () => {
    const { id, contacts, sharing } = await acute()
    expect(contacts).toEqual([{ id: contactId, ...CONTACT, zorgkantoor: place.zorgkantoor }])
    expect(sharing).toEqual({ isAllowed: false, why: 'no_client' })
    expect(await openFor(cora)).toContain(id)
    const note = 'Zij neemt vandaag contact op met de aanbieder.'
    const { status, body } = await anna.call('POST', `${SIGNALS}/${id}/notices`, byPhone({ note }))
    expect(status).toBe(201)
    expect(body.notices).toMatchObject([
      { to: 'Ineke Maas', way: 'phone', givenBy: anna.staffId, note, isPassedOn: true },
    ])
    expect(body.acute).toMatchObject({ isLate: false, passedOnAt: body.notices[0].givenAt })
    expect(await openFor(cora)).not.toContain(id)
  })

  it('a supporter sees no open acute signal of a colleague, and cannot pass it on', async () => {
    const { id } = await acute()
    expect(await openFor(bram)).not.toContain(id)
    expect((await bram.call('POST', `${SIGNALS}/${id}/notices`, byPhone())).status).toBe(404)
  })

  it('is late after one working day, which a weekend is not part of', async () => {
    const me = memberOf(cora)
    const base = await written(cora, { region: place.region, isAcute: true, isChecked: true })
    const signal = base as unknown as Parameters<typeof makeSignal>[3]
    const id = await makeSignal(product.desk, me, await testEngine(), signal, FRIDAY)
    const at = async (moment: string) => (await showSignal(product.desk, me, id, new Date(moment))).acute
    expect(await at('2026-11-22T15:00:00Z')).toMatchObject({
      dueAt: '2026-11-23T15:00:00.000Z',
      isLate: false,
    })
    expect(await at('2026-11-23T15:00:00Z')).toMatchObject({ isLate: false })
    expect(await at('2026-11-23T15:01:00Z')).toMatchObject({ isLate: true, passedOnAt: null })
    const tuesday = new Date('2026-11-24T09:00:00Z')
    const given = { contactId, way: 'phone', givenAt: tuesday, isPersonShared: false, note: '' } as const
    await passOn(product.desk, me, id, given, tuesday)
    expect(await at('2026-11-25T15:00:00Z')).toMatchObject({
      isLate: true,
      passedOnAt: tuesday.toISOString(),
    })
    const { signals: late } = await listSignals(product.desk, me, { state: 'late' }, null, tuesday)
    expect(late.map((each) => each.id)).toContain(id)
    expect(await openAcute(product.desk, me, tuesday)).not.toContainEqual(expect.objectContaining({ id }))
  })

  it('who the client is may be told with his valid consent alone', async () => {
    const engine = await testEngine()
    const me = memberOf(anna, 'supporter')
    const person = { name: 'Joke Boer', birthDate: '1950-01-02', law: 'wlz' as const }
    const client = await createClient(product.desk, me, engine, person)
    const { id, sharing } = await acute({ clientNumber: client.number })
    expect(sharing).toEqual({ isAllowed: false, why: 'none' })
    const told = byPhone({ isPersonShared: true })
    const refused = await anna.call('POST', `${SIGNALS}/${id}/notices`, told)
    expect(refused).toMatchObject({ status: 409, body: { code: 'signal.consent_missing', why: 'none' } })
    expect((await anna.call('POST', `${SIGNALS}/${id}/notices`, byPhone())).status).toBe(201)
    const consent = { purpose: 'zorgkantoor', givenBy: 'client', givenOn: '2024-05-02' } as const
    await recordConsent(product.desk, me, client.id, { ...consent, isFormOnFile: true })
    const { status, body } = await anna.call('POST', `${SIGNALS}/${id}/notices`, told)
    expect(status).toBe(201)
    expect(body.sharing).toMatchObject({ isAllowed: true, givenOn: '2024-05-02' })
    expect(body.notices.map((each: { isPersonShared: boolean }) => each.isPersonShared)).toContain(true)
  })

  it('is not passed on to a contact of another zorgkantoor, in the future, or when it is not acute', async () => {
    const { regions } = (await anna.call('GET', `${SIGNALS}/choices`)).body
    const other = regions.find((each: typeof place) => each.zorgkantoor !== place.zorgkantoor)
    const { id: wrong } = await acute({ region: other.region })
    const { id: right } = await acute()
    const { id: calm } = await madeBy(anna, { region: place.region })
    const passing = (id: string, changes = {}) =>
      anna.call('POST', `${SIGNALS}/${id}/notices`, byPhone(changes)).then(({ body }) => body.code)
    expect(await passing(wrong)).toBe('acute_contact.not_found')
    expect(await passing(right, { givenAt: '2099-01-01T10:00:00Z' })).toBe('signal.notice_time')
    expect(await passing(right, { givenAt: '2024-05-01T10:00:00Z' })).toBe('signal.notice_time')
    expect(await passing(calm)).toBe('signal.not_acute')
  })

  it('the mail from here asks to call back, tells nothing, and keeps what the mail server answered', async () => {
    const { id } = await acute({ bottleneck: 'De deur zit op slot.' })
    const me = memberOf(anna, 'supporter')
    await mailContact(product.desk, me, mailer.post, id, { contactId, callBack: '0118 654 321' })
    const [mail] = mailbox.mails
    expect(mail!.to).toEqual([CONTACT.email])
    expect(mail!.text).toContain('0118 654 321')
    expect(mail!.text).not.toMatch(/deur|tachtig|80 jaar|Haven/u)
    const { body } = await anna.call('GET', `${SIGNALS}/${id}`)
    expect(body.notices).toMatchObject([{ way: 'mail_from_here', isPassedOn: true, note: '0118 654 321' }])
    expect(body.notices[0].answer).toMatch(/^250/u)
  })

  it('a mail that the mail server does not take is kept, and has not been passed on', async () => {
    const { id } = await acute()
    mailbox.refuse(1)
    const wanted = { contactId, callBack: '0118 654 321' }
    const mailed = mailContact(product.desk, memberOf(anna, 'supporter'), mailer.post, id, wanted)
    await expect(mailed).rejects.toMatchObject({ code: 'signal.mail_refused' })
    const { body } = await anna.call('GET', `${SIGNALS}/${id}`)
    expect(body.notices).toMatchObject([{ way: 'mail_from_here', isPassedOn: false, answer: null }])
    expect(body.acute.passedOnAt).toBeNull()
    const without = await anna.call('POST', `${SIGNALS}/${id}/mails`, wanted)
    expect(without).toMatchObject({ status: 409, body: { code: 'signal.no_mail' } })
  })

  it('a contact person who is changed or removed stays with what was passed on to him', async () => {
    const wanted = { name: 'Piet Zee', phone: '0118 111 222', email: null, zorgkantoor: place.zorgkantoor }
    expect((await anna.call('POST', `${SIGNALS}/acute-contacts`, wanted)).status).toBe(403)
    const nowhere = { ...wanted, phone: null }
    expect((await cora.call('POST', `${SIGNALS}/acute-contacts`, nowhere)).status).toBe(400)
    const { body: piet } = await cora.call('POST', `${SIGNALS}/acute-contacts`, wanted)
    const { id } = await acute()
    await anna.call('POST', `${SIGNALS}/${id}/notices`, byPhone({ contactId: piet.id }))
    const { body: truus } = await cora.call('PUT', `${SIGNALS}/acute-contacts/${piet.id}`, {
      ...wanted,
      name: 'Truus Zee',
    })
    const { body } = await anna.call('GET', `${SIGNALS}/${id}`)
    expect(body.notices).toMatchObject([{ to: 'Piet Zee' }])
    expect(body.contacts.map(({ name }: { name: string }) => name)).toEqual(['Ineke Maas', 'Truus Zee'])
    expect((await cora.call('DELETE', `${SIGNALS}/acute-contacts/${truus.id}`)).status).toBe(204)
    expect((await cora.call('DELETE', `${SIGNALS}/acute-contacts/${truus.id}`)).status).toBe(404)
  })

  it('a number to call is a telephone number, and no service number stands in a name', async () => {
    const { zorgkantoor } = place
    const wanted = { name: 'Wim bsn 123456782', phone: '0118 333 444', email: null, zorgkantoor }
    const { body } = await cora.call('POST', `${SIGNALS}/acute-contacts`, wanted)
    expect(body).toMatchObject({ name: 'Wim bsn •••', phone: '0118 333 444' })
    const wrong = { ...wanted, phone: '123456782' }
    const refused = await cora.call('PUT', `${SIGNALS}/acute-contacts/${body.id}`, wrong)
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ at: 'phone' }] } })
    expect((await cora.call('DELETE', `${SIGNALS}/acute-contacts/${body.id}`)).status).toBe(204)
    const { id } = await acute()
    const call = await anna.call('POST', `${SIGNALS}/${id}/mails`, { contactId, callBack: '123456782' })
    expect(call).toMatchObject({ status: 400, body: { errors: [{ at: 'callBack' }] } })
  })

  it('a signal that becomes acute counts from that moment', async () => {
    const { id, changedAt } = await madeBy(anna, { region: place.region })
    const signal = await written(anna, { region: place.region, isAcute: true })
    const before = Date.now()
    const { body } = await anna.call('PUT', `${SIGNALS}/${id}`, { signal, seen: { changedAt } })
    expect(Date.parse(body.acute.since)).toBeGreaterThanOrEqual(before)
  })
})
