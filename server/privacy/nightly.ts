import { todayInAmsterdam } from '../calendar-day.ts'
import type { Erasing } from './erase-conversation.ts'
import { destroyExpiredEverywhere } from './retention.ts'

/** After midnight, when hardly anybody is there. */
const BEGINS_AT_HOUR = 2
const LOOK_EVERY_MS = 15 * 60_000

const hourInAmsterdam = (moment: Date) =>
  Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hour12: false, timeZone: 'Europe/Amsterdam' }).format(
      moment,
    ),
  )

/** Destroys every night what has passed its term. */
export type NightlyRetention = { start: () => void; look: () => Promise<void>; stop: () => void }

/** Several servers may do this at once: what one has destroyed another does not find. */
export function createNightlyRetention(
  desk: Erasing,
  { now, failed }: { now: () => Date; failed: (error: unknown) => void },
): NightlyRetention {
  let timer: NodeJS.Timeout | null = null
  let doneOn: string | null = null

  async function look(): Promise<void> {
    const at = now()
    const today = todayInAmsterdam(at)
    if (doneOn === today || hourInAmsterdam(at) < BEGINS_AT_HOUR) return
    doneOn = today
    await destroyExpiredEverywhere(desk, at).catch((error: unknown) => {
      doneOn = null
      for (const each of error instanceof AggregateError ? error.errors : [error]) failed(each)
    })
  }

  return {
    start() {
      timer = setInterval(() => void look(), LOOK_EVERY_MS).unref()
    },
    look,
    stop() {
      if (timer) clearInterval(timer)
    },
  }
}
