import { Refusal } from '../../refusal.ts'

/** What is read from the server for a part of the page, or why it could not be. */
export class Reading<T> {
  value = $state.raw<T | null>(null)
  problem = $state('')
  #last = 0

  /** Only the last that was asked for is shown. */
  async read(ask: () => Promise<T>): Promise<void> {
    const own = ++this.#last
    try {
      const value = await ask()
      if (own === this.#last) Object.assign(this, { value, problem: '' })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (own === this.#last) this.problem = error.inWords
    }
  }
}
