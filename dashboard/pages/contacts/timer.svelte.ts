const KEPT_AS = 'wegwijs.contact-timer'
const MINUTE_MS = 60_000

type Run = { from: number; to: number | null }

/** Measures how long a contact takes. It goes on after a reload of this tab, and holds nothing but moments. */
export class ContactTimer {
  #runs = $state<Run[]>(kept())

  startedAt = $derived(this.#runs[0]?.from ?? null)
  isRunning = $derived(this.#runs.at(-1)?.to === null)

  start(): void {
    this.#set([...this.#runs, { from: Date.now(), to: null }])
  }

  pause(): void {
    this.#set(this.#runs.map((run) => (run.to === null ? { ...run, to: Date.now() } : run)))
  }

  clear(): void {
    this.#set([])
  }

  elapsedMs(now: number): number {
    return this.#runs.reduce((total, { from, to }) => total + Math.max(0, (to ?? now) - from), 0)
  }

  /** As it is registered: in whole minutes, rounded up. */
  minutes(now: number): number {
    return Math.max(1, Math.ceil(this.elapsedMs(now) / MINUTE_MS))
  }

  #set(runs: Run[]) {
    this.#runs = runs
    if (runs.length > 0) sessionStorage.setItem(KEPT_AS, JSON.stringify(runs))
    else sessionStorage.removeItem(KEPT_AS)
  }
}

function kept(): Run[] {
  try {
    const runs: unknown = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? '[]')
    return Array.isArray(runs) ? (runs as Run[]).filter(({ from }) => Number.isFinite(from)) : []
  } catch {
    return []
  }
}

/** One for the whole tab: the form may be closed while it runs. */
export const contactTimer = new ContactTimer()
