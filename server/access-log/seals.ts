import { createHmac, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { accessLogHeads, accessLogSeals } from '../../db/schema.ts'
import { derivedKey, type MasterKey } from '../../db/sealing.ts'
import type { Store } from '../store.ts'

/** The newest line of an organisation's log. */
export type Head = { organisationId: string; seq: number; hash: Uint8Array }
type Seal = typeof accessLogSeals.$inferSelect

/**
 * Seals the newest line of every organisation, or of one, with a key that is not in the database: whoever can write
 * there cannot make a seal for lines of his own. A line that is sealed already is not sealed again.
 */
export async function sealHeads(
  { db, masterKey }: Pick<Store, 'db' | 'masterKey'>,
  { organisationId, now = new Date() }: { organisationId?: string; now?: Date } = {},
): Promise<number> {
  const own = organisationId ? eq(accessLogHeads.organisationId, organisationId) : undefined
  const heads = await db.select().from(accessLogHeads).where(own)
  let sealed = 0
  for (const head of heads) if (await sealHead(db, masterKey, head, now)) sealed += 1
  return sealed
}

async function sealHead(db: Db, masterKey: MasterKey, head: Head, now: Date): Promise<boolean> {
  const { organisationId, seq, hash } = head
  if (seq === 0) return false
  const last = await db.query.accessLogSeals.findFirst({
    where: (seals, { and }) => and(eq(seals.organisationId, organisationId), eq(seals.seq, seq)),
  })
  if (last && isGenuine(masterKey, last)) return false
  const sealedAt = now
  const keyName = keyNameOf(masterKey)
  const mac = macOf(masterKey, { organisationId, seq, hash, sealedAt })
  await db.insert(accessLogSeals).values({ organisationId, seq, hash, sealedAt, keyName, mac })
  return true
}

/** Whether the seal was made with our key for this very line. */
export function isGenuine(masterKey: MasterKey, seal: Seal): boolean {
  const expected = macOf(masterKey, seal)
  return seal.mac.length === expected.length && timingSafeEqual(expected, seal.mac)
}

type Sealed = Head & { sealedAt: Date }

function macOf(masterKey: MasterKey, { organisationId, seq, hash, sealedAt }: Sealed): Buffer {
  const said = [organisationId, seq, Buffer.from(hash).toString('hex'), sealedAt.toISOString()].join('\n')
  return createHmac('sha256', keyOf(masterKey)).update(said).digest()
}

const keyOf = (masterKey: MasterKey) => derivedKey(masterKey, 'access log')

const keyNameOf = (masterKey: MasterKey) =>
  createHmac('sha256', keyOf(masterKey)).update('name').digest('hex').slice(0, 16)
