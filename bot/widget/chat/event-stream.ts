export type StreamEvent = { event: string; data: string }

/** The server says something every 20 seconds; what is silent for longer is broken. */
const LONGEST_SILENCE_MS = 45_000

/** Reads server-sent events from an answer. EventSource cannot send the token along. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let unread = ''
  for (;;) {
    const silence = setTimeout(() => void reader.cancel(), LONGEST_SILENCE_MS)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    const frames = (unread + decoder.decode(value, { stream: true })).split('\n\n')
    unread = frames.pop()!
    // A frame of comments alone is a sign of life as well.
    for (const frame of frames) yield { event: fieldOf(frame, 'event'), data: fieldOf(frame, 'data') }
  }
}

const fieldOf = (frame: string, name: string) => new RegExp(`^${name}: ?(.*)$`, 'mu').exec(frame)?.[1] ?? ''
