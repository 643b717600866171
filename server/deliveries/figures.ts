import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../db/client.ts'
import { deliveries } from '../../db/schema.ts'

export type DeliveryFigures = {
  pending: number
  oldestPendingSeconds: number
  failed: number
  sent: number
  /** Sent, but at least one attempt got no answer: the client may have it more than once. */
  sentPerhapsTwice: number
}

/** How the outbox of all organisations stands. */
export async function deliveryFigures(db: Db): Promise<DeliveryFigures> {
  const { state, createdAt, uncertainAttempts } = deliveries
  const [figures] = await rowsOf<DeliveryFigures>(
    db,
    sql`select
      (count(*) filter (where ${state} = 'pending'))::int as "pending",
      coalesce(extract(epoch from now() - min(${createdAt}) filter (where ${state} = 'pending')), 0)::float8
        as "oldestPendingSeconds",
      (count(*) filter (where ${state} = 'failed'))::int as "failed",
      (count(*) filter (where ${state} = 'sent'))::int as "sent",
      (count(*) filter (where ${state} = 'sent' and ${uncertainAttempts} > 0))::int as "sentPerhapsTwice"
    from ${deliveries}`,
  )
  return figures!
}
