import { plainReply, type Reply } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { handOff } from '../handoff/hand-off.ts'
import { isPresent } from '../handoff/promise.ts'
import { locales, texts, type Locale } from '../texts.ts'
import { answer, type Answered, type Assistant } from './answer.ts'
import { bindingOn } from './bindings.ts'
import {
  changeConversation,
  type ClientAccess,
  type Conversation,
  type Desk,
  type OpenConversation,
} from './conversation.ts'
import {
  append,
  exchangeAt,
  lastDidNotHelp,
  questionOf,
  questionsIn,
  recentTurns,
  type Content,
  type Message,
  type NewMessage,
  type Turn,
} from './messages.ts'
import { record } from './steps.ts'
import { saidBy, type Incoming, type Said } from './said.ts'

export const idReused = () => new AppError('message.id_reused')

/** After so many turns in a row that the assistant did not understand, a person had better read it. */
const MISSES_UNTIL_HANDOFF = 2

/**
 * Takes in what a client wrote or tapped and replies, in one transaction. The same `clientMessageId` again gives
 * the same messages and stores nothing; with another text it is refused. The assistant is silent while a supporter
 * has the conversation, except in danger.
 */
export function receive(
  desk: Desk,
  access: ClientAccess,
  assistant: Assistant,
  incoming: Incoming,
  aside?: Aside,
): Promise<Message[]> {
  return changeConversation(desk, access, (open) => receiveIn(open, assistant, incoming, aside))
}

/**
 * Looks at what a client said before it is replied to, and at the reply that it would get: gives that reply, another, or
 * `gone` when there is nothing to store it in any more.
 */
export type Aside = (
  open: OpenConversation,
  said: Said,
  reply: () => Answered,
  now: Date,
) => Promise<Heard | 'gone'>

/** The reply, with what else changes in the conversation by it. */
export type Heard = Answered & { changes?: Partial<Conversation> }

/** `receive` in a conversation that this transaction holds already. */
export async function receiveIn(
  open: OpenConversation,
  assistant: Assistant,
  received: Incoming,
  aside?: Aside,
): Promise<Message[]> {
  const { conversation, bindings } = open
  const earlier = await recentTurns(open, received.clientMessageId)
  const incoming = named(received, earlier, conversation)
  const already = earlier.find(({ clientMessageId }) => clientMessageId === incoming.clientMessageId)
  if (already) return sameExchange(await exchangeAt(open, already.seq), incoming)

  const said = await saidBy(open, earlier, incoming)
  const { content, wants, agreementId, right } = said
  const turns = questionsIn(earlier, content.corrects)
  // A client who only says who helps him wants the question before it answered.
  if (!agreementId) turns.push(questionOf(content))
  const now = assistant.now()
  const agreement = agreementId ?? conversation.agreementId ?? bindingOn(todayInAmsterdam(now), bindings)
  const overlay = await assistant.overlayOf(open.tx, conversation.organisationId)
  const reply = () => answer(assistant, wants, { ...conversation, turns, agreement, overlay })
  const answered: Heard | 'gone' = aside ? await aside(open, said, reply, now) : reply()
  if (answered === 'gone') return []
  const asked: NewMessage = { author: 'client', clientMessageId: incoming.clientMessageId, content }
  // Whatever a client says is not to stay out of sight.
  const known = {
    ...(agreementId && { agreementId }),
    ...(conversation.snoozedUntil && { snoozedUntil: null }),
  }
  // Who ends the conversation himself does not have it opened again by that.
  const ends = answered.changes?.status === 'closed'
  const isForSupporter =
    answered.reply.kind !== 'crisis' && !right && !ends && (await listens(open, answered.reply, now))
  if (isForSupporter) {
    const passed = await toSupporter(open, answered.reply, content, now)
    return append(open, [asked], { ...known, ...passed, ...answered.changes })
  }
  const told = await withPerson(open, answered, content, now)
  const words: NewMessage = {
    author: 'assistant',
    inReplyTo: conversation.lastSeq + 1,
    content: { text: told.reply.text, reply: told.reply },
  }
  return append(open, [asked, words], { ...known, ...told.changes, ...answered.changes })
}

