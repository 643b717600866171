import { and, eq } from 'drizzle-orm'
import { drafts } from '../../db/schema.ts'
import { seal, unseal } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import type { OpenConversation } from '../conversations/conversation.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import { readCase } from './open-case.ts'

const placeOf = (conversationId: string, { staffId }: StaffMember) => `drafts/${conversationId}/${staffId}`

/** Keeps what a supporter is about to write; nothing written throws it away. */
export function keepDraft(
  store: Store,
  me: StaffMember,
  conversationId: string,
  text: string,
): Promise<void> {
  return readCase(store, me, conversationId, async ({ tx, key }) => {
    const mine = and(eq(drafts.conversationId, conversationId), eq(drafts.staffId, me.staffId))
    if (text === '') {
      await tx.delete(drafts).where(mine)
      return
    }
    const { staffId, organisationId } = me
    const kept = {
      sealedText: seal(key, placeOf(conversationId, me), maskPersonalNumbers(text)),
      updatedAt: new Date(),
    }
    await tx
      .insert(drafts)
      .values({ conversationId, staffId, organisationId, ...kept })
      .onConflictDoUpdate({ target: [drafts.conversationId, drafts.staffId], set: kept })
  })
}

export async function draftOf(
  { tx, conversation, key }: OpenConversation,
  me: StaffMember,
): Promise<string | null> {
  const [row] = await tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.conversationId, conversation.id), eq(drafts.staffId, me.staffId)))
  return row ? unseal(key, placeOf(conversation.id, me), row.sealedText) : null
}
