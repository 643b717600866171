import type { Update } from 'grammy/types'
import { isDatabaseAway } from '../../db/client.ts'
import type { Bot } from './bot.ts'

const MOST_FAILURES = 5
const MANY_UPDATES = 1000

type Receive = Bot['receive']

/**
 * Takes in updates, and goes on failing for as long as it may help to repeat them. An update that fails again and
 * again while the database is there is handed over to a person instead.
 */
export function withPatience(bot: Bot, gaveUp: (error: unknown, updateId: number) => void): Receive {
  const failures = new Map<number, number>()

  return async function receive(update, organisationId) {
    try {
      await bot.receive(update, organisationId)
    } catch (error) {
      if (isDatabaseAway(error) || !isHopeless(update)) throw error
      gaveUp(error, update.update_id)
      // If that fails too, nothing of the update has been kept: it has to come again.
      await bot.handOver(update, organisationId)
    }
    failures.delete(update.update_id)
  }

  function isHopeless({ update_id: id }: Update): boolean {
    if (failures.size > MANY_UPDATES) failures.clear()
    failures.set(id, (failures.get(id) ?? 0) + 1)
    return failures.get(id)! >= MOST_FAILURES
  }
}
