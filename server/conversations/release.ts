import { and, eq } from 'drizzle-orm'
import { withinOrganisation } from '../../db/client.ts'
import { conversations, staff } from '../../db/schema.ts'
import { AppError } from '../app-error.ts'
import { change } from './change.ts'
import { changeById, type Desk, type OpenConversation } from './conversation.ts'
import { texts, type Locale } from '../texts.ts'
import { append } from './messages.ts'
import { record } from './steps.ts'

type Holder = { organisationId: string; staffId: string }

/** Gives the conversations of somebody who is not there back to his colleagues, each with the date it had. */
export async function releaseConversationsOf(desk: Desk, holder: Holder): Promise<void> {
  const { organisationId, staffId } = holder
  const held = and(eq(conversations.supporterId, staffId), eq(conversations.status, 'assigned'))
  const ids = await withinOrganisation(desk.db, organisationId, (tx) =>
    tx.select({ id: conversations.id }).from(conversations).where(held),
  )
  for (const { id } of ids) {
    const place = { organisationId, conversationId: id }
    await changeById(desk, place, (open) => releaseIn(open, staffId)).catch((error: unknown) => {
      // Erased by its client meanwhile: there is nothing left to give back.
      if (!(error instanceof AppError)) throw error
    })
  }
}

/** A client who waits for nobody has nothing to be taken over: his conversation goes on with the assistant. */
export async function releaseIn(open: OpenConversation, staffId: string): Promise<void> {
  const { conversation } = open
  if (conversation.supporterId !== staffId || conversation.status !== 'assigned') return
  const isOwed = conversation.dueAt !== null
  const status = isOwed ? 'waiting' : 'assistant'
  await record(open, { kind: 'released', staffId })
  const changes = { status, supporterId: null, snoozedUntil: null } as const
  if (isOwed) return change(open, changes)
  const name = await firstNameOf(open, staffId)
  const text = texts(conversation.locale as Locale)('desk.handed-back', { name })
  await append(open, [{ author: 'assistant', content: { text } }], {
    ...changes,
    urgent: false,
    urgentSince: null,
  })
}

async function firstNameOf({ tx }: OpenConversation, staffId: string): Promise<string> {
  const [holder] = await tx.select({ firstName: staff.firstName }).from(staff).where(eq(staff.id, staffId))
  return holder?.firstName ?? ''
}
