import type { Reply, RightsAct } from '../answers/compose.ts'
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
import { offer, offerAll, telling, withOffer } from './offers.ts'
import { isBareObjection, isResuming, rightIn, type Right } from './recognise.ts'
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
  const answered = reply()
  const isForPerson = said.wants === 'person' || answered.reason === 'asked'
  // Danger goes before all; who has a person, or wants one, has him, and so has he whom the assistant fails.
  const { kind } = answered.reply
  if (kind === 'crisis' || conversation.status === 'assigned' || answered.reason === 'failure')
    return answered
  const words = said.content.asked ?? said.content.text
  if (conversation.stoppedAt && isResuming(words)) return resumed(setting)
  if (conversation.stoppedAt && isForPerson) return { ...answered, changes: { stoppedAt: null } }
  // Never in silence: whoever stopped by mistake reads how to go on.
  if (conversation.stoppedAt) return told(telling(say('rights.stopped.still'), say, ['resume']))
  if (isForPerson) return answered
  return aboutRights(setting, answered, words)
}

async function aboutRights(setting: Setting, answered: Answered, words: string): Promise<Heard> {
  const { say } = setting
  const right = rightIn(words)
  if (right === 'stop') return stopped(setting)
  if (right) return offered(answered, offer(say, right))
  if (isBareObjection(words) && answered.reply.kind !== 'answer')
    return offered(answered, telling(say('rights.offer.which-objection'), say, ['request-objection']))
  return answered
}

/** What takes the place of a hand-off is done by him who asks: nobody need wait for it. */
function offered({ reply }: Answered, rights: Reply): Heard {
  const { related } = reply
  return { reply: { ...withOffer(reply, rights), related }, reason: null }
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
  const { id: conversationId, organisationId, clientId, channel: via } = conversation
  const row = await addRequest(tx, key, {
    organisationId,
    kind,
    via,
    receivedOn: todayInAmsterdam(now),
    conversationId,
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
