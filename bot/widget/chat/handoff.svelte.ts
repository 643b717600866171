import type { Api, Contact, Standing } from './api.ts'
import type { Conversation } from './conversation.svelte.ts'
import type { Remembered } from './remembered.ts'

/** How a conversation stands with the people behind it: what was promised, who helps, and how it went. */
export class Handoff {
  status = $state<Standing['status']>('assistant')
  asksRating = $state(false)
  /** What the client gave while he may still say why; 0 when nothing. */
  score = $state(0)
  #contactAskedIn = $state<string | null>(null)
  /** What a client who waits was promised last. */
  readonly promise = $derived.by(() =>
    this.status === 'waiting'
      ? this.#conversation.messages.findLast(({ reply }) => reply?.handoff)?.reply?.handoff
      : undefined,
  )
  /** The first name of the supporter who wrote last. */
  readonly speaker = $derived.by(
    () => this.#conversation.messages.findLast(({ author }) => author === 'supporter')?.speaker,
  )

  readonly #conversation: Conversation
  readonly #api: Api
  readonly #remembered: Remembered
  #ratings = Promise.resolve(true)

  constructor(conversation: Conversation, api: Api, remembered: Remembered) {
    this.#conversation = conversation
    this.#api = api
    this.#remembered = remembered
    this.#contactAskedIn = remembered.contactAskedIn
  }

  stands({ status, asksRating }: Standing): void {
    this.status = status
    this.asksRating = asksRating
  }

  /** Whether the client may be asked who he is: once, and never somebody in danger. */
  get asksContact(): boolean {
    return (
      this.promise !== undefined &&
      this.#contactAskedIn !== this.#remembered.access?.id &&
      !this.#conversation.messages.some(({ reply }) => reply?.kind === 'crisis')
    )
  }

  /** Null when he would rather not say. */
  tellContact(contact: Contact | null): Promise<boolean> {
    return this.#conversation.attempt(async (access) => {
      if (contact) await this.#api.tellContact(access, contact)
      this.#contactAskedIn = this.#remembered.contactAskedIn = access.id
      if (contact) this.#conversation.tell('contact.kept')
    })
  }

  withdraw(): Promise<boolean> {
    return this.#conversation.attempt(async (access) =>
      this.#conversation.hear(await this.#api.withdraw(access)),
    )
  }

  /** One after the other, so that the last one that he gives counts. */
  rate(score: number, comment?: string): Promise<boolean> {
    this.score = score
    const given = this.#ratings.then(() =>
      this.#conversation.attempt(async (access) => {
        await this.#api.giveRating(access, score, comment)
        this.asksRating = false
      }),
    )
    this.#ratings = given
    return given
  }
}
