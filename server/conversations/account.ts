import { recordAccess } from '../access-log/record.ts'
import { byClient } from './by-client.ts'
import type { Store } from '../store.ts'
import { contactOf, type Contact } from './contact.ts'
import { readConversation, type ClientAccess, type Conversation } from './conversation.ts'
import { messagesAfter, type Message } from './messages.ts'
import { ratingOf } from './rate.ts'

/** All that is kept of a conversation, in the form in which the client may have it. */
export type Account = Pick<
  Conversation,
  'id' | 'channel' | 'locale' | 'status' | 'agreementId' | 'municipality'
> & {
  createdAt: string
  handoffRequestedAt: string | null
  contact: Contact
  rating: { score: number; comment: string | null } | null
  messages: Message[]
}

export function accountOf(store: Store, access: ClientAccess): Promise<Account> {
  return readConversation(store, access, async (open) => {
    const { tx, conversation, key } = open
    const { id, channel, locale, status, agreementId, municipality } = conversation
    const account = {
      id,
      channel,
      locale,
      status,
      agreementId,
      municipality,
      createdAt: conversation.createdAt.toISOString(),
      handoffRequestedAt: conversation.handoffRequestedAt?.toISOString() ?? null,
      contact: contactOf(open),
      rating: ratingOf(open),
      messages: await messagesAfter(tx, id, key),
    }
    await recordAccess(tx, {
      organisationId: conversation.organisationId,
      ...byClient(conversation, 'conversation.exported'),
    })
    return account
  })
}
