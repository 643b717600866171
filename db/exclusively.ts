import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

/**
 * Runs work of which one server at a time may do the part with this name, until `stop`. The work gets a signal
 * that is aborted when it has to stop, or when the turn is lost together with the connection that holds it.
 */
export type Exclusively = (
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  stop: AbortSignal,
) => Promise<void>

const LOST_WAIT_MS = 1000
const END_PATIENCE_MS = 1000

/** In one process there is nobody to take turns with. */
export const exclusivelyAlone: Exclusively = (_, work, stop) => work(stop)

/** By an advisory lock on a connection of its own: whoever holds the connection has the turn. */
export function exclusivelyOnPostgres(url: string): Exclusively {
  return async (name, work, stop) => {
    while (!stop.aborted) {
      await takeTurn(url, name, work, stop)
      if (!stop.aborted) await sleep(LOST_WAIT_MS, null, { signal: stop }).catch(() => {})
    }
  }
}

async function takeTurn(
  url: string,
  name: string,
  work: (signal: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  const lost = new AbortController()
  const client = postgres(url, {
    max: 1,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    onclose: () => lost.abort(),
    // So that a server that lost its power does not keep its turn for hours.
    connection: { tcp_keepalives_idle: 10, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 },
  })
  const stopped = new Promise<false>((resolve) => {
    if (stop.aborted) resolve(false)
    stop.addEventListener('abort', () => resolve(false), { once: true })
  })
  try {
    const isMine = await Promise.race([hasTurn(client, name), stopped])
    if (isMine && !stop.aborted) await work(AbortSignal.any([stop, lost.signal]))
  } finally {
    // A connection that is still being made does not always hear that it has to end.
    await Promise.race([client.end({ timeout: 0 }), sleep(END_PATIENCE_MS, null, { ref: false })])
  }
}

/** Waits for the turn; without a connection there is none, and the caller tries again. */
function hasTurn(client: postgres.Sql, name: string): Promise<boolean> {
  return client`select pg_advisory_lock(hashtext(${`wegwijs.${name}`}))`.then(
    () => true,
    () => false,
  )
}
