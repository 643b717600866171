import type { InlineKeyboardButton } from 'grammy/types'
import { call } from '../../server/chats/open-chat.ts'
import type { ChatContext } from './context.ts'

export type Keyboard = { inline_keyboard: InlineKeyboardButton[][] }

/** A tap on a button under a message of a conversation. Telegram gives 64 bytes for it. */
export type Tap = { kind: TapKind; conversation: string; seq: number; index: number }

const KINDS = {
  choice: 'c',
  clause: 'w',
  related: 'r',
  thumb: 't',
  person: 'p',
  withdraw: 'x',
  rating: 's',
} as const
export type TapKind = keyof typeof KINDS

const TAP = /^([cwrtpxs]):([0-9a-f]{8}):(\d{1,9}):(\d{1,3})$/u

/** A button that is bound to a message of a conversation. */
export function button(text: string, { kind, conversation, seq, index }: Tap): InlineKeyboardButton {
  return { text, callback_data: `${KINDS[kind]}:${conversation.slice(0, 8)}:${seq}:${index}` }
}

export function tapFrom(data: string): Tap | null {
  const [, letter, conversation, seq, index] = TAP.exec(data) ?? []
  if (!letter) return null
  const kind = (Object.keys(KINDS) as TapKind[]).find((each) => KINDS[each] === letter)!
  return { kind, conversation: conversation!, seq: Number(seq), index: Number(index) }
}

/** Takes away the buttons of this kind under the message that was tapped, or all of them. */
export async function clearButtons(ctx: ChatContext, kind?: TapKind): Promise<void> {
  const message = ctx.callbackQuery?.message
  if (!message) return
  const shown = 'reply_markup' in message ? (message.reply_markup?.inline_keyboard ?? []) : []
  const ofKind = (each: InlineKeyboardButton) =>
    'callback_data' in each && tapFrom(each.callback_data)?.kind === kind
  const inline_keyboard = kind ? shown.filter((row) => !row.some(ofKind)) : []
  const params = { message_id: message.message_id, reply_markup: { inline_keyboard } }
  await call(ctx.open, { method: 'editMessageReplyMarkup', params })
}
