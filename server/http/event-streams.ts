import type { Event, Follower } from '../conversations/news.ts'

/** Proxies and phones close a connection on which nothing is said. */
const KEEP_ALIVE_MS = 20_000
/** Who is this far behind is cut off: he connects again and is told what he missed. */
const MOST_BEHIND_BYTES = 256 * 1024
const RECONNECT_MS = 1000

const encoder = new TextEncoder()
const keepAlive = encoder.encode(': \n\n')

/** The open streams of server-sent events of this process. */
export type EventStreams = {
  /** Opens a stream that begins after a message; `follow` gives the way to call it off. */
  open: (after: number, follow: (follower: Follower) => Promise<() => void>) => Promise<Response>
  close: () => void
}

export function createEventStreams(): EventStreams {
  const streams = new Set<{ send: (frame: Uint8Array) => void; end: () => void }>()
  const timer = setInterval(() => streams.forEach(({ send }) => send(keepAlive)), KEEP_ALIVE_MS)
  timer.unref()
  // What many are told at once is written out once.
  const frames = new WeakMap<readonly Event[], Uint8Array>()

  function frameOf(events: readonly Event[]): Uint8Array {
    const frame = frames.get(events) ?? encoder.encode(events.map(written).join(''))
    frames.set(events, frame)
    return frame
  }

  async function open(after: number, follow: (follower: Follower) => Promise<() => void>): Promise<Response> {
    let controller: ReadableStreamDefaultController<Uint8Array>
    let callOff: (() => void) | null = null
    const body = new ReadableStream<Uint8Array>(
      {
        start(opened) {
          controller = opened
        },
        cancel: () => forget(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
    )
    const stream = {
      send(frame: Uint8Array) {
        if (!streams.has(stream)) return
        if (-(controller.desiredSize ?? 0) > MOST_BEHIND_BYTES) return stream.end()
        controller.enqueue(frame)
      },
      end() {
        if (!streams.has(stream)) return
        forget()
        controller.close()
      },
    }
    function forget() {
      streams.delete(stream)
      callOff?.()
    }

    streams.add(stream)
    stream.send(encoder.encode(`retry: ${RECONNECT_MS}\n\n`))
    try {
      callOff = await follow({
        seq: after,
        tell(events) {
          stream.send(frameOf(events))
          if (events.at(-1)?.type === 'erased') stream.end()
        },
      })
    } catch (error) {
      streams.delete(stream)
      throw error
    }
    return new Response(body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would otherwise gather the events before it passes them on.
        'x-accel-buffering': 'no',
      },
    })
  }

  return {
    open,
    close() {
      clearInterval(timer)
      streams.forEach(({ end }) => end())
    },
  }
}

function written(event: Event): string {
  return event.type === 'message'
    ? `id: ${event.message.seq}\nevent: message\ndata: ${JSON.stringify(event.message)}\n\n`
    : `event: ${event.type}\ndata: {}\n\n`
}
