import type { DeskEvents } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import { Refusal } from '../refusal.ts'

type Person = DeskEvents['presence']['people'][number]

const REPEAT_MS = 10_000
const TYPING_MS = 5_000

/** Who is looking at or writing in which conversation, and that we are. */
export class Presence {
  people = $state<Record<string, Person[]>>({})
  #api: Api
  #isOpen: () => boolean
  #lookingAt: string | null = null
  #typedAt = 0
  #saidTyping = false

  /** `isOpen`: behind a lock nobody is looking. */
  constructor(api: Api, isOpen: () => boolean) {
    this.#api = api
    this.#isOpen = isOpen
    setInterval(() => this.#say(), REPEAT_MS)
    document.addEventListener('visibilitychange', () => this.#say())
  }

  others(id: string, own: string): Person[] {
    return (this.people[id] ?? []).filter(({ staffId }) => staffId !== own)
  }

  look(id: string): () => void {
    this.#lookingAt = id
    this.#saidTyping = false
    void this.#say()
    return () => {
      this.#lookingAt = null
      this.#api.leave(id).catch(expected)
    }
  }

  typed(): void {
    this.#typedAt = Date.now()
    if (this.#saidTyping) return
    void this.#say()
    setTimeout(() => this.#say(), TYPING_MS)
  }

  /** What was typed has been sent. */
  sent(): void {
    this.#typedAt = 0
    void this.#say()
  }

  async #say() {
    if (!this.#lookingAt || document.hidden || !this.#isOpen()) return
    this.#saidTyping = Date.now() - this.#typedAt < TYPING_MS
    await this.#api.look(this.#lookingAt, this.#saidTyping).catch(expected)
  }
}

/** Being seen is no more than a courtesy; the next time makes up for it. */
function expected(error: unknown) {
  if (!(error instanceof Refusal)) throw error
}
