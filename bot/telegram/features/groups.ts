import { Composer } from 'grammy'
import { call, change } from '../../../server/chats/open-chat.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

const PRESENT = new Set(['member', 'administrator', 'restricted'])

/** In a group others would read along: one sentence, and out again. */
export const groups = new Composer<ChatContext>()

groups.use(async (ctx, next) => {
  if (ctx.chat?.type === 'private') return next()
  const { chat } = ctx.open
  const membership = ctx.myChatMember
  const isAdded = membership !== undefined && PRESENT.has(membership.new_chat_member.status)
  if (membership && !isAdded) return
  // Telegram reports one arrival in several updates; only a later one is an arrival once more.
  const isLeft = chat.closedAt !== null && !(isAdded && membership.date * 1000 > chat.closedAt.getTime())
  if (isLeft) return
  await change(ctx.open, { closedAt: new Date() })
  await tell(ctx, styled([{ text: say(ctx)('telegram.group') }]))
  await call(ctx.open, { method: 'leaveChat', params: {} })
})
