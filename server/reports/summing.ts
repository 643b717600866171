import { sql } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'

/**
 * `withinOrganisation` for what goes over many rows. PostgreSQL plans each query for the very period and filters that
 * are asked: the plan for whatever may be asked, which it keeps from the sixth time on, takes two to four times as long.
 * Nor does it compile them, which takes longer than it gains, nor sort half a million rows on disk.
 */
export function summingWithin<T>(db: Db, organisationId: string, work: (tx: Db) => Promise<T>): Promise<T> {
  return withinOrganisation(db, organisationId, async (tx) => {
    await tx.execute(
      sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
        set_config('work_mem', '64MB', true)`,
    )
    return work(tx)
  })
}
