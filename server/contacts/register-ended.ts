import { and, asc, eq, gt, isNull, lte, type SQL } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { recordAccess } from '../access-log/record.ts'
import { change } from '../conversations/change.ts'
import { openConversation } from '../conversations/conversation.ts'
import type { Registry } from './contact.ts'
import { contactOfEnded } from './of-conversation.ts'

/** A conversation with the assistant has no end that anybody marks: after a day of silence it is over. */
const SILENT_MS = 24 * 3_600_000
const LOOK_EVERY_MS = 15 * 60_000
const AT_ONCE = 100

/** Registers what the assistant did alone, some time after the client has stopped writing. */
export type EndedConversations = {
  start: () => void
  /** Registers all that is over by now. */
  look: () => Promise<void>
  stop: () => void
}

/** Several servers may do this at once: each takes what no other one has in hand. */
export function createEndedConversations(
  registry: Registry,
  { now, failed }: { now: () => Date; failed: (error: unknown) => void },
): EndedConversations {
  let timer: NodeJS.Timeout | null = null
  let isLooking = false

  async function look(): Promise<void> {
    const before = new Date(now().getTime() - SILENT_MS)
    let last: Date | null = null
    for (;;) {
      const found: Found[] = await endedBefore(registry, before, last)
      for (const each of found) await register(each).catch(failed)
      last = found.at(-1)?.createdAt ?? null
      if (found.length < AT_ONCE) return
    }
  }

  /** It may be gone on with at this very moment, or another server may have it: then it waits for the next time. */
  function register({ id, organisationId }: Found): Promise<void> {
    return withinOrganisation(registry.db, organisationId, async (tx) => {
      const isOver = overSince(new Date(now().getTime() - SILENT_MS))
      const [free] = await tx
        .select({ id: conversations.id })
        .from(conversations)
        .where(and(eq(conversations.id, id), isOver))
        .for('update', { skipLocked: true })
      if (!free) return
      const open = (await openConversation(tx, registry.masterKey, eq(conversations.id, id)))!
      await contactOfEnded(open, registry, now())
      await change(open, { registeredAt: now() })
      const { clientId } = open.conversation
      if (clientId)
        await recordAccess(tx, {
          organisationId,
          event: 'contact.registered',
          actor: { kind: 'product' },
          source: 'server',
          clientIds: [clientId],
          objectKind: 'conversation',
          objectId: id,
        })
    })
  }

  async function lookInTurn(): Promise<void> {
    if (isLooking) return
    isLooking = true
    await look().catch(failed)
    isLooking = false
  }

  return {
    start() {
      void lookInTurn()
      timer = setInterval(() => void lookInTurn(), LOOK_EVERY_MS).unref()
    },
    look,
    stop() {
      if (timer) clearInterval(timer)
    },
  }
}

type Found = { id: string; organisationId: string; createdAt: Date }

const overSince = (moment: Date): SQL =>
  and(
    eq(conversations.status, 'assistant'),
    isNull(conversations.registeredAt),
    lte(conversations.lastMessageAt, moment),
    lte(conversations.createdAt, moment),
  )!

function endedBefore({ db }: Registry, before: Date, last: Date | null): Promise<Found[]> {
  const { id, organisationId, createdAt } = conversations
  return db
    .select({ id, organisationId, createdAt })
    .from(conversations)
    .where(and(overSince(before), last ? gt(createdAt, last) : undefined))
    .orderBy(asc(createdAt))
    .limit(AT_ONCE)
}
