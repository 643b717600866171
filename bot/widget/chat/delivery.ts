import { RequestFailed, type Api, type Message, type Started } from './api.ts'
import { backOffMs, pause } from './pause.ts'
import type { Remembered, Waiting } from './remembered.ts'

export type Trouble = 'offline' | 'busy'

const LONGEST_PAUSE_S = 60

export type Receipt = {
  delivered: (messages: Message[]) => void
  /** The messages that wait have changed. */
  changed: () => void
  trouble: (what: Trouble | null) => void
  /** The conversation no longer exists; what waits goes into a new one. */
  lost: () => void
  /** Asks the server for a conversation, for the first message in it. */
  begin: () => Promise<Started>
  begun: (conversation: Started) => void
}

/** Sends what waits: in order, one at a time, and once, however often it has to be tried. */
export class Delivery {
  readonly #api: Api
  readonly #remembered: Remembered
  readonly #receipt: Receipt
  readonly #signal: AbortSignal
  #running = false
  #pause = new AbortController()

  constructor(api: Api, remembered: Remembered, receipt: Receipt, signal: AbortSignal) {
    this.#api = api
    this.#remembered = remembered
    this.#receipt = receipt
    this.#signal = signal
  }

  /** Sends all; what is being waited for before the next try is no longer waited for. */
  async run(): Promise<void> {
    if (this.#running) return this.#pause.abort()
    this.#running = true
    for (let tries = 0; this.#next && !this.#signal.aborted;) {
      try {
        await this.#exclusively(() => this.#deliverNext())
        tries = 0
        this.#receipt.trouble(null)
      } catch (error) {
        const { status, retryAfterSeconds } = error as RequestFailed
        this.#receipt.trouble(status === 0 ? 'offline' : 'busy')
        this.#pause = new AbortController()
        const asked = Math.min(retryAfterSeconds, LONGEST_PAUSE_S) * 1000
        await pause(Math.max(backOffMs(tries++), asked), this.#pause.signal)
      }
    }
    this.#receipt.trouble(null)
    this.#running = false
  }

  get #next(): Waiting | undefined {
    return this.#remembered.waiting.find(({ refused }) => !refused)
  }

  #isWaiting({ clientMessageId }: Waiting): boolean {
    return this.#remembered.waiting.some((each) => each.clientMessageId === clientMessageId)
  }

  /** Two tabs take turns, so that they do not both begin a conversation. Unsafe pages have no locks. */
  #exclusively(work: () => Promise<void>): Promise<void> {
    return navigator.locks ? navigator.locks.request(this.#remembered.name, work) : work()
  }

  async #deliverNext(): Promise<void> {
    const next = this.#next
    if (!next) return
    let access = this.#remembered.access
    const isNew = !access
    try {
      if (!access) {
        const begun = await this.#receipt.begin()
        // Left or erased meanwhile: then nothing of it may come back.
        if (!this.#isWaiting(next)) return void this.#api.erase(begun).catch(() => {})
        this.#receipt.begun(begun)
        access = begun
      }
      const messages = await this.#api.deliver(access, next)
      if (this.#remembered.access?.id !== access.id) return
      this.#remembered.drop(next)
      this.#receipt.delivered(messages)
    } catch (error) {
      if (!this.#isWaiting(next)) return
      if (!(error instanceof RequestFailed) || error.passing) throw error
      if (error.code === 'conversation.not_found') {
        if (this.#remembered.access?.id === access?.id) this.#receipt.lost()
        if (isNew) throw error
        return
      }
      this.#remembered.keep({ ...next, refused: error.code || String(error.status) })
      this.#receipt.changed()
    }
  }
}
