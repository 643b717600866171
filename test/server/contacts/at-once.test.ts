import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeClient } from '../../../server/clients/change.ts'
import { mergeClients, undoMerge } from '../../../server/clients/merge.ts'
import type { Contact } from '../../../server/contacts/contact.ts'
import { correct } from '../../../server/contacts/correct.ts'
import { reckon } from '../../../server/contacts/reckon.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import {
  endSupportQuestion,
  reopenSupportQuestion,
  startSupportQuestion,
} from '../../../server/contacts/support-questions.ts'
import type { StaffMember } from '../../../server/staff/staff-member.ts'
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { registeredClient } from '../../support/registered-client.ts'
import { newStaff } from '../../support/staff.ts'

const NOW = new Date('2025-12-01T10:00:00Z')
const ROUNDS = 12

describe.each(databaseKinds)('at the same moment, on $name', (kind) => {
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
  const register = async (clientId: string | null, supportQuestionId: string | null = null) => {
    const said = { clientId, supportQuestionId, channel: 'phone' as const, minutes: 4 }
    const startedAt = new Date('2025-11-20T09:00:00Z')
    const input = { ...said, startedAt, service: 'care_mediation' }
    return (await registerContact(product.desk, me, input, NOW)).contact
  }
  function change({ id, ...contact }: Contact, otherwise: object = {}): Promise<Contact> {
    const { clientId, channel, minutes, service, version } = contact
    const said = { clientId, channel, minutes, service, version, startedAt: new Date(contact.startedAt) }
    return correct(product.desk, me, id, { ...said, reason: 'Vergissing.', ...otherwise }, NOW)
  }

  it('corrections, merges, changes of a client and new contacts wait for each other and all come through', async () => {
    const engine = product.desk.assistant.engine()
    const [one, other, third] = [await client(), await client(), await client()]
    for (let round = 0; round < ROUNDS; round++) {
      const mine = await Promise.all([one, other, third, null].map((id) => register(id)))
      const merge = { clientId: other, intoId: one, reason: 'Dezelfde.' }
      const law = round % 2 === 0 ? ('wmo' as const) : ('wlz' as const)
      const [{ id: mergeId }] = await Promise.all([
        mergeClients(product.desk, me, reckon, merge, NOW),
        change(mine[0]!, { clientId: other }),
        change(mine[1]!, { clientId: third }),
        change(mine[2]!, { clientId: one }),
        change(mine[3]!, { clientId: other }),
        register(one),
        register(other),
        changeClient(product.desk, me, { engine, reckon }, other, { law }, NOW),
      ])
      await Promise.all([
        undoMerge(product.desk, me, reckon, { clientId: other, mergeId }, NOW),
        register(other),
        register(one),
        changeClient(product.desk, me, { engine, reckon }, one, { law }, NOW),
      ])
    }
  })

  it('a support question ends while its contacts are corrected', async () => {
    const clientId = await client()
    const [question] = await startSupportQuestion(
      product.desk,
      me,
      { clientId, startedOn: '2025-01-01', aim: 'Rust.' },
      NOW,
    )
    const { id } = question!
    const ending = { endedOn: '2025-11-30', evaluation: 'Tevreden.', isEvaluatedWithClient: true }
    for (let round = 0; round < ROUNDS; round++) {
      const [first, second] = await Promise.all([register(clientId, id), register(clientId, id)])
      await Promise.all([
        change(first),
        endSupportQuestion(product.desk, me, id, ending, NOW),
        change(second),
        register(clientId, id),
      ])
      await reopenSupportQuestion(product.desk, me, id)
    }
  })

  it.each(['a client', 'nobody'])(
    'of two corrections of a contact with %s the second is told that it has changed',
    async (whom) => {
      const contact = await register(whom === 'nobody' ? null : await client())
      const changes = [5, 6, 7].map((minutes) => change(contact, { minutes }))
      const outcomes = await Promise.allSettled(changes)
      const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? String(each.reason) : []))
      expect(refused).toHaveLength(2)
      for (const refusal of refused) expect(refusal).toContain('contact.changed_meanwhile')
    },
  )
})
