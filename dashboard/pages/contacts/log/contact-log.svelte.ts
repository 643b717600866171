import { Refusal } from '../../../refusal.ts'
import type { LogApi, LogRow, LogTotals } from './api.ts'

/** As many as the server gives at once. */
export const PAGE_ROWS = 200

/** The rows of one selection, read as they come into sight, and what they come to together. */
export class ContactLog {
  pages = $state.raw<ReadonlyMap<number, LogRow[]>>(new Map())
  totals = $state.raw<LogTotals | null>(null)
  isLoading = $state(true)
  problem = $state.raw<Refusal | null>(null)
  #api: LogApi
  #query: string | null = null
  #reading = new Map<number, Promise<void>>()
  /** Where the pages begin: of the next one as soon as a page was read, of all when the middle is looked at. */
  #begins = new Map<number, string>()
  #places: Promise<void> | null = null

  constructor(api: LogApi) {
    this.#api = api
  }

  get count(): number {
    return this.totals?.contacts ?? this.pages.get(0)?.length ?? 0
  }

  rowAt(at: number): LogRow | undefined {
    return this.pages.get(Math.floor(at / PAGE_ROWS))?.[at % PAGE_ROWS]
  }

  async show(query: string): Promise<void> {
    if (query !== this.#query) await this.#begin(query)
  }

  /** After something was changed: what is in sight is read again as it now stands. */
  async again(): Promise<void> {
    if (this.#query !== null) await this.#begin(this.#query)
  }

  /** Sees to it that these rows are there, or will be. */
  async need(first: number, last: number): Promise<void> {
    const query = this.#query
    const wanted = [Math.floor(first / PAGE_ROWS), Math.floor(last / PAGE_ROWS)]
    for (const page of new Set(wanted)) {
      if (this.pages.has(page) || page * PAGE_ROWS >= this.count) continue
      if (page > 0 && !this.#begins.has(page)) await this.#readPlaces()
      if (query !== this.#query) return
      await this.#read(page)
    }
  }

  async #begin(query: string) {
    this.#query = query
    this.#reading.clear()
    this.#begins.clear()
    this.#places = null
    Object.assign(this, { isLoading: true, problem: null, totals: null, pages: new Map() })
    try {
      const totals = this.#api.totals(query)
      await this.#read(0)
      const known = await totals
      if (query === this.#query) this.totals = known
    } catch (error) {
      this.#tell(error)
    } finally {
      if (query === this.#query) this.isLoading = false
    }
  }

  #read(page: number): Promise<void> {
    const under = this.#reading.get(page) ?? this.#readPage(page)
    this.#reading.set(page, under)
    return under
  }

  async #readPage(page: number) {
    const query = this.#query!
    try {
      const { rows, cursor } = await this.#api.page(query, this.#begins.get(page))
      if (query !== this.#query) return
      if (cursor) this.#begins.set(page + 1, cursor)
      this.pages = new Map(this.pages).set(page, rows)
      this.problem = null
    } catch (error) {
      this.#reading.delete(page)
      this.#tell(error)
    }
  }

  #readPlaces(): Promise<void> {
    const query = this.#query!
    this.#places ??= this.#api.places(query).then(
      ({ cursors }) => {
        if (query === this.#query)
          for (const [i, cursor] of cursors.entries()) this.#begins.set(i + 1, cursor)
      },
      (error: unknown) => {
        this.#places = null
        this.#tell(error)
      },
    )
    return this.#places
  }

  #tell(error: unknown) {
    if (!(error instanceof Refusal)) throw error
    this.problem = error
  }
}
