import { Composer } from 'grammy'
import { command } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

const ANY_COMMAND = /^\s*\/\w+(?:@\w+)?(?:\s|$)/u

/** What the bot can do, in short. */
export const help = new Composer<ChatContext>()

help.hears(command('help'), explain)

/** A command that the bot does not know. */
export const unknownCommands = new Composer<ChatContext>()

unknownCommands.hears(ANY_COMMAND, explain)

async function explain(ctx: ChatContext): Promise<void> {
  await tell(ctx, styled([{ text: say(ctx)('telegram.help') }]))
}
