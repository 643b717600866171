import { RequestFailed, type Api, type Message } from './api.ts'
import { backOffMs, pause } from './pause.ts'
import type { Access, Remembered, Waiting } from './remembered.ts'

export type Trouble = 'offline' | 'busy'

export type Receipt = {
  delivered: (messages: Message[]) => void
  /** The messages that wait have changed. */
  changed: () => void
  trouble: (what: Trouble | null) => void
  /** The conversation no longer exists; what waits goes into a new one. */
  lost: () => void
  /** Begins the conversation for the first message in it. */
  begin: () => Promise<Access>
}

/** Sends what waits: in order, one at a time, and once, however often it has to be tried. */
export class Delivery {
  readonly #api: Api
  readonly #remembered: Remembered
  readonly #receipt: Receipt
  readonly #signal: AbortSignal
  #running = false

  constructor(api: Api, remembered: Remembered, receipt: Receipt, signal: AbortSignal) {
    this.#api = api
    this.#remembered = remembered
    this.#receipt = receipt
    this.#signal = signal
  }

  async run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    for (let tries = 0; this.#next && !this.#signal.aborted;) {
      try {
        await this.#exclusively(() => this.#deliverNext())
        tries = 0
        this.#receipt.trouble(null)
      } catch (error) {
        const { status, retryAfterSeconds } = error as RequestFailed
        this.#receipt.trouble(status === 0 ? 'offline' : 'busy')
        await pause(Math.max(backOffMs(tries++), retryAfterSeconds * 1000), this.#signal)
      }
    }
    this.#receipt.trouble(null)
    this.#running = false
  }

  get #next(): Waiting | undefined {
    return this.#remembered.waiting.find(({ refused }) => !refused)
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
      access ??= await this.#receipt.begin()
      const messages = await this.#api.deliver(access, next)
      // Erased meanwhile: then nothing of it may come back.
      if (this.#remembered.access?.id !== access.id) return
      this.#remembered.drop(next)
      this.#receipt.delivered(messages)
    } catch (error) {
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
