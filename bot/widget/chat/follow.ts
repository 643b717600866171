import type { Api, Message, RequestFailed, Standing } from './api.ts'
import { eventsIn } from './event-stream.ts'
import { backOffMs, pause } from './pause.ts'
import type { Access } from './remembered.ts'

export type Ear = {
  /** The last message of the conversation up to which nothing is missing. */
  lastSeq: () => number
  heard: (messages: Message[]) => void
  stands: (standing: Standing) => void
  typing: (speaker: string) => void
  /** The conversation no longer exists. */
  erased: () => void
  reachable: (is: boolean) => void
}

const POLL_MS = 5000
const LONGEST_OPENING_MS = 20_000
/** A stream that held for less is tried again ever later. */
const LASTING_MS = 3000
/** After so many streams through which nothing came, a proxy must be holding them up. */
const DEAD_STREAMS = 2
/** Once in so many polls a stream is tried all the same. */
const POLLS_PER_STREAM = 12

/** Hears everything in a conversation, once and in order, through every break, until the signal stops it. */
export async function follow(api: Api, access: Access, ear: Ear, signal: AbortSignal): Promise<void> {
  let dead = 0
  for (let tries = 0; !signal.aborted; tries++) {
    const began = Date.now()
    try {
      const missed = await api.messagesAfter(access, ear.lastSeq())
      if (signal.aborted) return
      ear.heard(missed.messages)
      ear.stands(missed)
      ear.reachable(true)
      if (dead < DEAD_STREAMS || tries % POLLS_PER_STREAM === 0)
        dead = (await listen(api, access, ear, signal)) ? 0 : dead + 1
    } catch (error) {
      if (signal.aborted) return
      const { status } = error as RequestFailed
      if (status === 404) return ear.erased()
      ear.reachable(status !== 0)
    }
    if (Date.now() - began > LASTING_MS) tries = 0
    await pause(dead < DEAD_STREAMS ? backOffMs(tries) : POLL_MS, signal)
  }
}

/** Hears the events of one stream until it breaks, and tells whether anything came through it. */
async function listen(api: Api, access: Access, ear: Ear, signal: AbortSignal): Promise<boolean> {
  let live = false
  const stream = new AbortController()
  const end = () => stream.abort()
  signal.addEventListener('abort', end)
  const late = setTimeout(end, LONGEST_OPENING_MS)
  try {
    const { body } = await api.events(access, ear.lastSeq(), stream.signal)
    clearTimeout(late)
    for await (const { event, data } of eventsIn(body!)) {
      live = true
      if (signal.aborted) break
      if (event === 'message') ear.heard([JSON.parse(data)])
      else if (event === 'status') ear.stands(JSON.parse(data))
      else if (event === 'typing') ear.typing(JSON.parse(data).speaker)
      else if (event === 'erased') ear.erased()
    }
  } catch {
    // What was missed is asked for before the next stream; that also tells what is the matter.
  } finally {
    signal.removeEventListener('abort', end)
  }
  return live
}
