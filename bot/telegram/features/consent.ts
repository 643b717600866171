import { Composer } from 'grammy'
import { beginConversation, inConversation } from '../../../server/chats/in-conversation.ts'
import { forget } from '../../../server/chats/forget.ts'
import { change } from '../../../server/chats/open-chat.ts'
import { organisationOf, type Organisation } from '../../../server/chats/organisations.ts'
import { keepWaiting, waitingIn } from '../../../server/chats/waiting.ts'
import { hearIn } from '../../../server/privacy/in-chat.ts'
import { clearButtons } from '../buttons.ts'
import { say, tell, tellStale, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

const DECIDED = /^(yes|no):([0-9a-f]{8})$/u

/** What Telegram means for privacy, and whether we may store what somebody writes here. */
export const consent = new Composer<ChatContext>()

consent.callbackQuery(DECIDED, async (ctx) => {
  const [, decision, organisation] = ctx.match
  const { chat } = ctx.open
  // The question names the organisation; a yes is for that one alone.
  if (chat.consentedAt || !chat.organisationId?.startsWith(organisation!)) return tellStale(ctx)
  if (decision === 'yes') await agree(ctx)
  else await refuse(ctx)
})

async function agree(ctx: ChatContext): Promise<void> {
  const { open, assistant } = ctx
  const { said, wantsPerson } = waitingIn(open)
  const text = said.map((each) => each.text).join('\n')
  const id = said.at(-1)?.id
  await clearButtons(ctx)
  await change(open, { consentedAt: new Date(), sealedWaiting: null })
  await beginConversation(
    open,
    say(ctx)(id || wantsPerson ? 'telegram.consented-waiting' : 'telegram.consented'),
  )
  await inConversation(open, async (conversation) => {
    if (id) await hearIn(conversation, assistant, { clientMessageId: id, text })
    if (wantsPerson) await hearIn(conversation, assistant, { clientMessageId: 'person', wantsPerson: true })
  })
}

async function refuse(ctx: ChatContext): Promise<void> {
  const organisation = await organisationOf(ctx.open)
  const refused = say(ctx)('telegram.refused', { organisation: organisation.name })
  const farewell = [`${refused} ${saferWay(ctx, organisation)}`, say(ctx)('telegram.second-thoughts')]
  await forget(ctx.open, ctx)
  await clearButtons(ctx)
  await tell(ctx, styled([{ text: farewell.join('\n\n') }]))
}

/** The first words to somebody who has chosen an organisation. */
export async function askConsent(ctx: ChatContext): Promise<void> {
  const organisation = await organisationOf(ctx.open)
  const named = { organisation: organisation.name }
  const texts = [
    say(ctx)('telegram.welcome', named),
    `${say(ctx)('telegram.privacy')} ${saferWay(ctx, organisation)} ${say(ctx)('telegram.erasable')}`,
    say(ctx)('telegram.may-we-store', named),
    say(ctx)('telegram.other-language'),
  ]
  await keepWaiting(ctx.open, { asked: true })
  await askYesOrNo(ctx, texts.join('\n\n'))
}

export async function askYesOrNo(ctx: ChatContext, question: string): Promise<void> {
  const organisation = ctx.open.chat.organisationId!.slice(0, 8)
  const inline_keyboard = [
    [{ text: say(ctx)('telegram.yes'), callback_data: `yes:${organisation}` }],
    [{ text: say(ctx)('telegram.no'), callback_data: `no:${organisation}` }],
  ]
  await tell(ctx, { ...styled([{ text: question }]), reply_markup: { inline_keyboard } })
}

function saferWay(ctx: ChatContext, { name, slug }: Organisation): string {
  const { publicUrl } = ctx
  return publicUrl
    ? say(ctx)('telegram.safer-link', { organisation: name, link: `${publicUrl}/?organisation=${slug}` })
    : say(ctx)('telegram.safer', { organisation: name })
}
