import type { Message } from './api.ts'
import type { Conversation } from './conversation.svelte.ts'
import type { Waiting } from './remembered.ts'
import { t } from './strings.ts'

/** A message as it is shown: stored by the server, or on its way there. */
export type Shown = {
  key: string | number
  author: Message['author']
  speaker: string | null
  text: string
  reply: Message['reply']
  createdAt: string | number
  /** Came while the client was here, so that it is worth announcing. */
  isNews: boolean
  stored: Message | null
  waiting: Waiting | null
}

/** What is in a conversation, in order; before it begins, the welcome that will open it. */
export function shownOf({ messages, waiting, welcome, historySeq }: Conversation): Shown[] {
  const nothing = { speaker: null, reply: null, isNews: false, stored: null, waiting: null }
  const greeting: Shown = { ...nothing, key: 1, author: 'assistant', text: welcome, createdAt: Date.now() }
  const stored = messages.map((message) => ({
    ...message,
    key: message.clientMessageId ?? message.seq,
    isNews: message.seq > historySeq && message.author !== 'client',
    stored: message,
    waiting: null,
  }))
  const unsent = waiting.map((each) => ({
    ...nothing,
    key: each.clientMessageId,
    author: 'client' as const,
    text: textOf(each),
    createdAt: each.createdAt,
    waiting: each,
  }))
  return [...(welcome && stored.length === 0 ? [greeting] : stored), ...unsent]
}

export function textOf({ said }: Waiting): string {
  if ('text' in said) return said.text
  return 'choice' in said ? said.choice : t('person.asked')
}
