import { Composer } from 'grammy'
import { ifInConversation } from '../../../server/chats/in-conversation.ts'
import { AppError } from '../../../server/app-error.ts'
import type { OpenConversation } from '../../../server/conversations/conversation.ts'
import { giveFeedbackIn } from '../../../server/conversations/feedback.ts'
import { messageAt, type Message } from '../../../server/conversations/messages.ts'
import { rateIn } from '../../../server/conversations/rate.ts'
import { hearIn } from '../../../server/privacy/in-chat.ts'
import { withdrawIn } from '../../../server/conversations/withdraw.ts'
import { button, clearButtons, tapFrom, type Tap } from '../buttons.ts'
import { say, tell, tellStale, type ChatContext } from '../context.ts'
import { clauses, styled } from '../render.ts'
import { askWhy } from './rating.ts'

type Tapped = { ctx: ChatContext; open: OpenConversation; message: Message; tap: Tap }

/** Telegram shows no more than this to who tapped. */
const LONGEST_TOAST = 200

/** Taps on the buttons under what was said in the conversation. The same tap twice is one message. */
export const taps = new Composer<ChatContext>()

taps.on('callback_query:data', async (ctx) => {
  const tap = tapFrom(ctx.callbackQuery.data)
  if (!tap) return tellStale(ctx)
  try {
    const known = await ifInConversation(ctx.open, async (open) => {
      const message = open.conversation.id.startsWith(tap.conversation) && (await messageAt(open, tap.seq))
      if (!message || message.author === 'client') return false
      await byKind[tap.kind]({ ctx, open, message, tap })
      return true
    })
    if (!known) return tellStale(ctx)
    await after(ctx, tap)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tellStale(ctx)
  }
})

const byKind: Record<Tap['kind'], (tapped: Tapped) => Promise<void>> = {
  choice: choose,
  related: askRelated,
  clause: showClauses,
  thumb: giveThumb,
  person: askPerson,
  withdraw,
  rating: rate,
}

const nameOf = ({ kind, seq, index }: Tap) => `${kind}-${seq}-${index}`

async function choose({ ctx, open, message, tap }: Tapped): Promise<void> {
  const { seq, index } = tap
  await hearIn(open, ctx.assistant, { clientMessageId: nameOf(tap), choice: { seq, index } })
  ctx.toast = message.reply?.choices[index]?.label.slice(0, LONGEST_TOAST)
}

async function askRelated({ ctx, open, message, tap }: Tapped): Promise<void> {
  const text = message.reply?.related[tap.index]
  if (text === undefined) return tellStale(ctx)
  await hearIn(open, ctx.assistant, { clientMessageId: nameOf(tap), text })
  ctx.toast = text.slice(0, LONGEST_TOAST)
}

async function showClauses({ ctx, message }: Tapped): Promise<void> {
  const { sources } = ctx.assistant.engine().knowledge
  if (message.reply) await tell(ctx, clauses(message.reply.citations, sources, say(ctx)))
}

async function giveThumb({ ctx, open, message, tap }: Tapped): Promise<void> {
  const helpful = tap.index === 1
  const isNew = message.helpful !== helpful
  await giveFeedbackIn(open, { seq: tap.seq, helpful })
  ctx.toast = say(ctx)('telegram.thanks')
  if (helpful || !isNew) return
  const offer = button(say(ctx)('choice.person'), { ...tap, kind: 'person', index: 0 })
  const reply_markup = { inline_keyboard: [[offer]] }
  await tell(ctx, { ...styled([{ text: say(ctx)('telegram.sorry') }]), reply_markup })
}

async function askPerson({ ctx, open, tap }: Tapped): Promise<void> {
  await hearIn(open, ctx.assistant, { clientMessageId: nameOf(tap), wantsPerson: true })
}

async function withdraw({ open }: Tapped): Promise<void> {
  await withdrawIn(open)
}

async function rate({ ctx, open, tap: { index: score } }: Tapped): Promise<void> {
  const isNew = open.conversation.rating !== score
  await rateIn(open, { score })
  ctx.toast = say(ctx)('telegram.thanks')
  if (isNew) await askWhy(ctx)
}

/** Of an answer only the buttons of the kind that was tapped go; the others stay useful. */
function after(ctx: ChatContext, { kind }: Tap): Promise<void> {
  const stays = kind === 'clause' || kind === 'related' || kind === 'thumb'
  return clearButtons(ctx, stays ? kind : undefined)
}
