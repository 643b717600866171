import { withinOrganisation, type Db } from '../../db/client.ts'
import type { StaffMember } from './staff-member.ts'

/**
 * Runs the work as one transaction that sees and writes what the database lets this member of staff: the rows of his
 * organisation, and of its clients' files those that his role and his involvement open. Whose data he saw or changed
 * is logged in the same transaction: without the line there is no reading either.
 */
export function asStaff<T>(db: Db, me: StaffMember, work: (tx: Db) => Promise<T>): Promise<T> {
  return withinOrganisation(db, me.organisationId, work)
}
