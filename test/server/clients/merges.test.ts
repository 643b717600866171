import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withinOrganisation } from '../../../db/client.ts'
import { clientMerges, clients, contacts } from '../../../db/schema.ts'
import type { ClientFile } from '../../../server/clients/file.ts'
import { mergeClients, undoMerge } from '../../../server/clients/merge.ts'
import { reckon } from '../../../server/contacts/reckon.ts'
import { registerContact } from '../../../server/contacts/register.ts'
import { databaseKinds } from '../../support/databases.ts'
import { AtTheDesk, fileAt, type Worker } from './at-the-desk.ts'

describe.each(databaseKinds)('on $name', (kind) => {
  const desk = new AtTheDesk(kind)
  const merge = (client: ClientFile, into: ClientFile, by: Worker = desk.anna) =>
    by.call('POST', fileAt(client, '/merges'), { intoId: into.id, reason: 'Trouwde; bsn 123456782' })

  it('two who are one show it in both files, with who and why, and it can be undone', async () => {
    const [one, other] = [await desk.newClient(), await desk.newClient()]
    const { status, body } = await merge(one, other)
    expect([status, body.isMerged, body.uniqueClientId]).toEqual([201, true, other.id])
    const act = {
      client: { id: one.id, number: one.number },
      into: { id: other.id, number: other.number },
      reason: 'Trouwde; bsn •••',
      mergedBy: 'Anna',
      undoneAt: null,
    }
    expect(body.merges).toMatchObject([act])
    const { body: file } = await desk.anna.call('GET', fileAt(other))
    expect(file).toMatchObject({ isMerged: false, merges: [act] })

    const undo = (at: { id: string }) => desk.cora.call('DELETE', fileAt(at, `/merges/${file.merges[0].id}`))
    const stranger = await desk.newClient()
    expect(await undo(stranger)).toMatchObject({ status: 404, body: { code: 'merge.not_found' } })
    expect((await undo(other)).body).toMatchObject({ merges: [{ undoneBy: 'Cora' }] })
    expect((await undo(one)).body).toMatchObject({ isMerged: false, uniqueClientId: one.id })
  })

  it('nobody is merged twice at a time, into himself or in a circle; also not when all is done at once', async () => {
    const [a, b, c, d] = [
      await desk.newClient(),
      await desk.newClient(),
      await desk.newClient(),
      await desk.newClient(),
    ]
    expect(await merge(a, a)).toMatchObject({ status: 409, body: { code: 'client.merge_circle' } })
    await merge(a, b)
    expect(await merge(a, c)).toMatchObject({ status: 409, body: { code: 'client.merged_already' } })
    await merge(c, d)
    const answers = await Promise.all([merge(b, c), merge(d, a), merge(b, c, desk.cora)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409])
  })

  it('a supporter merges only those whom he is involved with both', async () => {
    const [one, other] = [await desk.newClient(), await desk.newClient({}, desk.bram)]
    expect(await merge(one, other)).toMatchObject({ status: 403, body: { code: 'client.not_involved' } })
    expect(await merge(other, one)).toMatchObject({ status: 403, body: { code: 'client.not_involved' } })
    expect((await merge(one, other, desk.cora)).status).toBe(201)
    // He is one person now: who worked with either works with him.
    expect((await desk.bram.call('GET', fileAt(one))).status).toBe(200)
  })

  it('the consent that was given under one name holds for the person', async () => {
    const [one, other] = [await desk.newClient(), await desk.newClient()]
    const given = { purpose: 'municipality', givenBy: 'client', givenOn: '2026-01-05', isFormOnFile: true }
    await desk.anna.call('POST', fileAt(one, '/consents'), given)
    await merge(one, other)
    const { body } = await desk.anna.call('GET', fileAt(other))
    expect(body.standings).toContainEqual({ purpose: 'municipality', giver: 'client', lack: null })
  })
})

const desk = new AtTheDesk()

