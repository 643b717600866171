import type { Choice, RightsAct } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { texts, type Locale } from '../texts.ts'
import type { OpenConversation } from './conversation.ts'
import { lastOffer, messageAt, type Content, type Turn } from './messages.ts'

export const attachments = ['photo', 'voice', 'video', 'sticker', 'document', 'location', 'other'] as const

/** What comes in from a client, under a name that his device gave it. */
export type Incoming = { clientMessageId: string } & (
  | { text: string; corrects?: string }
  | { choice: string | { seq: number; index: number } }
  | { wantsPerson: true; isUnnamed?: boolean }
  | { attachment: (typeof attachments)[number]; caption: string }
)

/** A message as it will be stored, and what the client wants with it. */
export type Said = {
  content: Content
  wants: 'answer' | 'person' | 'look'
  agreementId?: string
  /** He tapped what he wants to be done with what is kept of him. */
  right?: RightsAct
}

export const noSuchChoice = () => new AppError('conversation.no_such_choice')

/** Reads what came in; service, bank and card numbers are masked before anything is done with it. */
export async function saidBy(
  open: OpenConversation,
  turns: readonly Turn[],
  incoming: Incoming,
): Promise<Said> {
  const say = texts(open.conversation.locale as Locale)
  if ('wantsPerson' in incoming) return wantsPerson(say('chat.wants-person'))
  if ('choice' in incoming) return chosen(await offered(open, incoming.choice))
  if ('attachment' in incoming) {
    const caption = maskPersonalNumbers(incoming.caption)
    const text = `[${say(`attachment.${incoming.attachment}`)}] ${caption}`.trim()
    return { content: { text, asked: caption }, wants: 'look' }
  }
  const text = maskPersonalNumbers(incoming.text)
  const corrected = turns.find(
    ({ clientMessageId }) => clientMessageId !== null && clientMessageId === incoming.corrects,
  )
  return { content: { text, ...(corrected && { corrects: corrected.seq }) }, wants: 'answer' }
}

const wantsPerson = (text: string): Said => ({ content: { text, asked: '' }, wants: 'person' })

/** Choosing who gives the help repeats the question with that known; choosing a question asks it. */
function chosen(choice: Choice): Said {
  if ('person' in choice) return wantsPerson(choice.label)
  if ('text' in choice) return { content: { text: choice.label, asked: choice.text }, wants: 'answer' }
  if ('right' in choice)
    return { content: { text: choice.label, asked: '' }, wants: 'answer', right: choice.right }
  return { content: { text: choice.label, asked: '' }, wants: 'answer', agreementId: choice.agreement }
}

async function offered(
  open: OpenConversation,
  choice: string | { seq: number; index: number },
): Promise<Choice> {
  const found =
    typeof choice === 'string'
      ? (await lastOffer(open))?.reply?.choices.find(({ label }) => label === choice)
      : (await messageAt(open, choice.seq))?.reply?.choices[choice.index]
  if (!found) throw noSuchChoice()
  return found
}
