import { Composer } from 'grammy'
import { keepSaid, keepWaiting, waitingIn } from '../../../server/chats/waiting.ts'
import { answer } from '../../../server/conversations/answer.ts'
import type { Locale } from '../../../server/texts.ts'
import { command } from '../commands.ts'
import { say, tell, tellStale, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'
import { askConsent, askYesOrNo } from './consent.ts'
import { askOrganisation } from './organisation.ts'

/** Until somebody has said yes: what he writes waits, and danger is answered at once. */
export const beforeConsent = new Composer<ChatContext>()

beforeConsent.use(async (ctx, next) => {
  const { chat } = ctx.open
  if (chat.consentedAt) return next()
  if (ctx.callbackQuery) return tellStale(ctx)
  const written = ctx.msg && (ctx.msg.text ?? ctx.msg.caption)
  if (!ctx.message && !written) return undefined

  const { asked } = waitingIn(ctx.open)
  if (written && command('mens').test(written)) await keepWaiting(ctx.open, { wantsPerson: true })
  else if (written) await keepSaid(ctx.open, { id: `m${ctx.msg!.message_id}`, text: written })
  if (written) await answerDanger(ctx, written)

  // Who corrects his words has been asked already.
  if (ctx.editedMessage && asked) return undefined
  if (!chat.organisationId)
    return askOrganisation(ctx, asked ? 'telegram.organisation-again' : 'telegram.organisation')
  return asked ? askYesOrNo(ctx, say(ctx)('telegram.not-stored')) : askConsent(ctx)
})

/** Help in danger waits for nothing. */
async function answerDanger(ctx: ChatContext, text: string): Promise<void> {
  const { assistant, open } = ctx
  const known = {
    locale: open.chat.locale as Locale,
    municipality: null,
    agreement: null,
    overlay: null,
    turns: [text],
  }
  const { reply } = answer(assistant, 'answer', known)
  if (reply.kind !== 'crisis') return
  await tell(ctx, styled([{ text: reply.text }]))
  // The text promises that a member of staff reads it, which he cannot yet.
  await tell(ctx, styled([{ text: say(ctx)('telegram.danger-not-stored') }]))
}
