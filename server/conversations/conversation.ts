import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { desc, eq, type SQL } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import { conversations, organisations } from '../../db/schema.ts'
import type { Key, MasterKey } from '../../db/sealing.ts'
import { sharingTransaction } from '../../db/shared-transaction.ts'
import { AppError } from '../app-error.ts'
import { keyFrom, wrappedKeysOf } from '../privacy/data-keys.ts'
import { recordAccess, type Access } from '../access-log/record.ts'
import type { Store } from '../store.ts'
import { bindingsOf, type Binding } from './bindings.ts'
import type { Message } from './messages.ts'
import type { News } from './news.ts'
import type { StepKind } from './steps.ts'

export type Conversation = typeof conversations.$inferSelect

/** Who holds the token of a conversation: the client, on one of his devices. */
export type ClientAccess = { organisationId: string; conversationId: string; digest: string }

/** A conversation in the hands of one transaction: with the key of its texts, and what has been added to it. */
export type OpenConversation = {
  tx: Db
  conversation: Conversation
  /** What binds the organisation's clients, and when. */
  bindings: Binding[]
  key: Key
  added: Message[]
  /** What happened around it, for staff. */
  happened: StepKind[]
  /** Something that staff see of it has changed, without a step. */
  isTouched: boolean
  /** Lines for the access log, which are written last in the transaction. */
  toLog: Access[]
}

/** The store, and who is told of what happens in a conversation. */
export type Desk = Store & { news: News }

export const noSuchConversation = () => new AppError('conversation.not_found')
export const conversationErased = (erasedAt: Date) =>
  new AppError('conversation.erased', { erasedAt: erasedAt.toISOString() })

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

/** Runs the work on the client's own conversation as it now stands; anybody else's is not found. */
export function readConversation<T>(
  { db, masterKey }: Store,
  access: ClientAccess,
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  return withinOrganisation(db, access.organisationId, async (tx) =>
    work(await clientsOwn(tx, masterKey, access)),
  )
}

const isRefusal = (error: unknown) => error instanceof AppError

/**
 * Like `readConversation`, locked against others; what was added is told once it is stored. The work may refuse
 * before it has written anything, and may be run again.
 */
export function changeConversation<T>(
  desk: Desk,
  access: ClientAccess,
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  return changing(desk, access, (tx) => clientsOwn(tx, desk.masterKey, access, 'lock'), work)
}

/** Like `changeConversation`, for staff and for the product itself: by the conversation's id alone. */
export function changeById<T>(
  desk: Desk,
  place: { organisationId: string; conversationId: string },
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  return changing(desk, place, (tx) => existing(tx, desk.masterKey, place.conversationId, 'lock'), work)
}

/** The conversation with this id within the organisation of the transaction; a wrong id is not found. */
export async function existing(
  tx: Db,
  masterKey: MasterKey,
  conversationId: string,
  lock?: 'lock',
): Promise<OpenConversation> {
  const open = UUID.test(conversationId)
    ? await openConversation(tx, masterKey, eq(conversations.id, conversationId), lock)
    : null
  if (!open) throw noSuchConversation()
  if (open.conversation.erasedAt) throw conversationErased(open.conversation.erasedAt)
  return open
}

/** Like `changeConversation`, for whoever may change it without the client's token. */
export async function changing<T>(
  { db, news }: Desk,
  {
    organisationId,
    conversationId,
    supporterId = null,
  }: { organisationId: string; conversationId: string; supporterId?: string | null },
  find: (tx: Db) => Promise<OpenConversation>,
  work: (open: OpenConversation) => Promise<T>,
): Promise<T> {
  async function findAndWork(tx: Db) {
    const found = await find(tx)
    return { open: found, done: await work(found) }
  }
  const { open, done } = await sharingTransaction(
    db,
    { organisationId, supporterId },
    conversationId,
    findAndWork,
    isRefusal,
    async (tx, { open: { toLog } }) => {
      for (const access of toLog) await recordAccess(tx, { organisationId, ...access })
    },
  )
  news.changed(open)
  return done
}

/** The client's own conversation, locked in a transaction of the caller's; anybody else's is not found. */
export const ownConversation = (tx: Db, masterKey: MasterKey, access: ClientAccess) =>
  clientsOwn(tx, masterKey, access, 'lock')

async function clientsOwn(tx: Db, masterKey: MasterKey, access: ClientAccess, lock?: 'lock') {
  const open = await openConversation(tx, masterKey, eq(conversations.id, access.conversationId), lock)
  if (!open?.conversation.tokenDigest || !sameDigest(open.conversation.tokenDigest, access.digest))
    throw noSuchConversation()
  return open
}

/** The newest conversation that the condition holds for, within the organisation of the transaction. */
export async function openConversation(
  tx: Db,
  masterKey: MasterKey,
  condition: SQL | undefined,
  lock?: 'lock',
): Promise<OpenConversation | null> {
  const query = tx
    .select({
      conversation: conversations,
      wrapped: wrappedKeysOf(conversations.organisationId),
      bindings: bindingsOf(conversations.organisationId),
    })
    .from(conversations)
    // Of two tables the columns are named in full, which those inside the lists above need.
    .innerJoin(organisations, eq(organisations.id, conversations.organisationId))
    .where(condition)
    .orderBy(desc(conversations.createdAt))
    .limit(1)
  const [row] = lock ? await query.for('update', { of: conversations }) : await query
  if (!row) return null
  const { conversation, wrapped, bindings } = row
  const key = keyFrom(masterKey, conversation.organisationId, wrapped)
  return { tx, conversation, bindings, key, added: [], happened: [], isTouched: false, toLog: [] }
}

function sameDigest(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
