import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contacts, supportQuestions } from '../../../db/schema.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { loggedInStaff, type Staff } from '../../support/staff.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let [anna, bram] = [] as unknown as [Staff, Staff]
  let clientId: string
  beforeAll(async () => {
    product = await newProduct(kind)
    anna = await loggedInStaff(product, { organisation: 'de-wegwijzer', firstName: 'Anna' })
    bram = await loggedInStaff(product, { organisation: 'de-wegwijzer', firstName: 'Bram' })
    clientId = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const begin = (who: Staff, started: object) =>
    who.call('POST', '/api/v1/desk/support-questions', { clientId, ...started })
  const claimUntil = async (supportQuestionId: string) => {
    const row = eq(contacts.supportQuestionId, supportQuestionId)
    return (await product.database.db.select().from(contacts).where(row))[0]!.claimUntil
  }

  it('six months to declare begin when the support question ends, and are off while it is open', async () => {
    const { body } = await begin(anna, { startedOn: '2025-01-10', aim: 'Een plek dichtbij. BSN 123456782.' })
    const [question] = body.questions
    expect(question).toMatchObject({ aim: 'Een plek dichtbij. BSN •••.', endedOn: null, contacts: [] })
    const [stored] = await product.database.db.select().from(supportQuestions)
    expect(Buffer.from(stored!.sealedAim!).toString('latin1')).not.toContain('plek')
    const contact = {
      id: crypto.randomUUID(),
      clientId,
      channel: 'visit',
      startedAt: '2025-02-01T10:00:00Z',
      minutes: 45,
      service: 'care_mediation',
      supportQuestionId: question.id,
    }
    expect((await anna.call('POST', '/api/v1/desk/contacts', contact)).body.contact.claimUntil).toBeNull()
    const end = (ending: object) =>
      anna.call('POST', `/api/v1/desk/support-questions/${question.id}/ending`, {
        evaluation: 'Tevreden.',
        isEvaluatedWithClient: true,
        ...ending,
      })
    expect((await end({ endedOn: '2025-01-09' })).body.code).toBe('support_question.ends_before_start')
    expect((await end({ endedOn: '2099-01-01' })).body.code).toBe('support_question.ahead')
    const ended = await end({ endedOn: '2025-08-31', isEvaluatedWithClient: false, evaluation: 'Overleden.' })
    expect(ended.body.questions[0]).toMatchObject({ evaluation: 'Overleden.', isEvaluatedWithClient: false })
    expect(ended.body.questions[0].contacts).toMatchObject([{ minutes: 45, service: 'care_mediation' }])
    expect(await claimUntil(question.id)).toBe('2026-02-28')
    expect((await end({ endedOn: '2025-08-31' })).body.code).toBe('support_question.ended')
    const { body: shown } = await anna.call('GET', `/api/v1/desk/contacts/${contact.id}`)
    expect(shown.contact).toMatchObject({
      notDeclarable: 'too_old',
      claimableMinutes: 0,
      declarableMinutes: 45,
    })
    await anna.call('POST', `/api/v1/desk/support-questions/${question.id}/reopening`, {})
    expect(await claimUntil(question.id)).toBeNull()
  })

  it('a contact goes under a support question of the same client alone', async () => {
    const other = await registeredClient(product, anna.organisationId, { createdBy: anna.staffId })
    const { body } = await begin(anna, { startedOn: '2025-01-10', aim: 'Rust.', clientId: other })
    const contact = {
      id: crypto.randomUUID(),
      clientId,
      channel: 'phone',
      startedAt: '2025-02-01T10:00:00Z',
      minutes: 5,
      service: 'care_mediation',
      supportQuestionId: body.questions[0].id,
    }
    const refused = await anna.call('POST', '/api/v1/desk/contacts', contact)
    expect(refused.body.code).toBe('contact.wrong_support_question')
  })

  it('who is not involved with the client neither reads nor begins a support question', async () => {
    expect((await begin(bram, { startedOn: '2025-01-10', aim: 'Iets.' })).body.code).toBe(
      'client.not_involved',
    )
    for (const list of ['support-questions', 'contacts'])
      expect((await bram.call('GET', `/api/v1/desk/clients/${clientId}/${list}`)).status).toBe(403)
  })
})
