import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Message } from '../../server/conversations/messages.ts'
import { clientOf, type Chat, type Door } from '../support/client.ts'
import type { Circumstances } from './random.ts'

/** As long as the widget waits for an answer. */
const LONGEST_ANSWER_MS = 20_000

/** The way to a server over the network, until the signal closes it. */
export function doorOf(url: string, signal: AbortSignal): Door {
  return {
    request(path, init) {
      const isStream = path.includes('/events')
      const late = AbortSignal.timeout(LONGEST_ANSWER_MS)
      return fetch(`${url}${path}`, { ...init, signal: isStream ? signal : AbortSignal.any([signal, late]) })
    },
  }
}

const PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1000

/** What a client wrote, and the messages with which it was acknowledged. */
export type Acknowledged = { clientMessageId: string; text: string; exchange: Message[] }

/** A client in his conversation, and all of it that he was told is safe. */
export type Talk = { chat: Chat; acknowledged: Acknowledged[] }

/** What all clients together met with. */
export type Tally = {
  acknowledged: number
  /** Sent by two requests at the same time. */
  doubled: number
  /** Attempts that ended without an answer (0) or with a refusal, by its status. */
  retries: Record<number, number>
  longestOutageMs: number
}

export const newTally = (): Tally => ({ acknowledged: 0, doubled: 0, retries: {}, longestOutageMs: 0 })

const QUESTIONS = [
  'tot wanneer kan ik een afspraak afzeggen',
  'Mag ik mijn dossier zien?',
  'hoe lang is mijn opzegtermijn',
  'ik wil een klacht indienen, bij wie kan dat',
  'wat staat er in mijn ondersteuningsplan',
  'wie komt er morgen',
]

/** One message in so many is sent twice at once, as by an impatient finger on a bad line. */
const DOUBLED_ONE_IN = 10

/** Writes so many messages, one after another, each until it is acknowledged. */
export async function talk(
  door: Door,
  { chat, acknowledged }: Talk,
  messages: number,
  tally: Tally,
  { chance, signal }: Circumstances,
): Promise<void> {
  const client = clientOf(door)

  async function untilAcknowledged(message: { clientMessageId: string; text: string }): Promise<Message[]> {
    const began = performance.now()
    for (let failures = 0; ; failures++) {
      const answer = await client.say(chat, message).catch(() => null)
      if (answer?.status === 200) {
        if (failures > 0) tally.longestOutageMs = Math.max(tally.longestOutageMs, performance.now() - began)
        return answer.body.messages
      }
      signal.throwIfAborted()
      const status = answer?.status ?? 0
      if (status > 0 && status < 500 && status !== 429)
        throw new Error(`a message was refused: ${JSON.stringify(answer!.body)}`)
      tally.retries[status] = (tally.retries[status] ?? 0) + 1
      const seconds = Number(answer?.headers.get('retry-after') ?? 0)
      const backOff = Math.min(PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
      await sleep(Math.max(seconds * 1000, backOff) + chance.below(PAUSE_MS))
    }
  }

  for (let n = 1; n <= messages; n++) {
    const text = `${QUESTIONS[chance.below(QUESTIONS.length)]} (${chat.id.slice(0, 4)}, ${n})`
    const message = { clientMessageId: `m${n}`, text }
    const isDoubled = chance.below(DOUBLED_ONE_IN) === 0
    const [first, second] = await Promise.all([
      untilAcknowledged(message),
      isDoubled ? untilAcknowledged(message) : null,
    ])
    if (second && !isDeepStrictEqual(first, second))
      throw new Error(`one message was acknowledged in two ways: ${JSON.stringify([first, second])}`)
    acknowledged.push({ ...message, exchange: first })
    tally.acknowledged++
    if (isDoubled) tally.doubled++
  }
}
