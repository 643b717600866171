import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from 'grammy'
import type { Logger } from 'pino'
import { isDatabaseAway } from '../../db/client.ts'
import { chatSeals } from '../../server/chats/addresses.ts'
import { closeChat } from '../../server/chats/close.ts'
import { removeForgotten } from '../../server/chats/forget.ts'
import type { Call } from '../../server/chats/open-chat.ts'
import { outgoingMessage } from '../../server/conversations/outgoing.ts'
import {
  arrived,
  claim,
  giveUp,
  partsArrived,
  tryLater,
  type Claimed,
  type Setback,
} from '../../server/deliveries/outbox.ts'
import type { Store } from '../../server/store.ts'
import { attempt, type Outcome } from './outcome.ts'
import { render, type Written } from './render.ts'
import { split } from './split.ts'

/** So many chats are served at once; within a chat one message waits for the other. */
const CHATS_AT_ONCE = 20
/** Longer than a call may take, so that only a server that stopped loses what it claimed. */
const LEASE_SECONDS = 15
/** Wakes get lost with the connection that carries them, and a back-off ends unannounced. */
const LOOK_AGAIN_MS = 1000
const STOP_PATIENCE_MS = 4000
const LONGEST_BACK_OFF_SECONDS = 300
/** About a day of attempts with the longest time between them; then a person has to look at it. */
const MOST_ATTEMPTS = 296
/** What is no message must not hold up the messages behind it for long. */
const MOST_ATTEMPTS_FOR_BUTTONS = 3
/** What cannot be read or written out will not be so tomorrow. */
const MOST_ATTEMPTS_TO_MAKE = 5

export type Deliverer = { wake: () => void; stop: () => Promise<void> }

