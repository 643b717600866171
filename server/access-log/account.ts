import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { sessions, staff, users, verifications } from '../../db/schema.ts'
import type { Event } from './events.ts'
import { recordAccess, type Outcome } from './record.ts'

/** Whose account it is, as far as what was sent says so. */
export type Account = { userId: string } | { email: string } | { token: string }

type AccountLine = {
  event: Event
  outcome: Outcome
  address: string | null
  requestId: string | null
  at: Date
}

/**
 * Writes what somebody did with his own account, such as logging in, in the log of every organisation that he is staff
 * of, or of the one that he works for. An account that there is not leaves no line.
 */
export async function recordAccount(
  db: Db,
  account: Account,
  line: AccountLine,
  organisationId?: string | undefined,
): Promise<void> {
  await db.transaction(async (tx) => {
    const places = await tx
      .select({ place: staff, name: users.name })
      .from(staff)
      .innerJoin(users, eq(users.id, staff.userId))
      .where(
        and(
          isNull(staff.removedAt),
          organisationId ? eq(staff.organisationId, organisationId) : undefined,
          ofAccount(tx, account),
        ),
      )
      .orderBy(asc(staff.organisationId))
    for (const { place, name } of places) {
      const actor = { kind: 'staff', staffId: place.id, name, role: place.role } as const
      await recordAccess(tx, {
        ...line,
        organisationId: place.organisationId,
        actor,
        source: 'desk',
        objectKind: line.event.startsWith('staff.') ? 'staff' : null,
        objectId: line.event.startsWith('staff.') ? place.id : null,
      })
    }
  })
}

function ofAccount(tx: Db, account: Account) {
  if ('userId' in account) return eq(users.id, account.userId)
  if ('email' in account) return eq(users.email, account.email.toLowerCase())
  const { userId } = sessions
  return eq(users.id, tx.select({ userId }).from(sessions).where(eq(sessions.token, account.token)))
}

/** Of whom a second factor is asked, by what his cookie names: it is used up when he has shown it. */
export async function askedOf({ db }: { db: Db }, identifier: string): Promise<Account | null> {
  const [asked] = await db.select().from(verifications).where(eq(verifications.identifier, identifier))
  return asked ? { userId: asked.value } : null
}
