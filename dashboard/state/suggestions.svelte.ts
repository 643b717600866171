import type { Suggestion } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

const PAUSE_MS = 450

/** What the engine would answer, to the client's last question or to what is being written. */
export class Suggestions {
  list = $state.raw<Suggestion[]>([])
  #api: Api
  #timer: ReturnType<typeof setTimeout> | undefined
  #latest = 0

  constructor(api: Api) {
    this.#api = api
  }

  /** Looks once the writing pauses, until what is returned is called. */
  look(id: string, text: string): () => void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#read(id, text), text ? PAUSE_MS : 0)
    return () => clearTimeout(this.#timer)
  }

  async #read(id: string, text: string) {
    const turn = ++this.#latest
    try {
      const { suggestions } = await this.#api.suggestions(id, text)
      if (turn === this.#latest) this.list = suggestions
    } catch (error) {
      // Writing goes on without them.
      if (!(error instanceof Refusal)) throw error
      this.list = []
    }
  }
}
