import type { Line } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

/** The crises that nobody has yet, whatever view is open; who waits longest comes first. */
export class Crises {
  lines = $state.raw<Line[]>([])
  #api: Api
  #heard: (added: Line) => void

  constructor(api: Api, heard: (added: Line) => void) {
    this.#api = api
    this.#heard = heard
  }

  async read(): Promise<void> {
    try {
      const { lines } = await this.#api.inbox(new URLSearchParams({ view: 'urgent' }))
      const open = lines
        .filter(({ status, supporterId }) => status === 'waiting' && supporterId === null)
        .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
      const known = new Set(this.lines.map(({ id }) => id))
      this.lines = open
      for (const line of open) if (!known.has(line.id)) this.#heard(line)
    } catch (error) {
      // The inbox says it when the server cannot be reached.
      if (!(error instanceof Refusal)) throw error
    }
  }
}
