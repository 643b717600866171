import { Composer } from 'grammy'
import { inConversation } from '../../../server/chats/in-conversation.ts'
import { hearIn } from '../../../server/privacy/in-chat.ts'
import { command, withoutCommand } from '../commands.ts'
import type { ChatContext } from '../context.ts'

/** `/mens`: the wish for a person. What stands behind it is what it is about. */
export const person = new Composer<ChatContext>()

person.hears(command('mens'), async (ctx) => {
  const name = `m${ctx.msg.message_id}`
  const text = withoutCommand(ctx.msg.text ?? ctx.msg.caption ?? '')
  await inConversation(ctx.open, async (conversation) => {
    if (text) await hearIn(conversation, ctx.assistant, { clientMessageId: `${name}.about`, text })
    await hearIn(conversation, ctx.assistant, { clientMessageId: name, wantsPerson: true })
  })
})
