import { eq } from 'drizzle-orm'
import { conversations } from '../../db/schema.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { changing, noSuchConversation, openConversation, type Desk } from './conversation.ts'
import { append, type Message } from './messages.ts'

/** A member of staff, within his organisation. */
export type Supporter = { organisationId: string; firstName: string }

/** A supporter's words to the client. From then on he has the conversation, and the assistant is silent. */
export function answerAsSupporter(
  desk: Desk,
  { organisationId, firstName }: Supporter,
  conversationId: string,
  text: string,
): Promise<Message[]> {
  return changing(
    desk,
    { organisationId, conversationId },
    async (tx) => {
      const open = await openConversation(tx, desk.masterKey, eq(conversations.id, conversationId), 'lock')
      if (!open) throw noSuchConversation()
      return open
    },
    (open) =>
      append(
        open,
        [{ author: 'supporter', content: { text: maskPersonalNumbers(text), speaker: firstName } }],
        { status: 'assigned' },
      ),
  )
}
