import { Context } from 'grammy'
import { call, type OpenChat } from '../../server/chats/open-chat.ts'
import type { Assistant } from '../../server/conversations/answer.ts'
import { texts, type Locale, type Texts } from '../../server/texts.ts'
import type { Written } from './render.ts'

/** What the features work with beside the update itself. */
export type Surroundings = {
  open: OpenChat
  assistant: Assistant
  publicUrl: string | null
  /** Whether the bot is one organisation's own, so that there is nothing to choose. */
  ownBot: boolean
}

/** An update in the hands of the transaction that takes it in. */
export type ChatContext = Context &
  Surroundings & {
    /** What Telegram shows for a moment to who tapped a button. */
    toast?: string
  }

export function say(ctx: ChatContext): Texts {
  return texts(ctx.open.chat.locale as Locale)
}

/** Puts a message of ours in the outbox that belongs to no conversation. */
export function tell(ctx: ChatContext, { text, entities, reply_markup }: Written): Promise<void> {
  return call(ctx.open, { method: 'sendMessage', params: { text, entities, reply_markup } })
}

/** The button was of another conversation, or of one that is no more. */
export function tellStale(ctx: ChatContext): void {
  ctx.toast = say(ctx)('telegram.stale')
}
