import { Composer } from 'grammy'
import { forget } from '../../../server/chats/forget.ts'
import { clearButtons } from '../buttons.ts'
import { command } from '../commands.ts'
import { say, tell, type ChatContext } from '../context.ts'
import { styled } from '../render.ts'

/** Erasing everything that is kept of somebody, after asking once. */
export const erase = new Composer<ChatContext>()

erase.hears(command('wis'), async (ctx) => {
  const inline_keyboard = [
    [{ text: say(ctx)('telegram.erase-yes'), callback_data: 'wis:yes' }],
    [{ text: say(ctx)('telegram.erase-no'), callback_data: 'wis:no' }],
  ]
  await tell(ctx, { ...styled([{ text: say(ctx)('telegram.erase') }]), reply_markup: { inline_keyboard } })
})

erase.callbackQuery('wis:yes', async (ctx) => {
  await forget(ctx.open, ctx)
  await clearButtons(ctx)
  await tell(ctx, styled([{ text: say(ctx)('telegram.erased') }]))
})

erase.callbackQuery('wis:no', async (ctx) => {
  await clearButtons(ctx)
  await tell(ctx, styled([{ text: say(ctx)('telegram.not-erased') }]))
})
