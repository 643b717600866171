import { Composer } from 'grammy'
import { inConversation } from '../../../server/chats/in-conversation.ts'
import { hearIn } from '../../../server/privacy/in-chat.ts'
import { command } from '../commands.ts'
import type { ChatContext } from '../context.ts'

/** `/stop`: the assistant says nothing more, but in danger, until it is asked to. */
export const stop = new Composer<ChatContext>()

stop.hears(command('stop'), async (ctx) => {
  const clientMessageId = `m${ctx.msg.message_id}`
  await inConversation(ctx.open, (conversation) =>
    hearIn(conversation, ctx.assistant, { clientMessageId, text: 'stop' }),
  )
})
