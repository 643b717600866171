import { sql } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { OUTBOX_FILLED } from '../deliveries/deliver.ts'
import type { Store } from '../store.ts'
import { organisationKey, type OpenConversation } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'

export type Event = { type: 'message'; message: Message } | { type: 'erased' }

/** Somebody who follows a conversation, and up to which message he has been told. */
export type Follower = { seq: number; tell: (events: readonly Event[]) => void }

/** Tells those who follow a conversation what is added to it, on whichever server it happened. */
export type News = {
  added: (open: OpenConversation) => void
  erased: (where: Place) => void
  /** Tells what came after `follower.seq`, and from then on everything once and in order, until it is called off. */
  follow: (where: Place, follower: Follower) => () => void
  stop: () => void
}

type Place = { organisationId: string; conversationId: string }
type Followed = Place & { followers: Set<Follower>; reading: Promise<void> | null; again: boolean }

const CHANGED = 'conversation'
const ERASED = 'erased'
/** The word of another server gets lost with that server, or with the connection to it. */
const LOOK_AGAIN_MS = 5000

export function createNews({ db, bus, masterKey }: Store, failed: (error: unknown) => void): News {
  const followed = new Map<string, Followed>()

  bus.listen(
    CHANGED,
    (subject) => {
      const [id = '', lastSeq = ''] = subject.split(' ')
      const conversation = followed.get(id)
      if (!conversation) return
      if (lastSeq === ERASED) end(conversation)
      else if (isBehind(conversation, Number(lastSeq))) read(conversation)
    },
    catchUp,
  )
  const looking = setInterval(catchUp, LOOK_AGAIN_MS).unref()

  /** Hands out what is at hand. Who missed something before it has to wait until that has been read. */
  function handOut(conversation: Followed, messages: readonly Message[]): void {
    const first = messages[0]?.seq
    if (first === undefined) return
    // Most followers have come equally far: what they are told is then one and the same.
    const rests = new Map<number, Event[]>()
    for (const follower of conversation.followers) {
      const had = follower.seq - first + 1
      if (had < 0 || had >= messages.length) continue
      const rest =
        rests.get(had) ?? messages.slice(had).map((message) => ({ type: 'message' as const, message }))
      rests.set(had, rest)
      follower.seq = first + messages.length - 1
      follower.tell(rest)
    }
  }

  /** Reads what the followers have not had; asked while it is reading, it reads once more. */
  function read(conversation: Followed): void {
    conversation.again = conversation.reading !== null
    conversation.reading ??= readOnce(conversation)
      .catch(failed)
      .finally(() => {
        conversation.reading = null
        if (conversation.again) read(conversation)
      })
  }

  async function readOnce(conversation: Followed): Promise<void> {
    const { organisationId, conversationId, followers } = conversation
    if (followers.size === 0) return
    const after = Math.min(...Array.from(followers, ({ seq }) => seq))
    const messages = await withinOrganisation(db, organisationId, async (tx) =>
      messagesAfter(tx, conversationId, await organisationKey(tx, masterKey, organisationId), after),
    )
    handOut(conversation, messages)
  }

  function end(conversation: Followed): void {
    followed.delete(conversation.conversationId)
    const ending: Event[] = [{ type: 'erased' }]
    for (const follower of conversation.followers) follower.tell(ending)
  }

  /** Looks for itself what may have been missed. */
  function catchUp(): void {
    const ids = [...followed.keys()]
    if (ids.length > 0) lookAt(ids).catch(failed)
  }

  async function lookAt(ids: readonly string[]): Promise<void> {
    const rows = await db
      .select({ id: conversations.id, lastSeq: conversations.lastSeq })
      .from(conversations)
      .where(sql`${conversations.id} = any(${`{${ids.join(',')}}`}::uuid[])`)
    const lastSeqs = new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]))
    for (const id of ids) {
      const conversation = followed.get(id)
      const lastSeq = lastSeqs.get(id)
      if (conversation && lastSeq === undefined) end(conversation)
      else if (conversation && isBehind(conversation, lastSeq!)) read(conversation)
    }
  }

  return {
    stop: () => clearInterval(looking),
    added({ conversation: { id, lastSeq, telegramChatId }, added }) {
      if (added.length === 0) return
      const conversation = followed.get(id)
      if (conversation) handOut(conversation, added)
      bus.tell(CHANGED, `${id} ${lastSeq}`)
      if (telegramChatId) bus.tell(OUTBOX_FILLED, telegramChatId)
    },
    erased: ({ conversationId }) => bus.tell(CHANGED, `${conversationId} ${ERASED}`),
    follow(where, follower) {
      const conversation = followed.get(where.conversationId) ?? {
        ...where,
        followers: new Set(),
        reading: null,
        again: false,
      }
      followed.set(where.conversationId, conversation)
      conversation.followers.add(follower)
      read(conversation)
      return () => {
        conversation.followers.delete(follower)
        if (conversation.followers.size === 0 && followed.get(where.conversationId) === conversation)
          followed.delete(where.conversationId)
      }
    },
  }
}

function isBehind({ followers }: Followed, lastSeq: number): boolean {
  for (const { seq } of followers) if (seq < lastSeq) return true
  return false
}