it('what was registered counts for the one who remains, and goes back when the merge is undone', async () => {
  const about = { indicationFrom: '2020-01-01', municipality: 'Almere' }
  const [one, other] = [await desk.newClient(about), await desk.newClient(about)]
  for (const { id: clientId } of [one, other])
    await registerContact(
      desk.product.desk,
      desk.anna.me,
      {
        clientId,
        channel: 'phone',
        startedAt: new Date('2021-05-03T09:00:00Z'),
        minutes: 20,
        service: 'information_and_advice',
      },
      new Date('2021-05-04T09:00:00Z'),
    )
  const counted = async () => {
    const rows = await withinOrganisation(desk.product.database.db, desk.anna.organisationId, (tx) =>
      tx.select().from(contacts),
    )
    const of = (id: string) => rows.filter(({ uniqueClientId }) => uniqueClientId === id)
    return [one, other].map(({ id }) => of(id).reduce((sum, row) => sum + row.declarableMinutes, 0))
  }
  expect(await counted()).toEqual([20, 20])
  const { body } = await desk.anna.call('POST', fileAt(one, '/merges'), {
    intoId: other.id,
    reason: 'Dubbel',
  })
  expect(await counted()).toEqual([0, 30])
  await desk.anna.call('DELETE', fileAt(one, `/merges/${body.merges[0].id}`))
  expect(await counted()).toEqual([20, 20])
  await desk.anna.call('PATCH', fileAt(other), { law: 'wmo' })
  expect(await counted()).toEqual([20, 0])
})

const PEOPLE = 6
type Act = { merge: [number, number] } | { undo: number }
const person = fc.nat(PEOPLE - 1)
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ merge: fc.tuple(person, person) }) },
  { weight: 2, arbitrary: fc.record({ undo: fc.nat(30) }) },
)

it('after merges and undos in any order everybody counts for the end of his chain', async () => {
  const { db } = desk.product.database
  const { me } = desk.anna
  const within = <T>(work: Parameters<typeof withinOrganisation<T>>[2]) =>
    withinOrganisation(db, me.organisationId, work)
  const ids: string[] = []
  for (let i = 0; i < PEOPLE; i++) ids.push((await desk.newClient()).id)

  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
      const made: { id: string; from: number; into: number; isActive: boolean }[] = []
      const rootOf = (at: number): number => {
        const next = made.find(({ from, isActive }) => isActive && from === at)
        return next ? rootOf(next.into) : at
      }
      for (const each of acts) {
        if ('merge' in each) {
          const [from, into] = each.merge
          const isAllowed = rootOf(from) === from && rootOf(into) !== from
          const asked = { clientId: ids[from]!, intoId: ids[into]!, reason: 'Eén persoon' }
          const done = await mergeClients(desk.product.desk, me, reckon, asked).catch(() => null)
          expect(done !== null).toBe(isAllowed)
          if (done) made.push({ id: done.id, from, into, isActive: true })
        } else if (made.length > 0) {
          const undone = made[each.undo % made.length]!
          const clientId = ids[undone.into]!
          await undoMerge(desk.product.desk, me, reckon, { clientId, mergeId: undone.id })
          undone.isActive = false
        }
      }
      const rows = await within((tx) => tx.select().from(clients))
      const counts = ids.map((id) => rows.find((row) => row.id === id)!.uniqueClientId)
      expect(counts).toEqual(ids.map((_, at) => ids[rootOf(at)]))
      for (const { id } of made) {
        const clientId = ids[made.find((each) => each.id === id)!.from]!
        await undoMerge(desk.product.desk, me, reckon, { clientId, mergeId: id })
      }
      const after = await within((tx) => tx.select().from(clients))
      expect(after.filter(({ id }) => ids.includes(id)).every((row) => row.uniqueClientId === row.id)).toBe(
        true,
      )
      await within((tx) => tx.delete(clientMerges).where(eq(clientMerges.organisationId, me.organisationId)))
    }),
    { numRuns: 40 },
  )
}, 60_000)
