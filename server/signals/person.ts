import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import type { Key } from '../../db/sealing.ts'
import { clientFor, toldOf } from '../clients/client.ts'
import { contactOf } from '../conversations/contact.ts'
import { beyondInvolvement } from '../staff/as-staff.ts'
import type { Person } from './leads-to-person.ts'

/** Whom a signal must not give away: its client and who speaks for him, or who wrote in its conversation. */
export async function personOf(
  tx: Db,
  key: Key,
  { clientId, conversationId }: { clientId: string | null; conversationId: string | null },
): Promise<Person | null> {
  // Who may change a signal need not have part in its client; his name is looked for, and not shown.
  const client = clientId ? await beyondInvolvement(tx, (all) => clientFor(all, clientId)) : null
  const told = client && !client.erasedAt ? toldOf(key, client) : null
  const writer = conversationId ? await writerOf(tx, key, conversationId) : null
  const names = [told?.name, told?.representative?.name, writer].flatMap((name) => name ?? [])
  return names.length > 0 ? { names, birthDate: told?.birthDate ?? null } : null
}

async function writerOf(tx: Db, key: Key, conversationId: string): Promise<string | null> {
  const [conversation] = await tx.select().from(conversations).where(eq(conversations.id, conversationId))
  return conversation ? contactOf({ conversation, key }).name : null
}
