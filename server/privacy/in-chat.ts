import { plainReply, type Reply, type RightsAct } from '../answers/compose.ts'
import { dangerOf } from '../answers/reply.ts'
import { perceive } from '../answers/perceive.ts'
import { todayInAmsterdam } from '../calendar-day.ts'
import { contactOfEnded } from '../contacts/of-conversation.ts'
import type { Answered, Assistant } from '../conversations/answer.ts'
import { contactOf } from '../conversations/contact.ts'
import type { ClientAccess, OpenConversation } from '../conversations/conversation.ts'
import type { Message } from '../conversations/messages.ts'
import { receive, receiveIn, type Heard } from '../conversations/receive.ts'
import type { Incoming, Said } from '../conversations/said.ts'
import { texts, type Locale, type Texts } from '../texts.ts'
import { erase, type Erasing } from './erase-conversation.ts'
import { keptIn } from './kept.ts'
import { besides, objectionOffer, offer, offerAll, stillStopped, telling, withOffer } from './offers.ts'
import {
  isBareObjection,
  isResuming,
  mayBeFarewell,
  partsOf,
  rightIn,
  tellsMore,
  type Right,
} from './recognise.ts'
import { addRequest } from './requests.ts'

/** What is put on the work list from the chat; the rest is done at once. */
type Requestable = Exclude<Right, 'copy' | 'stop'>

type Setting = { open: OpenConversation; assistant: Assistant; said: Said; say: Texts; now: Date }

/** Takes in what a client wrote or tapped, what he wants with his data included. */
export async function hear(
  desk: Erasing,
  access: ClientAccess,
  assistant: Assistant,
  incoming: Incoming,
): Promise<Message[]> {
  let wantsErased = false
  const messages = await receive(desk, access, assistant, incoming, async (open, said, reply, now) => {
    const heard = await aside(assistant, open, said, reply, now)
    wantsErased = heard === 'gone'
    return heard
  })
  if (wantsErased) await erase({ ...desk, assistant }, access)
  return messages
}

/** `hear` in a conversation that this transaction holds already; erasing it is done by who holds the chat. */
export function hearIn(open: OpenConversation, assistant: Assistant, incoming: Incoming): Promise<Message[]> {
  return receiveIn(open, assistant, incoming, (held, said, reply, now) =>
    aside(assistant, held, said, reply, now),
  )
}

async function aside(
  assistant: Assistant,
  open: OpenConversation,
  said: Said,
  reply: () => Answered,
  now: Date,
): Promise<Heard | 'gone'> {
  const { conversation } = open
  const say = texts(conversation.locale as Locale)
  const setting = { open, assistant, said, say, now }
  if (said.right) return done(setting, said.right)
  const words = said.content.asked ?? said.content.text
  const right = rightIn(words)
  const answered = withDanger(setting, reply(), right ? partsOf(words) : [])
  // Danger goes before all; who has a person, or wants one, has him.
  if (answered.reply.kind === 'crisis' || conversation.status === 'assigned') return goesOn(answered)
  if (conversation.stoppedAt && isResuming(words)) return resumed(setting)
  if (said.wants === 'person' || answered.reason === 'asked') return goesOn(answered)
  if (answered.reason !== 'failure' && right === 'erasure' && mayBeFarewell(words))
    return farewell(answered, say)
  if (conversation.stoppedAt) return afterStop(setting, answered, right)
  // And so has he whom the assistant fails.
  if (answered.reason === 'failure') return answered
  return aboutRights(setting, answered, right)
}

/** What is written beside a right may tell of danger that the whole message hides. */
function withDanger({ open, assistant }: Setting, answered: Answered, parts: readonly string[]): Answered {
  if (answered.reply.kind === 'crisis' || answered.reason === 'failure' || parts.length === 0) return answered
  const engine = assistant.engine()
  const dangers = parts.flatMap((part) => dangerOf(engine, part, perceive(engine.learnt, part)) ?? [])
  if (dangers.length === 0) return answered
  const text = engine.crisis.texts[open.conversation.locale as Locale][dangers[0]!]
  return { reply: { ...plainReply('crisis', text), related: [] }, reason: 'crisis' }
}

const goesOn = (answered: Answered): Heard => ({ ...answered, changes: { stoppedAt: null } })

/** He asked for silence, but never has it: he reads how to go on, and whoever needs a person still gets one. */
async function afterStop(setting: Setting, answered: Answered, right: Right | null): Promise<Heard> {
  const { open, said, say } = setting
  const words = said.content.asked ?? said.content.text
  if (right === 'stop') return told(stillStopped(say))
  // Whoever had a supporter writes to him.
  if (open.conversation.supporterId !== null) return goesOn(answered)
  const { reply, reason } = answered
  if (reason === 'failure') return told(besides(reply, stillStopped(say, reason)), reason)
  if (!right) return told(stillStopped(say, reason), reason)
  const kept = tellsMore(words) ? reason : null
  return told(besides(stillStopped(say, kept), offer(say, right)), kept)
}

