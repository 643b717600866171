import { randomUUID } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../../db/client.ts'
import { organisations, staff, teams, users } from '../../../db/schema.ts'
import { organisationKey } from '../../../server/privacy/data-keys.ts'
import type { Product } from '../../support/product.ts'
import { newStaff } from '../../support/staff.ts'
import type { Place } from './fill.ts'

/** The largest has most of the conversations. */
const SHARES = { magentazorg: 0.7, zonl: 0.2, 'de-wegwijzer': 0.1 }
const STAFF = 60

/** The organisations with their staff and teams; at the largest somebody of each role who can log in. */
export async function employ(product: Product) {
  const places: Place[] = []
  const { db } = product.database
  for (const { id, slug } of await db.select().from(organisations)) {
    const share = SHARES[slug as keyof typeof SHARES]
    places.push({
      id,
      share,
      key: await organisationKey(db, product.desk.masterKey, id),
      staffIds: await employMany(product.database, id, Math.round(share * STAFF)),
      teamIds: (
        await db
          .insert(teams)
          .values(['Noord', 'Zuid', 'Avond'].map((name) => ({ organisationId: id, name })))
          .returning()
      ).map((team) => team.id),
    })
  }
  const supporter = await newStaff(product, { firstName: 'Anna' })
  const coordinator = await newStaff(product, { firstName: 'Cora', role: 'coordinator' })
  const [largest] = places.toSorted((a, b) => b.share - a.share)
  largest!.staffIds.push(supporter.staffId, coordinator.staffId)
  return places
}

/** Who asks in the measurements, at the largest organisation, and a colleague and a team of theirs. */
export async function whoAsks({ database: { db } }: Product) {
  const members = await db
    .select({
      staffId: staff.id,
      userId: staff.userId,
      organisationId: staff.organisationId,
      firstName: staff.firstName,
    })
    .from(staff)
    .innerJoin(organisations, eq(organisations.id, staff.organisationId))
    .where(and(eq(organisations.slug, 'magentazorg'), inArray(staff.firstName, ['Anna', 'Cora', 'Iemand'])))
  const named = (name: string) => members.find(({ firstName }) => firstName === name)!
  const { organisationId } = named('Anna')
  const [team] = await db.select().from(teams).where(eq(teams.organisationId, organisationId))
  return {
    organisationId,
    supporter: named('Anna'),
    coordinator: named('Cora'),
    colleagueId: named('Iemand').staffId,
    teamId: team!.id,
  }
}

async function employMany({ db }: Database, organisationId: string, many: number): Promise<string[]> {
  const people = Array.from({ length: many }, () => randomUUID())
  await db.insert(users).values(people.map((id) => ({ id, name: 'Iemand', email: `${id}@voorbeeld.nl` })))
  const members = await db
    .insert(staff)
    .values(
      people.map((userId) => ({ organisationId, userId, role: 'supporter' as const, firstName: 'Iemand' })),
    )
    .returning()
  return members.map(({ id }) => id)
}
