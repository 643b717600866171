import { Composer } from 'grammy'
import { change } from '../../../server/chats/open-chat.ts'
import {
  organisationChoices,
  organisationOf,
  type Organisation,
} from '../../../server/chats/organisations.ts'
import { keepWaiting } from '../../../server/chats/waiting.ts'
import { clearButtons } from '../buttons.ts'
import { command } from '../commands.ts'
import { say, tell, tellStale, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'
import { askConsent } from './consent.ts'

/** Telegram shows at most 100 buttons. */
const MOST_ORGANISATIONS = 100
const CHOSEN = /^o:([0-9a-f-]{36})$/u

/** Which organisation somebody is with: asked once, by buttons, and changed with a command. */
export const organisation = new Composer<ChatContext>()

organisation.hears(command('organisatie'), async (ctx) => {
  if (!ctx.ownBot) return askOrganisation(ctx, 'telegram.organisation-change')
  const { name } = await organisationOf(ctx.open)
  await tell(ctx, styled([{ text: say(ctx)('telegram.organisation-fixed', { organisation: name }) }]))
})

organisation.callbackQuery(CHOSEN, async (ctx) => {
  const chosen = (await organisationChoices(ctx.open.tx)).find(({ id }) => id === ctx.match[1])
  if (!chosen || ctx.ownBot) return tellStale(ctx)
  ctx.toast = chosen.name
  await clearButtons(ctx)
  await goTo(ctx, chosen)
})

/** Asks with a button for each organisation; where there is only one, there is nothing to ask. */
export async function askOrganisation(
  ctx: ChatContext,
  question: 'telegram.organisation' | 'telegram.organisation-again' | 'telegram.organisation-change',
): Promise<void> {
  const choices = await organisationChoices(ctx.open.tx)
  const [only, ...others] = choices
  if (only && others.length === 0) return goTo(ctx, only)
  if (!ctx.open.chat.consentedAt) await keepWaiting(ctx.open, { asked: true })
  const inline_keyboard = choices
    .slice(0, MOST_ORGANISATIONS)
    .map(({ id, name }) => [{ text: name, callback_data: `o:${id}` }])
  await tell(ctx, { ...styled([{ text: say(ctx)(question) }]), reply_markup: { inline_keyboard } })
}

/** From here on the chat is with this organisation. Consent that was given to another does not count for it. */
export async function goTo(ctx: ChatContext, chosen: Pick<Organisation, 'id'>): Promise<void> {
  const isSame = ctx.open.chat.organisationId === chosen.id
  if (!isSame) await change(ctx.open, { organisationId: chosen.id, consentedAt: null })
  if (!ctx.open.chat.consentedAt) return askConsent(ctx)
  const { name } = await organisationOf(ctx.open)
  await tell(ctx, styled([{ text: say(ctx)('telegram.welcome-back', { organisation: name }) }]))
}
