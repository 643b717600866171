import { plainReply, type Reply } from '../answers/compose.ts'
import type { Engine } from '../answers/engine.ts'
import { relatedQuestions } from '../answers/related.ts'
import { replyTo } from '../answers/reply.ts'
import { texts, type Locale } from '../texts.ts'
import type { Conversation } from './conversation.ts'
import type { Content } from './messages.ts'
import type { Said } from './said.ts'

export type Assistant = {
  engine: () => Engine
  /** The day in Amsterdam. */
  today: () => string
  /** Hears why no reply could be made. */
  failed: (error: unknown) => void
}

/** What is known of the client when the assistant replies. */
type Known = Pick<Conversation, 'locale' | 'municipality'> & { turns: string[]; agreement: string | null }

/** The assistant's reply. If it fails, whatever the reason, the client is told that a person reads his message. */
export function answer(
  assistant: Assistant,
  wants: Said['wants'],
  known: Known,
): NonNullable<Content['reply']> {
  const say = texts(known.locale as Locale)
  try {
    const reply = replyFor(assistant, wants, known)
    return { ...reply, related: relatedQuestions(assistant.engine(), reply, known.agreement) }
  } catch (error) {
    assistant.failed(error)
    return { ...plainReply('handoff', say('handoff.failure')), related: [] }
  }
}

function replyFor({ engine, today }: Assistant, wants: Said['wants'], known: Known): Reply {
  const say = texts(known.locale as Locale)
  if (wants === 'person') return plainReply('handoff', say('handoff.stored'))
  const { turns, agreement, municipality } = known
  const locale = known.locale as Locale
  const words = () => replyTo(engine(), { turns, agreement, municipality, today: today(), locale })
  if (wants === 'answer') return words()
  const person = { label: say('choice.person'), person: true } as const
  if (turns.at(-1) === '') return plainReply('clarify', say('attachment.only'), [person])
  const reply = words()
  return reply.kind === 'crisis' ? reply : { ...reply, text: `${say('attachment.seen')}\n\n${reply.text}` }
}
