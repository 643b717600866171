import { plainReply, type Reply } from '../answers/compose.ts'
import type { Db } from '../../db/client.ts'
import type { Engine } from '../answers/engine.ts'
import type { Overlay } from '../answers/overlay.ts'
import { relatedQuestions } from '../answers/related.ts'
import { replyTo } from '../answers/reply.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import type { Reason } from '../handoff/hand-off.ts'
import { locales, texts, type Locale } from '../texts.ts'
import type { Conversation } from './conversation.ts'
import type { Content } from './messages.ts'
import type { Said } from './said.ts'

export type Assistant = {
  engine: () => Engine
  /** What an organisation says itself, read in a transaction of it. */
  overlayOf: (tx: Db, organisationId: string) => Promise<Overlay | null>
  now: () => Date
  /** Hears why no reply could be made. */
  failed: (error: unknown) => void
}

/** What is known of the client when the assistant replies. */
type Known = Pick<Conversation, 'locale' | 'municipality'> & {
  turns: string[]
  agreement: string | null
  overlay: Overlay | null
}

/** The assistant's reply, and why a person has to read the conversation, if one has to. */
export type Answered = { reply: NonNullable<Content['reply']>; reason: Reason | null }

/** If the assistant fails, whatever the reason, the client is told that a person reads his message. */
export function answer(assistant: Assistant, wants: Said['wants'], known: Known): Answered {
  const say = texts(known.locale as Locale)
  try {
    const reply = replyFor(assistant, wants, known)
    const related = relatedQuestions(assistant.engine(), reply, known.agreement, known.overlay)
    return { reply: { ...reply, related }, reason: reasonFor(wants, reply) }
  } catch (error) {
    assistant.failed(error)
    return {
      reply: { ...plainReply('handoff', say('handoff.failure')), related: [] },
      reason: 'failure',
    }
  }
}

function reasonFor(wants: Said['wants'], { kind, text }: Reply): Reason | null {
  if (kind === 'crisis') return 'crisis'
  if (kind !== 'handoff') return null
  return wants === 'person' || isWishForPerson(text) ? 'asked' : 'unanswered'
}

function replyFor({ engine, now }: Assistant, wants: Said['wants'], known: Known): Reply {
  const say = texts(known.locale as Locale)
  if (wants === 'person') return plainReply('handoff', say('handoff.stored'))
  const { turns, agreement, municipality, overlay } = known
  const locale = known.locale as Locale
  const words = () =>
    replyTo(engine(), { turns, agreement, municipality, today: todayInAmsterdam(now()), locale }, overlay)
  if (wants === 'answer') return words()
  const person = { label: say('choice.person'), person: true } as const
  if (turns.at(-1) === '') return plainReply('clarify', say('attachment.only'), [person])
  const reply = words()
  return reply.kind === 'crisis' ? reply : { ...reply, text: `${say('attachment.seen')}\n\n${reply.text}` }
}

/** The engine understood that a person was asked for, in whatever words. */
function isWishForPerson(text: string): boolean {
  return locales.some((locale) => text.endsWith(texts(locale)('handoff.person')))
}
