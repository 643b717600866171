import type { Case, Counts, Line } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'
import { queryOf, type Filters } from './address.svelte.ts'

const PAGE_LINES = 50
/** Changes come in bursts; one look shows them all. */
const PAUSE_MS = 250

/** The lines of one view, in the order of their due dates. */
export class Inbox {
  lines = $state.raw<Line[]>([])
  counts = $state.raw<Counts>({ urgent: 0, waiting: 0, mine: 0 })
  cursor = $state.raw<string | null>(null)
  /** When the lines were read, for what counts down since. */
  readAt = $state(Date.now())
  isLoading = $state(true)
  problem = $state.raw<Refusal | null>(null)
  /** The line that the keyboard is on. */
  chosenId = $state<string | null>(null)
  #api: Api
  #query = ''
  #wanted: ReturnType<typeof setTimeout> | undefined

  constructor(api: Api) {
    this.#api = api
  }

  async show(filters: Filters): Promise<void> {
    const query = queryOf(filters).toString()
    if (query === this.#query) return
    this.#query = query
    this.isLoading = true
    this.lines = []
    await this.#read(1)
  }

  /** Reads again what is shown, shortly. */
  refresh(): void {
    if (!this.#query) return
    clearTimeout(this.#wanted)
    this.#wanted = setTimeout(() => this.#read(Math.ceil(this.lines.length / PAGE_LINES) || 1), PAUSE_MS)
  }

  async more(): Promise<void> {
    if (this.cursor) await this.#read(1, this.lines, this.cursor)
  }

  /** Shows at once what is known already of one conversation. */
  learn(known: Case): void {
    this.lines = this.lines.map((line) => (line.id === known.id ? { ...line, ...known } : line))
  }

  forget(id: string): void {
    this.lines = this.lines.filter((line) => line.id !== id)
  }

  step(by: 1 | -1, from: string | null): Line | undefined {
    const at = this.lines.findIndex(({ id }) => id === from)
    return this.lines[Math.min(Math.max(at + by, 0), this.lines.length - 1)]
  }

  async #read(pages: number, before: Line[] = [], cursor: string | null = null) {
    const query = this.#query
    try {
      let lines = before
      for (let page = 0; page < pages && (page === 0 || cursor); page++) {
        const read = await this.#api.inbox(
          new URLSearchParams(`${query}${cursor ? `&cursor=${cursor}` : ''}`),
        )
        if (query !== this.#query) return
        lines = [...lines, ...read.lines]
        cursor = read.cursor
        this.counts = read.counts
      }
      Object.assign(this, { lines: crisesFirst(lines), cursor, readAt: Date.now(), problem: null })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.problem = error
    } finally {
      if (query === this.#query) this.isLoading = false
    }
  }
}

const isCrisis = ({ urgent, status }: Line) => urgent && status !== 'closed'

function crisesFirst(lines: readonly Line[]): Line[] {
  const unique = [...new Map(lines.map((line) => [line.id, line])).values()]
  return [...unique.filter(isCrisis), ...unique.filter((line) => !isCrisis(line))]
}
