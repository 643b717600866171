import { Composer } from 'grammy'
import { closeChat } from '../../../server/chats/close.ts'
import { change } from '../../../server/chats/open-chat.ts'
import type { ChatContext } from '../context.ts'

/** Somebody blocks the bot, or lets it in again. Whoever writes has let it in. */
export const blocking = new Composer<ChatContext>()

blocking.on('my_chat_member', async (ctx) => {
  const { tx, chat } = ctx.open
  if (ctx.myChatMember.new_chat_member.status === 'kicked') await closeChat(tx, chat.id, 'blocked')
  else await change(ctx.open, { closedAt: null })
})

blocking.use(async (ctx, next) => {
  if (ctx.open.chat.closedAt) await change(ctx.open, { closedAt: null })
  return next()
})
