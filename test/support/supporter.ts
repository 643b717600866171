import { randomUUID } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { conversations, organisations, staff } from '../../db/schema.ts'
import type { Message } from '../../server/conversations/messages.ts'
import { reply } from '../../server/desk/reply.ts'
import type { Product } from './product.ts'
import { newStaff } from './staff.ts'

type Place = Pick<Product, 'app' | 'database' | 'desk'>

/** A supporter of the conversation's organisation writes to its client; the same name is the same person. */
export async function supporterWrites(
  place: Place,
  conversationId: string,
  text: string,
  firstName = 'Anna',
): Promise<Message[]> {
  const { db } = place.database
  const [at] = await db
    .select({ slug: organisations.slug, id: organisations.id })
    .from(organisations)
    .innerJoin(conversations, eq(conversations.organisationId, organisations.id))
    .where(eq(conversations.id, conversationId))
  const { slug, id: organisationId } = at!
  const named = and(eq(staff.organisationId, organisationId), eq(staff.firstName, firstName))
  const [known] = await db.select().from(staff).where(named)
  const { id: staffId, userId } = known ?? (await asRow(place, { organisation: slug, firstName }))
  const me = { staffId, organisationId, role: 'supporter', firstName, userId } as const
  return reply(place.desk, me, conversationId, { clientMessageId: randomUUID(), text })
}

async function asRow(place: Place, wanted: { organisation: string; firstName: string }) {
  const { staffId, userId } = await newStaff(place, wanted)
  return { id: staffId, userId }
}
