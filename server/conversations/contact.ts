import { seal, unseal } from '../../db/sealing.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { byClient } from './by-client.ts'
import { change } from './change.ts'
import { changeConversation, type ClientAccess, type Desk, type OpenConversation } from './conversation.ts'
import { indexName } from './terms.ts'

/** Who the client is and how to reach him, as far as he wants to say it. */
export type Contact = { name: string | null; reach: string | null }

export const nobody: Contact = { name: null, reach: null }

const placeOf = (conversationId: string) => `conversations/${conversationId}/contact`

/** Stores what the client says of himself: null takes it away, what is not named stays. */
export function giveContact(desk: Desk, access: ClientAccess, contact: Partial<Contact>): Promise<void> {
  return changeConversation(desk, access, async (open) => {
    const { conversation, key } = open
    const before = contactOf(open)
    const said = {
      name: contact.name === undefined ? before.name : reachable(contact.name),
      reach: contact.reach === undefined ? before.reach : reachable(contact.reach),
    }
    const isKnown = said.name !== null || said.reach !== null
    const sealedContact = isKnown ? seal(key, placeOf(conversation.id), JSON.stringify(said)) : null
    await change(open, { sealedContact })
    if (said.name !== before.name) await indexName(open, said.name, before.name)
    open.isTouched = true
    open.toLog.push(byClient(conversation, 'conversation.contact_changed'))
  })
}

/** Written by `giveContact` and bound to its place by the seal, so the shape is known. */
export function contactOf({ conversation, key }: Pick<OpenConversation, 'conversation' | 'key'>): Contact {
  const { id, sealedContact } = conversation
  return sealedContact ? (JSON.parse(unseal(key, placeOf(id), sealedContact)) as Contact) : nobody
}

/** As it is kept: a telephone number stays whole, numbers that nobody else should have are masked. */
export function reachable(words: string | null): string | null {
  return words?.trim() ? maskPersonalNumbers(words.trim()) : null
}
