import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '../../server/conversations/messages.ts'
import { clientOf, type Chat, type Door, type EventReader } from '../support/client.ts'

/** Somebody who hears a conversation through streams of events, however often they break. */
export type Ear = {
  heard: Message[]
  streams: number
  /** Waits until this message has been heard, but not for long. */
  heardUpTo: (seq: number, withinMs: number) => Promise<void>
  stop: () => Promise<void>
}

const PAUSE_MS = 200

/** Connects again when a stream breaks, naming the last event that came through. */
export function listenTo(door: Door, chat: Chat): Ear {
  const client = clientOf(door)
  let reader: EventReader | null = null
  const over = new AbortController()
  const ear: Ear = {
    heard: [],
    streams: 0,
    async heardUpTo(seq, withinMs) {
      const until = performance.now() + withinMs
      while ((ear.heard.at(-1)?.seq ?? 0) < seq) {
        if (performance.now() > until) throw new Error(`heard ${ear.heard.length} messages of ${seq}`)
        await sleep(20)
      }
    },
    async stop() {
      over.abort()
      await reader?.stop().catch(() => {})
      await listening
    },
  }

  async function hearOneStream(): Promise<void> {
    reader = await client.follow(chat, 0, { 'last-event-id': String(ear.heard.at(-1)?.seq ?? 0) })
    ear.streams++
    for (;;) {
      const event = await reader.next()
      if (!event || over.signal.aborted) return
      ear.heard.push(JSON.parse(event.data))
    }
  }

  const listening = (async () => {
    while (!over.signal.aborted) {
      // A stream may break at any moment: then the next one begins where it ended.
      await hearOneStream().catch(() => {})
      await sleep(PAUSE_MS)
    }
  })()
  return ear
}
