import { PgTransaction } from 'drizzle-orm/pg-core'
import { actor, withinOrganisation, type Db, type Scope } from '../../db/client.ts'
import { recordVisit, settle } from '../access-log/visit.ts'
import type { StaffMember } from './staff-member.ts'

/**
 * Runs the work as one transaction that sees and writes what the database lets this member of staff: the rows of his
 * organisation, and of its clients' files those that his role and his involvement open. Whose data he saw or changed
 * is logged in the same transaction: without the line there is no reading either.
 */
export async function asStaff<T>(db: Db, me: StaffMember, work: (tx: Db) => Promise<T>): Promise<T> {
  // Part of a transaction that goes on: its end writes the line, or else the door.
  const isPart: boolean = db instanceof PgTransaction
  if (isPart) return withinOrganisation(db, scopeOf(me), work)
  const { done, line } = await withinOrganisation(db, scopeOf(me), async (tx) => ({
    done: await work(tx),
    line: await recordVisit(tx, me),
  }))
  settle(me, line)
  return done
}

/** Who coordinates sees the whole organisation; a supporter what his involvement opens. */
export function scopeOf({ organisationId, role, staffId }: StaffMember): Scope {
  return { organisationId, supporterId: role === 'supporter' ? staffId : null }
}

/**
 * Runs work that has to look at the whole organisation although a supporter asks: who does so says there why, and
 * gives him nothing of it that is not his.
 */
export async function beyondInvolvement<T>(tx: Db, work: (all: Db) => Promise<T>): Promise<T> {
  const { organisation, supporter } = await actor(tx)
  return supporter === '' ? work(tx) : withinOrganisation(tx, organisation, work)
}
