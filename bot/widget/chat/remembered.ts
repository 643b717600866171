/** What lets this device into its conversation. */
export type Access = { id: string; token: string }

export type Said = { text: string } | { choice: string } | { handoff: true }

/** A message that the server has not confirmed yet. */
export type Waiting = {
  clientMessageId: string
  said: Said
  createdAt: number
  /** The code under which the server refused it for good. */
  refused?: string
}

/**
 * What this device keeps of a conversation: nothing until the first message. Every waiting message has a place of
 * its own, so that two tabs that write at once cannot lose each other's.
 */
export class Remembered {
  readonly #prefix: string
  /** For browsers that refuse storage; it lasts as long as the page. */
  readonly #memory = new Map<string, string>()

  constructor(server: string, organisation: string) {
    this.#prefix = `wegwijs ${server} ${organisation} `
  }

  get name(): string {
    return this.#prefix
  }

  get access(): Access | null {
    return this.#read('access')
  }

  set access(access: Access | null) {
    this.#write('access', access)
  }

  /** The size of the letters, from 0 (usual) up. */
  get letters(): number {
    return this.#read('letters') ?? 0
  }

  keepLetters(size: number): void {
    this.#write('letters', size)
  }

  /** The conversation in which the client was asked who he is. */
  get contactAskedIn(): string | null {
    return this.#read('contact')
  }

  set contactAskedIn(id: string | null) {
    this.#write('contact', id)
  }

  /** The messages that wait, in the order in which they were written. */
  get waiting(): Waiting[] {
    return this.#keys()
      .filter((key) => key.startsWith('waiting'))
      .flatMap((key) => this.#read<Waiting>(key) ?? [])
      .toSorted((a, b) => a.createdAt - b.createdAt)
  }

  keep(message: Waiting): void {
    this.#write(`waiting ${message.clientMessageId}`, message)
  }

  drop({ clientMessageId }: Waiting): void {
    this.#write(`waiting ${clientMessageId}`, null)
  }

  forget(): void {
    for (const key of this.#keys()) this.#write(key, null)
  }

  /** Tells when another tab changed something, until the signal stops it. */
  watch(changed: () => void, signal: AbortSignal): void {
    const listener = ({ key }: StorageEvent) => {
      if (key === null || key.startsWith(this.#prefix)) changed()
    }
    addEventListener('storage', listener, { signal })
  }

  #keys(): string[] {
    const kept = this.#attempt(() => Object.keys(localStorage)) ?? []
    return [...new Set([...kept, ...this.#memory.keys()])]
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length))
  }

  #read<T>(key: string): T | null {
    const name = this.#prefix + key
    return this.#attempt(() => JSON.parse(this.#memory.get(name) ?? localStorage.getItem(name) ?? 'null'))
  }

  #write(key: string, value: unknown): void {
    const name = this.#prefix + key
    const text = JSON.stringify(value)
    this.#memory.delete(name)
    this.#attempt(
      () => (value === null ? localStorage.removeItem(name) : localStorage.setItem(name, text)),
      () => {
        if (value !== null) this.#memory.set(name, text)
      },
    )
  }

  #attempt<T>(use: () => T, refused = () => {}): T | null {
    try {
      return use()
    } catch {
      refused()
      return null
    }
  }
}
