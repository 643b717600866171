import { setTimeout as sleep } from 'node:timers/promises'
import { GrammyError, type Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import { outcomeOf, plainly } from './outcome.ts'
import { ALLOWED_UPDATES, updateFrom } from './update.ts'

/** How long Telegram holds a request open until there is something. */
export const POLL_SECONDS = 25
const LONGEST_WAIT_MS = 30_000
const TRY_AGAIN_MS = 300
/** Who answers at once that there is nothing is not asked more often than this. */
const PAUSE_MS = 200

/**
 * Asks Telegram for updates until the signal. Asking for the next ones tells Telegram that it may forget the ones
 * before, so that is done only when all of these were taken in.
 */
export async function poll(
  api: Api,
  take: (update: Update) => Promise<void>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const pause = (ms: number) => sleep(ms, null, { signal }).catch(() => {})
  const withoutWebhook = () =>
    api.deleteWebhook({}, signalOf(signal)).catch((error: unknown) => noted(error, 'the webhook stays'))
  const noted = (error: unknown, what: string) => {
    if (!signal.aborted) log.warn({ failure: plainly(error) }, what)
  }

  await withoutWebhook()
  let offset = 0
  let failures = 0
  while (!signal.aborted) {
    const asked = Date.now()
    try {
      const given = await api.getUpdates(
        { offset, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
        signalOf(signal),
      )
      failures = 0
      const updates = given.flatMap((update) => updateFrom(update) ?? [])
      await takeAll(updates, take, log, signal)
      if (signal.aborted) return
      // Also beyond what had no shape that we know, or it would come again for ever.
      offset = given.reduce((next, { update_id }) => Math.max(next, update_id + 1), offset)
      if (given.length === 0 && Date.now() - asked < PAUSE_MS) await pause(PAUSE_MS)
    } catch (error) {
      noted(error, 'Telegram cannot be asked for messages')
      const outcome = outcomeOf(error, 'getUpdates')
      const backOff = Math.min(1000 * 2 ** failures++, LONGEST_WAIT_MS)
      await pause(outcome.kind === 'wait' ? outcome.seconds * 1000 : backOff)
      // Two ways of asking exclude each other, and another may have set a webhook meanwhile.
      if (error instanceof GrammyError && error.error_code === 409) await withoutWebhook()
    }
  }
}

/** One chat after another goes at the same time; within a chat in order. */
async function takeAll(
  updates: readonly Update[],
  take: (update: Update) => Promise<void>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const byChat = Map.groupBy(updates, chatOf)
  const oneByOne = async (ofChat: readonly Update[]) => {
    for (const update of ofChat) await untilTaken(update, take, log, signal)
  }
  await Promise.all(Array.from(byChat.values(), oneByOne))
}

function chatOf(update: Update): number | undefined {
  const { message, edited_message: edited, callback_query: tap, my_chat_member: member } = update
  return (message ?? edited ?? tap?.message ?? member)?.chat.id
}

/** `take` gives up by itself on what can never be taken in; what it throws may do later. */
async function untilTaken(
  update: Update,
  take: (update: Update) => Promise<void>,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await take(update)
    } catch (error) {
      log.error({ err: error, update: update.update_id }, 'an update could not be taken in')
      await sleep(TRY_AGAIN_MS, null, { signal }).catch(() => {})
    }
  }
}

/** grammY's type is of an older package for the same thing, which Node's own fulfils. */
export function signalOf(signal: AbortSignal): Parameters<Api['getUpdates']>[1] {
  return signal as unknown as Parameters<Api['getUpdates']>[1]
}
