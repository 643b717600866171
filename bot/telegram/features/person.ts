import { Composer } from 'grammy'
import { inConversation } from '../../../server/chats/in-conversation.ts'
import { receiveIn } from '../../../server/conversations/receive.ts'
import { command } from '../commands.ts'
import type { ChatContext } from '../context.ts'

/** `/mens`: the wish for a person. */
export const person = new Composer<ChatContext>()

person.hears(command('mens'), async (ctx) => {
  const clientMessageId = `m${ctx.msg.message_id}`
  await inConversation(ctx.open, (conversation) =>
    receiveIn(conversation, ctx.assistant, { clientMessageId, wantsPerson: true }),
  )
})
