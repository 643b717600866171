import { plainReply } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { texts, type Locale } from '../texts.ts'
import type { OpenConversation } from './conversation.ts'
import { append, type Message, type NewMessage } from './messages.ts'
import { handoffAfter } from './receive.ts'

/** Stores what a client said without reading it, because reading it keeps failing, and promises him a person. */
export function handOverIn(
  open: OpenConversation,
  { clientMessageId, text }: { clientMessageId: string; text: string },
): Promise<Message[]> {
  const { conversation } = open
  const reply = {
    ...plainReply('handoff', texts(conversation.locale as Locale)('handoff.failure')),
    related: [],
  }
  const said: NewMessage = {
    author: 'client',
    clientMessageId,
    content: { text: maskPersonalNumbers(text) },
  }
  const promise: NewMessage = {
    author: 'assistant',
    inReplyTo: conversation.lastSeq + 1,
    content: { text: reply.text, reply },
  }
  // A supporter who has the conversation reads it himself.
  const isAssigned = conversation.status === 'assigned'
  return append(open, isAssigned ? [said] : [said, promise], handoffAfter(conversation, 'handoff'))
}
