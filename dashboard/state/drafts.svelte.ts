import { untrack } from 'svelte'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

const PAUSE_MS = 700
const RETRY_MS = 5_000

/** What is half written: at once in memory, and on the server as soon as the writing pauses. */
export class Drafts {
  replies = $state<Record<string, string>>({})
  /** Notes stay in this tab: they are short, and the server keeps one draft for each conversation. */
  notes = $state<Record<string, string>>({})
  #api: Api
  #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(api: Api) {
    this.#api = api
    addEventListener('pagehide', () => {
      for (const id of this.#timers.keys()) void this.#keep(id)
    })
  }

  /** What the server still has, unless something newer stands here. */
  begin(id: string, stored: string | null): void {
    untrack(() => (this.replies[id] ??= stored ?? ''))
  }

  write(id: string, text: string): void {
    this.replies[id] = text
    this.#later(id, PAUSE_MS)
  }

  #later(id: string, ms: number) {
    clearTimeout(this.#timers.get(id))
    this.#timers.set(
      id,
      setTimeout(() => this.#keep(id), ms),
    )
  }

  async #keep(id: string) {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    try {
      await this.#api.keepDraft(id, this.replies[id] ?? '')
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const isPassing = error.code === 'desk.offline' || error.code === 'server.unavailable'
      if (isPassing && !this.#timers.has(id)) this.#later(id, RETRY_MS)
    }
  }
}
