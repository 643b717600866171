import { and, eq } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations } from '../../db/schema.ts'
import { change } from './change.ts'
import {
  changing,
  noSuchConversation,
  openConversation,
  type Desk,
  type OpenConversation,
} from './conversation.ts'
import { record } from './steps.ts'

type Holder = { organisationId: string; staffId: string }

/** Gives the conversations of somebody who is not there back to his colleagues, each with the date it had. */
export async function releaseConversationsOf(desk: Desk, holder: Holder): Promise<void> {
  const { organisationId, staffId } = holder
  const held = and(eq(conversations.supporterId, staffId), eq(conversations.status, 'assigned'))
  const ids = await withinOrganisation(desk.db, organisationId, (tx) =>
    tx.select({ id: conversations.id }).from(conversations).where(held),
  )
  for (const { id } of ids) await release(desk, holder, id)
}

async function release(desk: Desk, { organisationId, staffId }: Holder, conversationId: string) {
  const place = { organisationId, conversationId }
  await changing(
    desk,
    place,
    async (tx) => {
      const open = await openConversation(tx, desk.masterKey, eq(conversations.id, conversationId), 'lock')
      if (!open) throw noSuchConversation()
      return open
    },
    (open) => releaseIn(open, staffId),
  )
}

/** A client who waits for nobody has nothing to be taken over: his conversation goes on with the assistant. */
export async function releaseIn(open: OpenConversation, staffId: string): Promise<void> {
  const { conversation } = open
  if (conversation.supporterId !== staffId || conversation.status !== 'assigned') return
  const status = conversation.dueAt ? 'waiting' : 'assistant'
  await change(open, { status, supporterId: null, snoozedUntil: null })
  await record(open, { kind: 'released', staffId })
}
