import { Composer } from 'grammy'
import { ifInConversation } from '../../../server/chats/in-conversation.ts'
import { answer } from '../../../server/conversations/answer.ts'
import { rateIn } from '../../../server/conversations/rate.ts'
import { locales, texts, type Locale } from '../../../server/texts.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

const WHY = locales.map((locale) => texts(locale)('telegram.why'))

/** What somebody answers when he is asked why he rated as he did; all else that he writes is no comment. */
export const ratingComments = new Composer<ChatContext>()

ratingComments.on(['message:text', 'edited_message:text'], async (ctx, next) => {
  const { text, reply_to_message: asked } = ctx.msg
  if (!asked?.from?.is_bot || !WHY.includes(asked.text ?? '') || tellsOfDanger(ctx, text)) return next()
  const isKept = await ifInConversation(ctx.open, async (open) => {
    const { status, rating } = open.conversation
    if (status !== 'closed' || rating === null) return false
    await rateIn(open, { score: rating, comment: text })
    return true
  })
  if (!isKept) return next()
  await tell(ctx, styled([{ text: say(ctx)('telegram.why-thanks') }]))
})

/** Asks why, in such a way that the app of whoever answers makes it a reply to this. */
export function askWhy(ctx: ChatContext): Promise<void> {
  const reply_markup = { force_reply: true } as const
  return tell(ctx, { ...styled([{ text: say(ctx)('telegram.why') }]), reply_markup })
}

function tellsOfDanger({ assistant, open }: ChatContext, text: string): boolean {
  const known = {
    locale: open.chat.locale as Locale,
    municipality: null,
    agreement: null,
    overlay: null,
    turns: [text],
  }
  return answer(assistant, 'answer', known).reply.kind === 'crisis'
}
