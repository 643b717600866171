import type { DeskEvents } from '../../server/http/desk-shapes.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

type Hearers = { [Kind in keyof DeskEvents]: (news: DeskEvents[Kind]) => void }

/** The server's events for as long as the desk is open. */
export class Events {
  isConnected = $state(true)
  #hearers: Hearers
  #reconnected: () => void
  #refused: () => void
  #source: EventSource | null = null
  #wait = FIRST_WAIT_MS
  #retry: ReturnType<typeof setTimeout> | undefined

  /**
   * `reconnected`: events were missed, so that all that is shown must be read again. `refused`: no stream is given,
   * or no longer.
   */
  constructor(hearers: Hearers, reconnected: () => void, refused: () => void) {
    this.#hearers = hearers
    this.#reconnected = reconnected
    this.#refused = refused
    addEventListener('online', () => this.#source && this.open())
  }

  open(): void {
    this.close()
    const source = new EventSource('/api/v1/desk/events')
    this.#source = source
    source.addEventListener('open', () => {
      if (!this.isConnected) this.#reconnected()
      this.isConnected = true
      this.#wait = FIRST_WAIT_MS
    })
    source.addEventListener('error', () => {
      this.isConnected = false
      // A browser gives up after an answer that is no stream: the desk is locked, or the server is starting.
      if (source.readyState === EventSource.CLOSED) this.#openLater()
    })
    source.addEventListener('locked', () => this.#refused())
    for (const kind of Object.keys(this.#hearers) as (keyof DeskEvents)[])
      source.addEventListener(kind, ({ data }) => this.#hear(kind, JSON.parse(data)))
  }

  close(): void {
    clearTimeout(this.#retry)
    this.#source?.close()
    this.#source = null
  }

  #hear<Kind extends keyof DeskEvents>(kind: Kind, news: DeskEvents[Kind]) {
    this.#hearers[kind](news)
  }

  #openLater() {
    this.#refused()
    this.#retry = setTimeout(() => this.open(), this.#wait)
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS)
  }
}
