import type { ForceReply, MessageEntity } from 'grammy/types'
import type { Citation } from '../../server/answers/compose.ts'
import type { Message } from '../../server/conversations/messages.ts'
import type { Source } from '../../server/knowledge/sources.ts'
import { texts, type Locale, type Texts } from '../../server/texts.ts'
import { button, type Keyboard, type TapKind } from './buttons.ts'

/** A message for Telegram. It has no markup that odd input could break: what is bold or quoted is said apart. */
export type Written = { text: string; entities?: MessageEntity[]; reply_markup?: Keyboard | ForceReply }

const SCORES = [1, 2, 3, 4, 5]

type Styled = { text: string; style?: 'bold' | 'blockquote' }

/** Puts pieces one after another; Telegram counts in UTF-16 units, as strings here do. */
export function styled(pieces: readonly Styled[]): Required<Omit<Written, 'reply_markup'>> {
  let text = ''
  const entities: MessageEntity[] = []
  for (const piece of pieces) {
    // Half a character would be refused by Telegram.
    const whole = piece.text.toWellFormed()
    if (piece.style && whole) entities.push({ type: piece.style, offset: text.length, length: whole.length })
    text += whole
  }
  return { text, entities }
}

/** A message of the conversation, with what can be tapped under it. */
export function render(conversation: string, message: Message, locale: string): Written {
  const say = texts(locale as Locale)
  const speaker = message.speaker
    ? [{ text: say('telegram.speaker', { name: message.speaker }), style: 'bold' } as const, { text: '\n' }]
    : []
  const scale = message.asksRating ? [{ text: `\n\n${say('telegram.scale')}` }] : []
  const inline_keyboard = keyboardOf(conversation, message, say)
  return {
    ...styled([...speaker, { text: message.text }, ...scale]),
    ...(inline_keyboard.length > 0 && { reply_markup: { inline_keyboard } }),
  }
}

function keyboardOf(
  conversation: string,
  { seq, reply, asksRating }: Message,
  say: Texts,
): Keyboard['inline_keyboard'] {
  const bound = (label: string, kind: TapKind, index = 0) =>
    button(label.toWellFormed(), { kind, conversation, seq, index })
  const choices = reply?.choices.map(({ label }, index) => [bound(label, 'choice', index)]) ?? []
  if (asksRating) return [SCORES.map((score) => bound(String(score), 'rating', score))]
  // Nobody in danger is led away from the person whom he waits for.
  if (reply?.handoff && reply.kind !== 'crisis')
    return [...choices, [bound(say('telegram.withdraw'), 'withdraw')]]
  if (reply?.kind !== 'answer') return choices
  return [
    [bound(say('telegram.clause'), 'clause')],
    ...choices,
    ...reply.related.map((question, index) => [bound(question, 'related', index)]),
    [bound(say('telegram.helpful'), 'thumb', 1), bound(say('telegram.unhelpful'), 'thumb', 0)],
  ]
}

/** The clauses that an answer rests on, word for word. */
export function clauses(citations: readonly Citation[], sources: readonly Source[], say: Texts): Written {
  const titleOf = (id: string) => sources.find((source) => source.id === id)?.title ?? id
  const headed = Map.groupBy(
    citations,
    ({ source, section, title }) => `${titleOf(source)}, ${named(section, say)}: ${title}`,
  )
  const quoted = Array.from(headed, ([heading, quotes]): Styled[] => [
    { text: '\n\n' },
    { text: heading, style: 'bold' },
    { text: '\n' },
    { text: quotes.map(({ quote }) => quote.trim()).join('\n\n'), style: 'blockquote' },
  ])
  return styled([{ text: say('telegram.clause-intro') }, ...quoted.flat()])
}

/** "art-11" and "7" are articles to a reader; annexes keep their own name. */
function named(section: string, say: Texts): string {
  return section.startsWith('bijlage')
    ? section.replaceAll('-', ' ')
    : say('telegram.article', { article: section.replace('art-', '') })
}
