import { randomUUID } from 'node:crypto'
import { eq, sql } from 'drizzle-orm'
import { clients } from '../../db/schema.ts'
import { sealedOf } from '../../server/clients/client.ts'
import { identityOf } from '../../server/clients/terms.ts'
import { organisationKey } from '../../server/privacy/data-keys.ts'
import type { Product } from './product.ts'

type Row = typeof clients.$inferInsert

/** A client with a Wlz indication since 2020, unless said otherwise, as if somebody had put him in. */
export async function registeredClient(
  { database: { db }, desk }: Pick<Product, 'database' | 'desk'>,
  organisationId: string,
  otherwise: Partial<Row> = {},
): Promise<string> {
  const id = otherwise.id ?? randomUUID()
  const key = await organisationKey(db, desk.masterKey, organisationId)
  const [last] = await db
    .select({ number: sql<number>`coalesce(max(${clients.number}), 0)::int` })
    .from(clients)
    .where(eq(clients.organisationId, organisationId))
  const name = `Riet ${lettersOf(id)}`
  const told = { name, birthDate: '1940-02-29', reach: null, representative: null }
  await db.insert(clients).values({
    id,
    organisationId,
    number: last!.number + 1,
    identity: identityOf(key, told),
    ...sealedOf(key, id, told),
    law: 'wlz',
    municipality: 'Alkmaar',
    indicationFrom: '2020-01-01',
    uniqueClientId: id,
    ...otherwise,
  })
  return id
}

/** A name of his own. */
const lettersOf = (id: string) =>
  Array.from(id.replaceAll('-', ''), (digit) => String.fromCodePoint(97 + Number.parseInt(digit, 16))).join(
    '',
  )
