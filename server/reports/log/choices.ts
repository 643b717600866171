import { asc, eq } from 'drizzle-orm'
import { staff } from '../../../db/schema.ts'
import type { Engine } from '../../answers/engine.ts'
import { allServices } from '../../contacts/services.ts'
import { topicsOf } from '../../contacts/topics.ts'
import type { StaffMember } from '../../staff/staff-member.ts'
import type { Store } from '../../store.ts'
import { termsIn } from '../lapsed.ts'
import { asStaff } from '../../staff/as-staff.ts'

/** What the filters of the log offer. */
export type LogChoices = {
  regions: string[]
  municipalities: string[]
  /** As `<agreementId>:<key>`, in the order of the agreements. */
  services: string[]
  /** Everybody who ever was staff; a contact of who left still bears his name. */
  supporters: { id: string; firstName: string; isFormer: boolean }[]
  topics: string[]
}

export function logChoices({ db }: Store, me: StaffMember, engine: Engine): Promise<LogChoices> {
  return asStaff(db, me, async (tx) => {
    const terms = await termsIn(tx, me.organisationId)
    const bound = new Set(terms.map(({ agreementId }) => agreementId))
    const lists = [...engine.names.regions].filter(([agreementId]) => bound.has(agreementId))
    const places = lists.flatMap(([, regions]) => [...regions.values()])
    const members = await tx
      .select({ id: staff.id, firstName: staff.firstName, removedAt: staff.removedAt })
      .from(staff)
      .where(eq(staff.organisationId, me.organisationId))
      .orderBy(asc(staff.firstName))
    const services = allServices.filter(({ agreementId }) => bound.has(agreementId))
    return {
      regions: inOrder(places.map(({ region }) => region)),
      municipalities: inOrder(places.map(({ municipality }) => municipality)),
      services: services.map(({ agreementId, key }) => `${agreementId}:${key}`),
      supporters: members.map(({ id, firstName, removedAt }) => ({
        id,
        firstName,
        isFormer: removedAt !== null,
      })),
      topics: topicsOf(engine),
    }
  })
}

const inOrder = (names: string[]) => [...new Set(names)].toSorted((a, b) => a.localeCompare(b, 'nl'))
