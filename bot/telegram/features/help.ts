import { Composer } from 'grammy'
import { command, isCommand } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

/** What the bot can do, in short. */
export const help = new Composer<ChatContext>()

help.hears(command('help'), explain)

/** A command that the bot does not know. */
export const unknownCommands = new Composer<ChatContext>()

unknownCommands.filter(({ msg }) => isCommand(msg?.text ?? ''), explain)

async function explain(ctx: ChatContext): Promise<void> {
  await tell(ctx, styled([{ text: say(ctx)('telegram.help') }]))
}