/** A wish without a name of its own is the same wish for as long as it is waited for, and after that a new one. */
function named(
  incoming: Incoming,
  earlier: readonly Turn[],
  { dueAt: due, lastSeq }: Conversation,
): Incoming {
  if (!('wantsPerson' in incoming) || !incoming.isUnnamed) return incoming
  const isSame = ({ clientMessageId }: Turn) =>
    clientMessageId?.startsWith(incoming.clientMessageId) && clientMessageId
  const last = due && earlier.findLast(isSame)?.clientMessageId
  return { ...incoming, clientMessageId: last || `${incoming.clientMessageId} ${lastSeq}` }
}

/** Whether a supporter has the conversation, or takes it up again because he is there; the assistant is silent then. */
async function listens({ tx, conversation }: OpenConversation, reply: Reply, now: Date): Promise<boolean> {
  const { status, supporterId } = conversation
  if (status !== 'closed') return status === 'assigned'
  // A word of thanks asks nothing of him.
  return !isFarewell(reply) && supporterId !== null && (await isPresent(tx, supporterId, now))
}

/** Thanks and goodbye; "are you still there?" is small talk too, but waits for somebody. */
function isFarewell({ kind, text }: Reply): boolean {
  const say = locales.map(texts)
  return (
    kind === 'smalltalk' &&
    say.some((each) => [each('smalltalk.thanks'), each('smalltalk.bye')].includes(text))
  )
}

/**
 * The client's own supporter reads it, with a term from his first message on that has not been replied to. When he is
 * not there his colleagues are told. The assistant stays silent.
 */
async function toSupporter(
  open: OpenConversation,
  reply: Reply,
  { text }: Content,
  now: Date,
): Promise<Partial<Conversation>> {
  const { tx, conversation } = open
  const { supporterId, status } = conversation
  if (status === 'closed') {
    const { changes } = await handOff(open, { reason: 'reopened', asked: text, entry: reply.topic, now })
    return { ...changes, status: 'assigned', supporterId }
  }
  if (conversation.dueAt || isFarewell(reply)) return {}
  const { changes } = await handOff(open, { reason: 'wrote_again', asked: text, entry: reply.topic, now })
  const isThere = supporterId !== null && (await isPresent(tx, supporterId, now))
  if (!isThere) await record(open, { kind: 'handed_off' })
  return changes
}

type Stored = NonNullable<Content['reply']>

/** The reply as the client gets it: with the promise of a person where one has to come. */
async function withPerson(
  open: OpenConversation,
  { reply, reason: known }: Answered,
  { text }: Content,
  now: Date,
): Promise<{ reply: Stored; changes: Partial<Conversation> }> {
  const { conversation } = open
  const misses = isMiss(reply) ? conversation.misses + 1 : 0
  const afterMisses = misses >= MISSES_UNTIL_HANDOFF ? 'two_misses' : null
  const reason = known === 'asked' && (await lastDidNotHelp(open)) ? 'thumb_down' : (known ?? afterMisses)
  const reopened = conversation.status === 'closed' && !isFarewell(reply)
  const begun = reopened
    ? ({ status: 'assistant', supporterId: null, closedAt: null, result: null } as const)
    : {}
  if (!reason) return { reply, changes: misses === conversation.misses ? begun : { ...begun, misses } }
  const { changes, promise, words } = await handOff(open, { reason, asked: text, entry: reply.topic, now })
  const base = reason === 'two_misses' ? withoutUnderstanding(reply, conversation.locale as Locale) : reply
  return {
    reply: { ...base, text: `${base.text}\n\n${words}`.trim(), handoff: promise },
    changes,
  }
}

/** A question back that nothing was understood of; asking who helps the client or where he lives is none. */
function isMiss({ kind, choices }: Reply): boolean {
  return kind === 'clarify' && choices.length > 0 && choices.every((choice) => 'text' in choice)
}

function withoutUnderstanding(reply: Stored, locale: Locale): Stored {
  const { kind, text, choices } = plainReply('handoff', texts(locale)('handoff.two-misses'), reply.choices)
  return { ...reply, kind, text, choices }
}

function sameExchange(already: Message[], incoming: Incoming): Message[] {
  const said = already[0]!.text
  const isSame =
    'text' in incoming
      ? said === maskPersonalNumbers(incoming.text)
      : 'choice' in incoming
        ? typeof incoming.choice !== 'string' || said === incoming.choice
        : !('wantsPerson' in incoming) ||
          locales.some((locale) => said === texts(locale)('chat.wants-person'))
  if (!isSame) throw idReused()
  return already
}
