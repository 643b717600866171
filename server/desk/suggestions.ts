import type { Citation } from '../answers/compose.ts'
import { replyTo } from '../answers/reply.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { Assistant } from '../conversations/answer.ts'
import { bindingOn } from '../conversations/bindings.ts'
import type { OpenConversation } from '../conversations/conversation.ts'
import { messagesAfter } from '../conversations/messages.ts'
import type { StaffMember } from '../staff/staff-member.ts'
import type { Store } from '../store.ts'
import type { Locale } from '../texts.ts'
import { readCase } from './open-case.ts'

/** An answer that the agreement gives, for the supporter to use or not. */
export type Suggestion = { text: string; clauses: Citation[] }

const MOST = 3
const MESSAGES_BACK = 12

/** What the agreement says about the words; without words, about what the client asked last. */
export function suggest(
  store: Store,
  me: StaffMember,
  { engine, overlayOf }: Pick<Assistant, 'engine' | 'overlayOf'>,
  conversationId: string,
  words: string,
  now = new Date(),
): Promise<Suggestion[]> {
  return readCase(store, me, conversationId, async (open) => {
    const turns = words.trim() ? [words] : await lastQuestions(open)
    const { agreementId, municipality, locale } = open.conversation
    const today = todayInAmsterdam(now)
    const agreement = agreementId ?? bindingOn(today, open.bindings)
    const overlay = await overlayOf(open.tx, me.organisationId)
    const ask = (asked: string[]) =>
      replyTo(engine(), { turns: asked, agreement, municipality, today, locale: locale as Locale }, overlay)
    const first = turns.length > 0 ? [ask(turns)] : []
    // Between several questions it asks back: each of them is then worth seeing.
    const meant = first.flatMap(({ choices }) =>
      choices.flatMap((choice) => ('text' in choice ? [ask([choice.text])] : [])),
    )
    return [...first, ...meant]
      .filter(({ kind }) => kind === 'answer')
      .slice(0, MOST)
      .map(({ text, citations }) => ({ text, clauses: citations }))
  })
}

async function lastQuestions({ tx, conversation, key }: OpenConversation): Promise<string[]> {
  const after = Math.max(0, conversation.lastSeq - MESSAGES_BACK)
  const messages = await messagesAfter(tx, conversation.id, key, after)
  return messages.filter(({ author }) => author === 'client').map(({ text }) => text)
}
