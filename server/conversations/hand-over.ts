import { plainReply } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { handOff } from '../handoff/hand-off.ts'
import { texts, type Locale } from '../texts.ts'
import type { OpenConversation } from './conversation.ts'
import { append, type Message, type NewMessage } from './messages.ts'

/** Stores what a client said without reading it, because reading it keeps failing, and promises him a person. */
export async function handOverIn(
  open: OpenConversation,
  { clientMessageId, text, now = new Date() }: { clientMessageId: string; text: string; now?: Date },
): Promise<Message[]> {
  const { conversation } = open
  const content = { text: maskPersonalNumbers(text) }
  const said: NewMessage = { author: 'client', clientMessageId, content }
  const { changes, promise, words } = await handOff(open, { reason: 'failure', asked: content.text, now })
  // A supporter who has the conversation reads it himself.
  if (conversation.status === 'assigned') return append(open, [said], changes)
  const failure = plainReply('handoff', texts(conversation.locale as Locale)('handoff.failure'))
  const reply = { ...failure, text: `${failure.text}\n\n${words}`, related: [], handoff: promise }
  const told: NewMessage = {
    author: 'assistant',
    inReplyTo: conversation.lastSeq + 1,
    content: { text: reply.text, reply },
  }
  return append(open, [said, told], changes)
}
