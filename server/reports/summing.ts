import { sql } from 'drizzle-orm'
import { withinOrganisation, type Db, type Scope } from '../../db/client.ts'
import { asStaff } from '../staff/as-staff.ts'
import type { StaffMember } from '../staff/staff-member.ts'

/**
 * `withinOrganisation` for what goes over many rows. PostgreSQL plans each query for the very period and filters that
 * are asked: the plan for whatever may be asked, which it keeps from the sixth time on, takes two to four times as long.
 * Nor does it compile them, which takes longer than it gains, nor sort half a million rows on disk.
 */
export function summingWithin<T>(db: Db, scope: string | Scope, work: (tx: Db) => Promise<T>): Promise<T> {
  return withinOrganisation(db, scope, async (tx) => {
    await planAnew(tx)
    return work(tx)
  })
}

/** The same for rows that say something of people: who saw them is logged. */
export function summingAsStaff<T>(db: Db, me: StaffMember, work: (tx: Db) => Promise<T>): Promise<T> {
  return asStaff(db, me, async (tx) => {
    await planAnew(tx)
    return work(tx)
  })
}

const planAnew = (tx: Db) =>
  tx.execute(
    sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
        set_config('work_mem', '64MB', true)`,
  )
