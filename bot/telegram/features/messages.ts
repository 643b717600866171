import { Composer } from 'grammy'
import type { Message } from 'grammy/types'
import { inConversation } from '../../../server/chats/in-conversation.ts'
import { maskPersonalNumbers } from '../../../server/answers/personal-numbers.ts'
import { lastVersion } from '../../../server/conversations/last-version.ts'
import { hearIn } from '../../../server/privacy/in-chat.ts'
import type { attachments, Incoming } from '../../../server/conversations/said.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

type Attachment = (typeof attachments)[number]

/** What people write. */
export const texts = new Composer<ChatContext>()

texts.on('message:text', (ctx) => take(ctx, { clientMessageId: nameOf(ctx.message), text: ctx.message.text }))

/** An edited message corrects what it said before; Telegram also reports edits that change no word. */
export const corrections = new Composer<ChatContext>()

corrections.on('edited_message', async (ctx) => {
  // Words under a picture are stored behind its kind: "[foto] …".
  const text = ctx.editedMessage.text ?? ctx.editedMessage.caption
  if (!text) return
  const corrects = nameOf(ctx.editedMessage)
  await inConversation(ctx.open, async (conversation) => {
    const before = await lastVersion(conversation, corrects)
    const now = maskPersonalNumbers(text)
    if (before === now || before?.endsWith(`] ${now}`)) return
    const clientMessageId = `${corrects}.${ctx.update.update_id}`
    await hearIn(conversation, ctx.assistant, { clientMessageId, text, corrects })
  })
  await tellWhatIsLeftOut(ctx, text)
})

/** What the bot cannot read: it says so, and offers a person. */
export const attached = new Composer<ChatContext>()

attached.on('message', async (ctx, next) => {
  const attachment = attachmentIn(ctx.message)
  if (!attachment) return next()
  const { caption = '', media_group_id: album } = ctx.message
  // The pictures of an album come as messages of their own; one reply is enough.
  const clientMessageId = album && !caption ? `album-${album}` : nameOf(ctx.message)
  return take(ctx, { clientMessageId, attachment, caption })
})

const KINDS: Record<Attachment, readonly (keyof Message)[]> = {
  photo: ['photo', 'live_photo'],
  voice: ['voice', 'audio'],
  video: ['video', 'video_note', 'animation'],
  sticker: ['sticker'],
  document: ['document'],
  location: ['location', 'venue'],
  other: ['contact', 'poll', 'dice', 'game', 'story', 'paid_media', 'checklist'],
}

/** What is in a message beside text; null for what Telegram itself reports, such as a pinned message. */
function attachmentIn(message: Message): Attachment | null {
  const kinds = Object.keys(KINDS) as Attachment[]
  // An animation is a document too, and a venue a location.
  const order: Attachment[] = ['video', ...kinds.filter((kind) => kind !== 'video')]
  return order.find((kind) => KINDS[kind].some((field) => field in message)) ?? null
}

const nameOf = ({ message_id }: { message_id: number }) => `m${message_id}`

async function take(ctx: ChatContext, incoming: Incoming): Promise<void> {
  await inConversation(ctx.open, (conversation) => hearIn(conversation, ctx.assistant, incoming))
  await tellWhatIsLeftOut(
    ctx,
    'text' in incoming ? incoming.text : 'caption' in incoming ? incoming.caption : '',
  )
}

/** We keep no service, bank or card number; Telegram does, until the writer takes his message away. */
async function tellWhatIsLeftOut(ctx: ChatContext, text: string): Promise<void> {
  if (maskPersonalNumbers(text) !== text) await tell(ctx, styled([{ text: say(ctx)('telegram.left-out') }]))
}
