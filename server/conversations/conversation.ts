import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, organisations } from '../../db/schema.ts'
import { unwrapKey, type Key } from '../../db/sealing.ts'
import { AppError } from '../app-error.ts'

export type Conversation = typeof conversations.$inferSelect

/** Who holds the token of a conversation: the client, on one of his devices. */
export type ClientAccess = { organisationId: string; conversationId: string; digest: string }

export const noSuchConversation = () => new AppError('conversation.not_found')

/** A token names its organisation, so that the walls of the database hold from the first query on. */
export function newToken(organisationId: string): string {
  return `${organisationId}.${randomBytes(32).toString('base64url')}`
}

export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/u
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

/** Reads a bearer token for a conversation; a token of the wrong shape is the same as a wrong token. */
export function accessWith(conversationId: string, token: string | undefined): ClientAccess {
  const organisationId = TOKEN.exec(token ?? '')?.[1]
  if (!token || !organisationId || !UUID.test(conversationId)) throw noSuchConversation()
  return { organisationId, conversationId, digest: digestOf(token) }
}

/** Runs the work on the client's own conversation, locked against others; anybody else's is not found. */
export function withConversation<T>(
  db: Db,
  masterKey: Key,
  { organisationId, conversationId, digest }: ClientAccess,
  work: (tx: Db, conversation: Conversation, key: Key) => Promise<T>,
): Promise<T> {
  return withinOrganisation(db, organisationId, async (tx) => {
    const [conversation] = await tx
      .select()
      .from(conversations)
      .where(eq(conversations.id, conversationId))
      .for('update')
    if (!conversation || !sameDigest(conversation.tokenDigest, digest)) throw noSuchConversation()
    return work(tx, conversation, await organisationKey(tx, masterKey, organisationId))
  })
}

export async function organisationKey(tx: Db, masterKey: Key, organisationId: string): Promise<Key> {
  const [row] = await tx.select().from(organisations).where(eq(organisations.id, organisationId))
  if (!row) throw new AppError('organisation.not_found')
  return unwrapKey(masterKey, organisationId, row.sealedKey)
}

function sameDigest(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
