import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf } from '../support/client.ts'
import { listenTo } from './follow.ts'
import type { Chance, Circumstances } from './random.ts'
import type { Load } from './size.ts'
import { expectHeard, expectRead } from './stored.ts'
import { doorOf, newTally, talk, type Talk, type Tally } from './talk.ts'

/** What goes wrong meanwhile; `until` resolves when so many messages have been acknowledged. */
export type Trouble = (until: (acknowledged: number) => Promise<void>) => Promise<void>

export type Conversed = { talks: Talk[]; tally: Tally; streams: number; seconds: number }

const CATCH_UP_MS = 10_000

/**
 * Has all clients write at once, some of them followed, in the midst of trouble. Afterwards everybody reads and has
 * heard exactly what was acknowledged.
 */
export async function converse(
  url: string,
  load: Load,
  { chance, signal }: Circumstances,
  trouble: Trouble,
): Promise<Conversed> {
  const over = new AbortController()
  const within = { chance, signal: AbortSignal.any([over.signal, signal]) }
  const door = doorOf(url, within.signal)
  const tally = newTally()
  const chats = await Promise.all(Array.from({ length: load.clients }, () => clientOf(door).start()))
  const talks = chats.map((chat): Talk => ({ chat, acknowledged: [] }))
  const followed = talks.slice(0, load.followed).map((each) => ({ ...each, ear: listenTo(door, each.chat) }))
  const until = async (acknowledged: number) => {
    while (tally.acknowledged < acknowledged) await sleep(5, null, within)
  }

  const began = performance.now()
  const troubled = trouble(until)
  try {
    await Promise.all([troubled, ...talks.map((each) => talk(door, each, load.messagesEach, tally, within))])
    const seconds = (performance.now() - began) / 1000
    for (const each of talks) {
      const last = await expectRead(door, each)
      await followed.find(({ chat }) => chat === each.chat)?.ear.heardUpTo(last, CATCH_UP_MS)
    }
    for (const { ear, ...each } of followed) expectHeard(ear, each)
    return { talks, tally, seconds, streams: followed.reduce((sum, { ear }) => sum + ear.streams, 0) }
  } finally {
    over.abort()
    await Promise.all([troubled.catch(() => {}), ...followed.map(({ ear }) => ear.stop())])
  }
}

/** So many random moments in the course of the work, by how much of it is done. */
export function momentsIn(work: number, times: number, chance: Chance): number[] {
  return Array.from({ length: times }, () => chance.below(work)).toSorted((a, b) => a - b)
}
