import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startServer } from '../support/server-process.ts'
import type { Chance } from './random.ts'

const mainScript = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** A server that is killed and comes back at the same address, with the same data. */
export type MortalServer = {
  url: string
  kills: { underLoad: number; whileStarting: number }
  killAndRestart: () => Promise<void>
  stop: () => Promise<void>
}

const LATEST_MS = 50
const LONGEST_START_MS = 3000

/** One restart in so many is killed as well before it is ready. */
const ONE_IN = 5

export async function startMortal(settings: Record<string, string>, chance: Chance): Promise<MortalServer> {
  const port = await freePort(chance)
  const fixed = { ...settings, PORT: String(port) }
  let starting = startServer(fixed)
  let isStopped = false
  const server: MortalServer = {
    url: (await starting).url,
    kills: { underLoad: 0, whileStarting: 0 },
    async killAndRestart() {
      // A moment later than whatever made it happen just now.
      await sleep(chance.below(LATEST_MS))
      await (await starting).kill()
      server.kills.underLoad++
      if (chance.below(ONE_IN) === 0) {
        await killWhileStarting(fixed, chance.below(LONGEST_START_MS))
        server.kills.whileStarting++
      }
      if (isStopped) return
      starting = startServer(fixed)
      await starting
    },
    async stop() {
      isStopped = true
      await (await starting).stop()
    },
  }
  return server
}

/** Kills a server so long after it was started. */
export async function killWhileStarting(settings: Record<string, string>, afterMs: number): Promise<void> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...settings }
  const child = spawn(process.execPath, [mainScript], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  await Promise.race([sleep(afterMs), ended])
  child.kill('SIGKILL')
  await ended
}

/**
 * A port below those that the system gives to clients: while the server is away, one of those could be taken, or
 * even connect to itself.
 */
export async function freePort(chance: Chance): Promise<number> {
  for (;;) {
    const port = 20_000 + chance.below(10_000)
    const probe = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => probe.close(resolve))
    return port
  }
}
