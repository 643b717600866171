import type { Update } from 'grammy/types'
import { z } from 'zod'

const chat = z.looseObject({ id: z.int(), type: z.string() })
const button = z.looseObject({ text: z.string() })
const message = z.looseObject({
  message_id: z.int(),
  chat,
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: z.string().optional(),
  reply_markup: z.looseObject({ inline_keyboard: z.array(z.array(button)).optional() }).optional(),
})

/** What we need of an update. Telegram adds fields and kinds of updates whenever it likes: those pass unread. */
const updateSchema = z.looseObject({
  update_id: z.int().min(0),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: z
    .looseObject({ id: z.string(), data: z.string().optional(), message: message.optional() })
    .optional(),
  my_chat_member: z
    .looseObject({ chat, date: z.int(), new_chat_member: z.looseObject({ status: z.string() }) })
    .optional(),
})

/** The kinds of updates that the bot asks Telegram for. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

/** Reads an update as Telegram sends it; null when it has another shape. */
export function updateFrom(body: unknown): Update | null {
  const result = updateSchema.safeParse(body)
  // What the features read of it has been checked; the rest has the shape that Telegram promises.
  return result.success ? (result.data as unknown as Update) : null
}
