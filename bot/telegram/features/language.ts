import { Composer } from 'grammy'
import { speak } from '../../../server/chats/language.ts'
import { locales } from '../../../server/texts.ts'
import { clearButtons } from '../buttons.ts'
import { command } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

const NAMES = { nl: 'Nederlands', en: 'English' } as const
const CHOSEN = /^l:(nl|en)$/u

/** The language of the buttons and of everything around the answers. */
export const language = new Composer<ChatContext>()

language.hears(command('taal'), async (ctx) => {
  const inline_keyboard = [locales.map((locale) => ({ text: NAMES[locale], callback_data: `l:${locale}` }))]
  await tell(ctx, { ...styled([{ text: say(ctx)('telegram.language') }]), reply_markup: { inline_keyboard } })
})

language.callbackQuery(CHOSEN, async (ctx) => {
  await speak(ctx.open, ctx.match[1] === 'en' ? 'en' : 'nl')
  await clearButtons(ctx)
  await tell(ctx, styled([{ text: say(ctx)('telegram.language-chosen') }]))
})
