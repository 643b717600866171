import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm'
import { withinOrganisation, type Db } from '../../db/client.ts'
import {
  contacts,
  conversations,
  conversationTerms,
  drafts,
  handoffs,
  messages,
  rightsRequests,
  steps,
  telegramChats,
} from '../../db/schema.ts'
import { recordAccess } from '../access-log/record.ts'
import type { Registry } from '../contacts/contact.ts'
import { contactOfEnded } from '../contacts/of-conversation.ts'
import {
  ownConversation,
  type ClientAccess,
  type Desk,
  type OpenConversation,
} from '../conversations/conversation.ts'
import type { StepKind } from '../conversations/steps.ts'
import { settleHandoffs } from '../handoff/hand-off.ts'
import { recordDestroyed } from './destroyed.ts'

export type Erasing = Desk & Pick<Registry, 'assistant'>

/** Erases the client's own conversation for good; what accounts for the work stays, without anything of him. */
export async function erase(desk: Erasing, access: ClientAccess, now = new Date()): Promise<void> {
  const { organisationId, conversationId } = access
  // A transaction of its own: the turn for the proof is not one to wait for with others' conversations in hand.
  await withinOrganisation(desk.db, organisationId, async (tx) => {
    const open = await ownConversation(tx, desk.masterKey, access)
    const counts = await eraseIn(open, desk, now)
    await recordDestroyed(tx, {
      organisationId,
      kind: 'chats',
      cause: 'client',
      counts,
      ids: [conversationId],
      now,
    })
    await recordAccess(tx, {
      organisationId,
      event: 'conversation.erased',
      actor: { kind: 'client' },
      source: 'chat',
      clientIds: open.conversation.clientId ? [open.conversation.clientId] : [],
      objectId: conversationId,
    })
  })
  desk.news.erased(access)
}

/**
 * Erases a conversation that this transaction holds. Its texts, words, notes and who it was with are gone; the husk
 * stays with its hand-offs, its contact and its rating, so that every figure is what it was. Who waited for a person
 * waits no more. How much went.
 */
export async function eraseIn(
  open: OpenConversation,
  registry: Pick<Registry, 'assistant'>,
  now = new Date(),
): Promise<Record<string, number>> {
  const { tx, conversation } = open
  const { id, telegramChatId } = conversation
  // What was done in it counts, as it would have when it had ended by itself.
  if (!conversation.registeredAt) await contactOfEnded(open, registry, now)
  await settleHandoffs(open, { withdrawnAt: now })
  await tx.update(handoffs).set({ sealedSummary: null }).where(eq(handoffs.conversationId, id))
  const gone = await tx
    .delete(messages)
    .where(eq(messages.conversationId, id))
    .returning({ seq: messages.seq })
  await tx.delete(conversationTerms).where(eq(conversationTerms.conversationId, id))
  await tx.delete(drafts).where(eq(drafts.conversationId, id))
  const notes = await eraseSteps(tx, id)
  await eraseAnonymousNotes(tx, id)
  await tx
    .update(conversations)
    .set({
      status: 'closed',
      urgent: false,
      urgentSince: null,
      dueAt: null,
      snoozedUntil: null,
      tokenDigest: null,
      telegramChatId: null,
      municipality: null,
      sealedQuestion: null,
      sealedContact: null,
      sealedRatingComment: null,
      closedAt: conversation.closedAt ?? now,
      result: conversation.result ?? 'withdrawn',
      registeredAt: conversation.registeredAt ?? now,
      erasedAt: now,
    })
    .where(eq(conversations.id, id))
  if (telegramChatId) await forgetEmptyChat(tx, telegramChatId, now)
  await endUnanswerable(tx, id, now)
  return { conversations: 1, messages: gone.length, notes }
}

/** The quarterly report counts ratings by their day; who had it is involved with its client (bijlage-5-art-5). */
const STEPS_KEPT: StepKind[] = ['rated', 'claimed', 'transferred']

async function eraseSteps(tx: Db, conversationId: string): Promise<number> {
  const own = eq(steps.conversationId, conversationId)
  await tx
    .update(steps)
    .set({ sealedText: null })
    .where(and(own, inArray(steps.kind, STEPS_KEPT)))
  const gone = await tx
    .delete(steps)
    .where(and(own, notInArray(steps.kind, STEPS_KEPT)))
    .returning({ kind: steps.kind })
  return gone.filter(({ kind }) => kind === 'note').length
}

/** What was noted of a client belongs to his file, and goes with that. */
async function eraseAnonymousNotes(tx: Db, conversationId: string): Promise<void> {
  await tx
    .update(contacts)
    .set({ sealedNote: null, sealedReason: null })
    .where(and(eq(contacts.conversationId, conversationId), isNull(contacts.clientId)))
}

/** A chat of which nothing is left is not remembered either. */
async function forgetEmptyChat(tx: Db, chatId: string, now: Date): Promise<void> {
  const [left] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.telegramChatId, chatId))
    .limit(1)
  if (left) return
  await tx
    .update(telegramChats)
    .set({ forgottenAt: now, consentedAt: null, sealedWaiting: null })
    .where(eq(telegramChats.id, chatId))
}

/** Of whom nothing else is known, nobody can be answered any more. */
async function endUnanswerable(tx: Db, conversationId: string, now: Date): Promise<void> {
  const ofNobody = and(eq(rightsRequests.conversationId, conversationId), isNull(rightsRequests.clientId))
  await tx
    .update(rightsRequests)
    .set({
      sealedAsked: null,
      sealedIdentity: null,
      sealedReason: null,
      sealedAnswer: null,
      decision: 'withdrawn',
      decidedAt: now,
      answeredAt: now,
    })
    .where(and(ofNobody, isNull(rightsRequests.answeredAt)))
  await tx
    .update(rightsRequests)
    .set({ sealedAsked: null, sealedIdentity: null, sealedReason: null, sealedAnswer: null })
    .where(ofNobody)
}
