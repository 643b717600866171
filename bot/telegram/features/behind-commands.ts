import { Composer } from 'grammy'
import { tellsOfDanger } from '../../../server/answers/reply.ts'
import { isCommand, isInMenu, withoutCommand } from '../commands.ts'
import type { ChatContext } from '../context.ts'

/** Words behind a command that nobody knows, or that tell of danger, count as if they stood alone. */
export const behindCommands = new Composer<ChatContext>()

behindCommands.on(['message:text', 'message:caption'], async ({ message, assistant }, next) => {
  const text = message.text ?? message.caption ?? ''
  const words = withoutCommand(text)
  if (!isCommand(text) || words === '') return next()
  if (isInMenu(text) && !tellsOfDanger(assistant.engine(), words)) return next()
  if (message.text === undefined) message.caption = words
  else message.text = words
  return next()
})
