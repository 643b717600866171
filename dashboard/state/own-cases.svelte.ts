import type { Line } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

/** Changes come in bursts; one look shows them all. */
const PAUSE_MS = 500

/** The conversations that are ours, whatever view is open: so that nothing a client writes goes unseen. */
export class OwnCases {
  #lines: Line[] | null = null
  #taken = new Set<string>()
  #api: Api
  #wrote: (id: string) => void
  #given: (id: string) => void
  #wanted: ReturnType<typeof setTimeout> | undefined

  /** `wrote`: a client of ours wrote; `given`: a colleague handed a conversation over to us. */
  constructor(api: Api, wrote: (id: string) => void, given: (id: string) => void) {
    this.#api = api
    this.#wrote = wrote
    this.#given = given
  }

  /** Somebody here took it up himself, so that it is no news. */
  took(id: string): void {
    this.#taken.add(id)
  }

  refresh(): void {
    clearTimeout(this.#wanted)
    this.#wanted = setTimeout(() => this.read(), PAUSE_MS)
  }

  async read(): Promise<void> {
    try {
      const { lines } = await this.#api.inbox(new URLSearchParams({ view: 'mine' }))
      if (this.#lines) this.#compare(new Map(this.#lines.map((line) => [line.id, line])), lines)
      this.#lines = lines
    } catch (error) {
      // The inbox says it when the server cannot be reached.
      if (!(error instanceof Refusal)) throw error
    }
  }

  #compare(before: Map<string, Line>, lines: readonly Line[]) {
    for (const { id, isUnanswered, lastMessageAt } of lines) {
      const known = before.get(id)
      if (!known && !this.#taken.has(id)) this.#given(id)
      else if (known && isUnanswered && known.lastMessageAt < lastMessageAt) this.#wrote(id)
    }
  }
}
