import { Composer } from 'grammy'
import { inConversation } from '../../../server/chats/in-conversation.ts'
import { handOverIn } from '../../../server/conversations/hand-over.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

/** For an update that keeps failing: an honest sentence, and a person who reads it. */
export const apologise = new Composer<ChatContext>()

apologise.use(async (ctx) => {
  if (ctx.myChatMember) return
  const { chat } = ctx.open
  if (!chat.consentedAt || !chat.organisationId) {
    await tell(ctx, styled([{ text: say(ctx)('telegram.failed') }]))
    return
  }
  const text = ctx.msg?.text ?? ctx.msg?.caption
  await inConversation(ctx.open, (conversation) =>
    handOverIn(conversation, {
      clientMessageId: `update-${ctx.update.update_id}`,
      text: ctx.callbackQuery || !text ? say(ctx)('chat.wants-person') : text,
    }),
  )
})
