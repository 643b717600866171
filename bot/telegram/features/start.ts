import { Composer } from 'grammy'
import { ifInConversation } from '../../../server/chats/in-conversation.ts'
import { organisationChoices, organisationOf } from '../../../server/chats/organisations.ts'
import { change } from '../../../server/conversations/change.ts'
import { command } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'
import { askConsent } from './consent.ts'
import { askOrganisation, goTo } from './organisation.ts'

/** `/start`, with behind it the organisation whose link was followed. */
export const start = new Composer<ChatContext>()

start.hears(command('start'), async (ctx) => {
  const { chat, tx } = ctx.open
  const slug = ctx.match[1]?.toLowerCase()
  const linked = slug && !ctx.ownBot && (await organisationChoices(tx)).find((each) => each.slug === slug)
  if (linked) return goTo(ctx, linked)
  if (!chat.organisationId) return askOrganisation(ctx, 'telegram.organisation')
  if (!chat.consentedAt) return askConsent(ctx)
  await ifInConversation(ctx.open, (conversation) => change(conversation, { stoppedAt: null }))
  const { name } = await organisationOf(ctx.open)
  await tell(ctx, styled([{ text: say(ctx)('telegram.welcome-back', { organisation: name }) }]))
})