async function aboutRights(setting: Setting, answered: Answered, right: Right | null): Promise<Heard> {
  const { said, say } = setting
  const words = said.content.asked ?? said.content.text
  if (right === 'stop') return stopped(setting)
  if (right) return offered(answered, offer(say, right), words)
  if (isBareObjection(words) && answered.reply.kind !== 'answer')
    return offered(answered, objectionOffer(say), words)
  return answered
}

/** Who may mean more than his data reads whom to call first, and a person reads what he wrote. */
function farewell({ reason }: Answered, say: Texts): Heard {
  const rights = offer(say, 'erasure')
  const text = `${say('rights.erasure.farewell')}\n\n${rights.text}`
  return goesOn(told({ ...rights, kind: 'handoff', text }, reason ?? 'unanswered'))
}

/**
 * What takes the place of a hand-off is done by him who asks: nobody need wait for it. Who tells more than that keeps
 * the person who reads it.
 */
function offered({ reply, reason }: Answered, rights: Reply, words: string): Heard {
  const { related } = reply
  const isMore = tellsMore(words)
  if (reason && isMore) return { reply: { ...besides(reply, rights), related }, reason }
  return { reply: { ...withOffer(reply, rights, isMore), related }, reason: null }
}

const told = (reply: Reply, reason: Answered['reason'] = null): Heard => ({
  reply: { ...reply, related: [] },
  reason,
})

async function done(setting: Setting, act: RightsAct): Promise<Heard | 'gone'> {
  const { open, say } = setting
  const isOnTelegram = open.conversation.channel === 'telegram'
  switch (act) {
    case 'show':
      return told(telling(await keptIn(open, say, setting.now), say, ['download', 'erase-chat', 'more']))
    case 'download':
      return told(telling(say(isOnTelegram ? 'rights.download.telegram' : 'rights.download'), say, ['more']))
    case 'erase-chat':
      if (isOnTelegram) return told(telling(say('rights.erase.telegram'), say))
      return told(telling(say('rights.erase'), say, ['erase-chat-sure', 'keep-chat']))
    case 'erase-chat-sure':
      return isOnTelegram ? told(telling(say('rights.erase.telegram'), say)) : 'gone'
    case 'keep-chat':
      return told(telling(say('rights.kept'), say))
    case 'correct':
      return told(telling(say('rights.correct'), say, ['request-correction', 'more']))
    case 'object':
      return told(offer(say, 'objection'))
    case 'stop':
      return stopped(setting)
    case 'resume':
      return resumed(setting)
    case 'request-access':
      return requested(setting, 'access')
    case 'request-correction':
      return requested(setting, 'correction')
    case 'request-erasure':
      return requested(setting, 'erasure')
    case 'request-objection':
      return requested(setting, 'objection')
    case 'more':
      return told(offerAll(say))
  }
}

/** Puts the request on the work list, and says by which day it is answered. An objection is for a person at once. */
async function requested({ open, said, say, now }: Setting, kind: Requestable): Promise<Heard> {
  const { tx, conversation, key } = open
  const { id: conversationId, organisationId, clientId, channel: via, lastSeq } = conversation
  const row = await addRequest(tx, key, {
    organisationId,
    kind,
    via,
    receivedOn: todayInAmsterdam(now),
    conversationId,
    askedSeq: lastSeq + 1,
    clientId,
    asked: { words: said.content.text, ...contactOf(open) },
  })
  open.toLog.push({
    event: 'rights_request.created',
    actor: { kind: 'client' },
    source: via === 'telegram' ? 'telegram' : 'chat',
    clientIds: row.clientId ? [row.clientId] : [],
    objectId: row.id,
  })
  const day = new Intl.DateTimeFormat(conversation.locale, { dateStyle: 'long', timeZone: 'UTC' })
  const due = day.format(new Date(`${row.dueOn}T00:00:00Z`))
  const text = say(`rights.requested.${kind}`, { number: String(row.number), due })
  if (kind === 'objection') return told(telling(text, say), 'asked')
  return told(telling(`${text} ${say('rights.requested.identity')}`, say))
}

/** The assistant is silent from now on. What was done so far counts, as in any conversation that ends. */
async function stopped({ open, assistant, say, now }: Setting): Promise<Heard> {
  const { status, supporterId, closedAt, result } = open.conversation
  const waits = status === 'waiting'
  const heard = told(telling(say(waits ? 'rights.stopped.waiting' : 'rights.stopped'), say, ['resume']))
  if (status !== 'assistant')
    return { ...heard, changes: { status, supporterId, closedAt, result, stoppedAt: now } }
  await contactOfEnded(open, { assistant }, now)
  const closed = { status: 'closed', result: 'withdrawn', closedAt: now, registeredAt: now } as const
  return { ...heard, changes: { ...closed, stoppedAt: now } }
}

async function resumed({ say }: Setting): Promise<Heard> {
  return { ...told(telling(say('rights.resumed'), say)), changes: { stoppedAt: null } }
}
