import type { Store } from '../store.ts'
import { sealHeads } from './seals.ts'

/** At night, and as often as the server starts and stops. */
const EVERY_MS = 24 * 3_600_000
const NIGHT_HOUR = 3

/** Seals the newest line of every organisation's log from time to time, so that what is older cannot be rewritten. */
export type Sealing = { start: () => void; seal: () => Promise<void>; stop: () => Promise<void> }

/** Several servers may do this at once: a line with a seal is not sealed again. */
export function createSealing(
  store: Pick<Store, 'db' | 'masterKey'>,
  { now, failed }: { now: () => Date; failed: (error: unknown) => void },
): Sealing {
  let timer: NodeJS.Timeout | null = null

  async function seal(): Promise<void> {
    await sealHeads(store, { now: now() }).catch(failed)
  }

  function nextNight(): number {
    const at = new Date(now())
    at.setHours(NIGHT_HOUR, 0, 0, 0)
    return (at.getTime() - now().getTime() + EVERY_MS) % EVERY_MS || EVERY_MS
  }

  function wait(): void {
    timer = setTimeout(() => {
      void seal()
      wait()
    }, nextNight()).unref()
  }

  return {
    start() {
      void seal()
      wait()
    },
    seal,
    async stop() {
      if (timer) clearTimeout(timer)
      await seal()
    },
  }
}
