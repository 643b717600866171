/** Proxies and phones close a connection on which nothing is said. */
const KEEP_ALIVE_MS = 20_000
/** Who is this far behind is cut off: he connects again and is told what he missed. */
const MOST_BEHIND_BYTES = 256 * 1024
const RECONNECT_MS = 1000

const encoder = new TextEncoder()
const keepAlive = encoder.encode(': \n\n')

/** The open streams of server-sent events of this process. */
export type EventStreams = {
  /** Opens a stream of what `follow` tells, until it is called off by what `follow` gives. */
  open: (follow: (tell: (events: readonly Told[]) => void) => Promise<() => void>) => Promise<Response>
  close: () => void
}

/** An event as it goes out; after the last one the stream ends. */
export type Told = { event: string; data: unknown; id?: number; isLast?: true }

export function createEventStreams(): EventStreams {
  const streams = new Set<{ send: (frame: Uint8Array) => void; end: () => void }>()
  const timer = setInterval(() => streams.forEach(({ send }) => send(keepAlive)), KEEP_ALIVE_MS)
  timer.unref()
  // What many are told at once is written out once.
  const frames = new WeakMap<readonly Told[], Uint8Array>()

  function frameOf(events: readonly Told[]): Uint8Array {
    const frame = frames.get(events) ?? encoder.encode(events.map(written).join(''))
    frames.set(events, frame)
    return frame
  }

  async function open(
    follow: (tell: (events: readonly Told[]) => void) => Promise<() => void>,
  ): Promise<Response> {
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
      callOff = await follow((events) => {
        stream.send(frameOf(events))
        if (events.at(-1)?.isLast) stream.end()
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

function written({ event, data, id }: Told): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
