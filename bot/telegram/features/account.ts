import { Composer } from 'grammy'
import { keptOf } from '../../../server/chats/in-conversation.ts'
import { waitingIn } from '../../../server/chats/waiting.ts'
import { organisationOf } from '../../../server/chats/organisations.ts'
import { command } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

/** What is kept of somebody, without repeating it here, where Telegram can read along. */
export const account = new Composer<ChatContext>()

account.hears(command('gegevens'), async (ctx) => {
  await tell(ctx, styled([{ text: await kept(ctx) }]))
})

async function kept(ctx: ChatContext): Promise<string> {
  const { consentedAt, organisationId, locale } = ctx.open.chat
  const words = say(ctx)
  const { messages, since } = await keptOf(ctx.open)
  if (waitingIn(ctx.open).said.length > 0) return words('telegram.kept-waiting')
  if (!consentedAt || !organisationId || !since) return words('telegram.kept-nothing')
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'Europe/Amsterdam' })
  const { name } = await organisationOf(ctx.open)
  return [
    words('telegram.kept', { messages: String(messages), since: day.format(since), organisation: name }),
    words('telegram.kept-consent', { day: day.format(consentedAt) }),
    words('telegram.kept-copy'),
  ].join('\n\n')
}
