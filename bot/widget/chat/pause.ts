const LONGEST_MS = 30_000

/** 1, 2, 4… up to 30 seconds. */
export const backOffMs = (tries: number) => Math.min(1000 * 2 ** tries, LONGEST_MS)

/** Waits, but no longer than until the device has a network again or the signal stops it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const end = () => {
      clearTimeout(timer)
      over.abort()
      resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end, { signal: over.signal })
    signal.addEventListener('abort', end, { signal: over.signal })
    if (signal.aborted) end()
  })
}
