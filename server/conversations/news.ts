import { and, eq, isNull, sql } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { OUTBOX_FILLED } from '../deliveries/deliver.ts'
import type { Store } from '../store.ts'
import { openConversation, type Conversation, type OpenConversation } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'

/** What a client is told of how his conversation stands. */
export type Standing = { status: Conversation['status']; asksRating: boolean }

export type Event =
  | { type: 'message'; message: Message }
  | ({ type: 'status' } & Standing)
  | { type: 'typing'; speaker: string }
  | { type: 'erased' }

/** Whether there was help to be satisfied with. */
export function asksRating(result: Conversation['result']): boolean {
  return result === 'answered' || result === 'referred' || result === 'other'
}

/** How a conversation stands for its client; a closed one asks how satisfied he is until he has said so. */
export function standingOf({ status, result, rating }: Conversation): Standing {
  return { status, asksRating: status === 'closed' && asksRating(result) && rating === null }
}

/** Somebody who follows a conversation, and up to which message he has been told. */
export type Follower = { seq: number; told?: Standing; tell: (events: readonly Event[]) => void }

/** Tells those who follow a conversation what is added to it, on whichever server it happened. */
export type News = {
  changed: (open: OpenConversation) => void
  erased: (where: Place) => void
  /** A supporter is writing; whoever is not told of it misses nothing. */
  typing: (conversationId: string, speaker: string) => void
  /** Tells what came after `follower.seq`, and from then on everything once and in order, until it is called off. */
  follow: (where: Place, follower: Follower) => () => void
  stop: () => void
}

type Place = { organisationId: string; conversationId: string }
type Followed = Place & {
  followers: Set<Follower>
  reading: Promise<void> | null
  again: boolean
}

/** The word that a conversation has changed: its id, organisation, last message, standing, and what happened. */
export const CHANGED = 'conversation'
export const ERASED = 'erased'
const TYPING = 'typing'
/** The word of another server gets lost with that server, or with the connection to it. */
const LOOK_AGAIN_MS = 5000

export function createNews({ db, bus, masterKey }: Store, failed: (error: unknown) => void): News {
  const followed = new Map<string, Followed>()

  bus.listen(
    CHANGED,
    (subject) => {
      const [id = '', , lastSeq = '', status, rating] = subject.split(' ')
      const conversation = followed.get(id)
      if (!conversation) return
      if (lastSeq === ERASED) return end(conversation)
      if (isBehind(conversation, Number(lastSeq))) read(conversation)
      tellStanding(conversation, { status: status as Standing['status'], asksRating: rating === 'rating' })
    },
    catchUp,
  )
  bus.listen(
    TYPING,
    (subject) => {
      const [id = '', ...speaker] = subject.split(' ')
      const conversation = followed.get(id)
      if (conversation) tellAll(conversation, [{ type: 'typing', speaker: speaker.join(' ') }])
    },
    () => {},
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

  function tellAll({ followers }: Followed, events: readonly Event[]): void {
    for (const follower of followers) follower.tell(events)
  }

  function tellStanding(conversation: Followed, standing: Standing): void {
    const events: Event[] = [{ type: 'status', ...standing }]
    for (const follower of conversation.followers) {
      const { told } = follower
      if (told?.status === standing.status && told.asksRating === standing.asksRating) continue
      follower.told = standing
      follower.tell(events)
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
    const found = await withinOrganisation(db, organisationId, async (tx) => {
      const open = await openConversation(tx, masterKey, eq(conversations.id, conversationId))
      return open && { open, messages: await messagesAfter(tx, conversationId, open.key, after) }
    })
    if (!found) return
    handOut(conversation, found.messages)
    tellStanding(conversation, standingOf(found.open.conversation))
  }

  function end(conversation: Followed): void {
    followed.delete(conversation.conversationId)
    tellAll(conversation, [{ type: 'erased' }])
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
      .where(
        and(sql`${conversations.id} = any(${`{${ids.join(',')}}`}::uuid[])`, isNull(conversations.erasedAt)),
      )
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
    changed({ conversation, added, happened, isTouched }) {
      if (added.length === 0 && happened.length === 0 && !isTouched) return
      const { id, organisationId, lastSeq, telegramChatId } = conversation
      const inSight = followed.get(id)
      if (inSight) handOut(inSight, added)
      const standing = standingOf(conversation)
      const what = [...happened, ...(conversation.urgent ? ['urgent'] : [])].join(',')
      bus.tell(
        CHANGED,
        `${id} ${organisationId} ${lastSeq} ${standing.status} ${standing.asksRating ? 'rating' : '-'} ${what}`,
      )
      if (telegramChatId && added.length > 0) bus.tell(OUTBOX_FILLED, telegramChatId)
    },
    erased: ({ conversationId, organisationId }) =>
      bus.tell(CHANGED, `${conversationId} ${organisationId} ${ERASED}`),
    typing: (conversationId, speaker) => bus.tell(TYPING, `${conversationId} ${speaker}`),
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