/** Delivers from the outbox to Telegram, in order within each chat, until it is stopped. */
export function startDelivering(store: Store, bots: ReadonlyMap<string, Api>, log: Logger): Deliverer {
  const { db } = store
  const seals = chatSeals(store.masterKey)
  /** Until when Telegram wants nothing from a bot. */
  const held = new Map<string, number>()
  const inHand = new Set<Promise<void>>()
  const stopping = new AbortController()
  const abandon = new AbortController()
  let woken = false
  let rouse: (() => void) | null = null

  function wake(): void {
    woken = true
    rouse?.()
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false
      const claimed = await claimSome().catch((error: unknown) => {
        log.error({ err: error }, 'the outbox cannot be read')
        return []
      })
      for (const delivery of claimed) take(delivery)
      if (claimed.length === 0 && !woken) await quiet()
    }
  }

  async function claimSome(): Promise<Claimed[]> {
    const free = [...bots.keys()].filter((bot) => (held.get(bot) ?? 0) <= Date.now())
    const atMost = CHATS_AT_ONCE - inHand.size
    return free.length === 0 || atMost === 0 ? [] : claim(db, free, { atMost, leaseSeconds: LEASE_SECONDS })
  }

  function quiet(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_AGAIN_MS)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken) rouse()
    })
  }

  function take(delivery: Claimed): void {
    const work = deliver(delivery)
      .catch((error: unknown) => breakOff(delivery, error))
      .finally(() => {
        inHand.delete(work)
        wake()
      })
    inHand.add(work)
  }

  /** Without the database it is claimed again when its lease has run out; what cannot be read must not block. */
  async function breakOff(delivery: Claimed, error: unknown): Promise<void> {
    log.error({ err: error, ...named(delivery) }, 'a delivery broke off')
    if (isDatabaseAway(error)) return
    const setback = { failure: 'cannot be made', uncertain: false, counts: true }
    const settled =
      delivery.attempts < MOST_ATTEMPTS_TO_MAKE
        ? tryLater(db, delivery.id, backOff(delivery.attempts), setback)
        : giveUp(db, delivery.id, setback)
    await settled.catch((failed: unknown) => log.error({ err: failed }, 'the outbox cannot be written'))
  }

  async function deliver(delivery: Claimed): Promise<void> {
    const { id, telegramChatId, partsSent } = delivery
    const chat_id = Number(seals.unseal(telegramChatId, delivery.sealedAddress))
    const parts = partsOf(await callFor(delivery))
    for (const [i, { method, params }] of parts.entries()) {
      if (i < partsSent) continue
      const heldSeconds = ((held.get(delivery.bot) ?? 0) - Date.now()) / 1000
      // Telegram asked to wait after this had been claimed.
      if (heldSeconds > 0) return tryLater(db, id, heldSeconds, TOLD_TO_WAIT)
      const outcome = await attempt(
        bots.get(delivery.bot)!,
        { method, params: { chat_id, ...params } },
        abandon.signal,
      )
      if (outcome.kind !== 'done') return settle(delivery, method, outcome)
      if (i < parts.length - 1) await partsArrived(db, id, i + 1, LEASE_SECONDS)
    }
    await arrived(db, id)
    if (delivery.uncertainAttempts > 0) log.warn(named(delivery), 'this delivery may have arrived twice')
    if (delivery.forgottenAt) await removeForgotten(db, telegramChatId)
  }

  /** The call to make; a message that was erased meanwhile took its delivery along. */
  async function callFor(delivery: Claimed): Promise<Call | null> {
    const { telegramChatId, organisationId, conversationId, seq, sealedCall } = delivery
    // Written by `call` of the chat and bound to it by its seal, so the shape is known.
    if (sealedCall) return JSON.parse(seals.unseal(telegramChatId, sealedCall)) as Call
    const place = { organisationId: organisationId!, conversationId: conversationId!, seq: seq! }
    const found = await outgoingMessage(store, place)
    if (!found) return null
    const params = render(place.conversationId, found.message, found.locale)
    return { method: 'sendMessage', params }
  }

  async function settle(delivery: Claimed, method: string, outcome: Exclude<Outcome, { kind: 'done' }>) {
    const { id, bot, attempts, telegramChatId, forgottenAt } = delivery
    if (outcome.kind === 'wait') {
      held.set(bot, Date.now() + outcome.seconds * 1000)
      log.warn({ ...named(delivery), seconds: outcome.seconds }, 'Telegram asks to wait')
      return tryLater(db, id, outcome.seconds, TOLD_TO_WAIT)
    }
    const { failure } = outcome
    const most = method === 'editMessageReplyMarkup' ? MOST_ATTEMPTS_FOR_BUTTONS : MOST_ATTEMPTS
    if (outcome.kind === 'later' && attempts < most) {
      const { uncertain } = outcome
      return tryLater(db, id, backOff(attempts), { failure, uncertain, counts: true })
    }
    log.warn({ ...named(delivery), failure }, 'a delivery failed')
    if (outcome.kind === 'closed') await closeChat(db, telegramChatId, failure)
    else
      await giveUp(db, id, {
        failure,
        uncertain: outcome.kind === 'later' && outcome.uncertain,
        counts: true,
      })
    if (forgottenAt) await removeForgotten(db, telegramChatId)
  }

  const running = run()
  return {
    wake,
    async stop() {
      stopping.abort()
      wake()
      const allDone = running.then(() => Promise.all(inHand))
      await Promise.race([allDone, sleep(STOP_PATIENCE_MS, null, { ref: false })])
      abandon.abort()
      await allDone
    },
  }
}

const TOLD_TO_WAIT: Setback = { failure: '429', uncertain: false, counts: false }

const named = ({ id, conversationId, seq }: Claimed) => ({ delivery: id, conversationId, seq })

/** 1, 2, 4 … seconds, and a little more or less, so that not everybody comes back at once. */
function backOff(attempts: number): number {
  const seconds = Math.min(2 ** (attempts - 1), LONGEST_BACK_OFF_SECONDS)
  return seconds * (0.9 + Math.random() * 0.2)
}

/** The calls that a delivery takes: a long text takes several, with the buttons under the last. */
function partsOf(call: Call | null): Call[] {
  if (call?.method !== 'sendMessage') return call ? [call] : []
  const { text, entities = [], reply_markup } = call.params as Written
  const parts = split({ text, entities })
  return parts.map((part, i) => ({
    method: 'sendMessage',
    params: {
      text: part.text,
      ...(part.entities.length > 0 && { entities: part.entities }),
      link_preview_options: { is_disabled: true },
      ...(reply_markup && i === parts.length - 1 && { reply_markup }),
    },
  }))
}
