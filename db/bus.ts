import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'

/**
 * Tells every server on one database what has changed. What is told can be lost with a server or a connection:
 * who hears it must be able to look for himself, and `missed` is called when he may have missed something.
 */
export type Bus = {
  tell: (topic: string, subject: string) => void
  listen: (topic: string, hear: (subject: string) => void, missed: () => void) => void
}

/** One notification carries all that was told in this time; who follows on this server does not wait for it. */
const GATHER_MS = 20
/** NOTIFY takes at most 8,000 bytes. */
const MOST_BYTES = 7900
const CHANNEL = 'wegwijs'

/** Within one process, which is all that an embedded database can have. */
export function localBus(): Bus & { missed: () => void } {
  const listeners: { topic: string; hear: (subject: string) => void; missed: () => void }[] = []
  return {
    tell: (topic, subject) =>
      listeners.filter((each) => each.topic === topic).forEach(({ hear }) => hear(subject)),
    listen: (topic, hear, missed) => void listeners.push({ topic, hear, missed }),
    missed: () => listeners.forEach(({ missed }) => missed()),
  }
}

/** Between all processes on one PostgreSQL, by LISTEN and NOTIFY; this process hears itself without the detour. */
export async function postgresBus(client: Sql): Promise<Bus> {
  const local = localBus()
  const self = randomUUID()
  let told = new Set<string>()
  let gathering: NodeJS.Timeout | null = null

  function send() {
    gathering = null
    const lines = [...told]
    told = new Set()
    // A failure is no loss: the others look for themselves when they are connected again.
    for (const payload of packed(self, lines)) client.notify(CHANNEL, payload).catch(() => {})
  }

  function hear(payload: string) {
    const [sender, ...lines] = payload.split('\n')
    if (sender === self) return
    for (const line of lines) {
      const space = line.indexOf(' ')
      local.tell(line.slice(0, space), line.slice(space + 1))
    }
  }

  await client.listen(CHANNEL, hear, local.missed)
  return {
    listen: local.listen,
    tell(topic, subject) {
      local.tell(topic, subject)
      told.add(`${topic} ${subject}`)
      gathering ??= setTimeout(send, GATHER_MS)
    },
  }
}

/** The lines in as few payloads as they fit in, each headed by its sender. */
function packed(sender: string, lines: readonly string[]): string[] {
  const payloads: string[] = []
  let payload = sender
  for (const line of lines) {
    if (payload.length + 1 + line.length > MOST_BYTES) {
      payloads.push(payload)
      payload = sender
    }
    payload += `\n${line}`
  }
  return [...payloads, payload]
}
