import type { ReplyKind } from '../answers/compose.ts'
import { maskPersonalNumbers } from '../answers/personal-numbers.ts'
import { AppError } from '../app-error.ts'
import { answer, type Assistant } from './answer.ts'
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
  questionOf,
  questionsIn,
  recentTurns,
  type Message,
  type NewMessage,
} from './messages.ts'
import { locales, texts } from '../texts.ts'
import { saidBy, type Incoming } from './said.ts'

export const idReused = () => new AppError('message.id_reused')

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
): Promise<Message[]> {
  return changeConversation(desk, access, (open) => receiveIn(open, assistant, incoming))
}

/** `receive` in a conversation that this transaction holds already. */
export async function receiveIn(
  open: OpenConversation,
  assistant: Assistant,
  incoming: Incoming,
): Promise<Message[]> {
  const { conversation, bindings } = open
  const earlier = await recentTurns(open, incoming.clientMessageId)
  const already = earlier.find(({ clientMessageId }) => clientMessageId === incoming.clientMessageId)
  if (already) return sameExchange(await exchangeAt(open, already.seq), incoming)

  const { content, wants, agreementId } = await saidBy(open, earlier, incoming)
  const turns = questionsIn(earlier, content.corrects)
  // A client who only says who helps him wants the question before it answered.
  if (!agreementId) turns.push(questionOf(content))
  const agreement = agreementId ?? conversation.agreementId ?? bindingOn(assistant.today(), bindings)
  const reply = answer(assistant, wants, { ...conversation, turns, agreement })
  const silent = conversation.status === 'assigned' && reply.kind !== 'crisis'
  const asked: NewMessage = { author: 'client', clientMessageId: incoming.clientMessageId, content }
  const answered: NewMessage = {
    author: 'assistant',
    inReplyTo: conversation.lastSeq + 1,
    content: { text: reply.text, reply },
  }
  return append(open, silent ? [asked] : [asked, answered], {
    ...(agreementId && { agreementId }),
    ...handoffAfter(conversation, reply.kind),
  })
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

/** The conversation waits for a person from the first wish on; danger makes it urgent. */
export function handoffAfter(
  { status, urgent, handoffRequestedAt }: Conversation,
  kind: ReplyKind,
): Partial<Conversation> {
  if (kind !== 'handoff' && kind !== 'crisis') return {}
  return {
    status: status === 'assistant' ? 'waiting' : status,
    urgent: urgent || kind === 'crisis',
    handoffRequestedAt: handoffRequestedAt ?? new Date(),
  }
}
