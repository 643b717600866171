import * as api from './api.ts'
import { locale } from './strings.ts'

/** A message as it is shown: stored by the server, or on its way there. */
export type Shown = {
  key: string
  author: api.Message['author']
  text: string
  reply: api.Message['reply']
} & ({ state: 'stored' } | { state: 'sending' | 'failed'; outgoing: api.Outgoing })

/** One conversation with an organisation's assistant, from its first word on. */
export class Conversation {
  messages = $state<Shown[]>([])
  personFailed = $state(false)
  readonly busy = $derived(this.messages.some(({ state }) => state === 'sending'))
  readonly #started: api.Started

  constructor(started: api.Started) {
    this.#started = started
    this.messages = started.messages.map(stored)
  }

  static async start(organisation: string): Promise<Conversation> {
    return new Conversation(await api.start(organisation, locale))
  }

  async ask(text: string): Promise<void> {
    await this.#send({ clientMessageId: newMessageId(), text }, text)
  }

  async choose(choice: string): Promise<void> {
    await this.#send({ clientMessageId: newMessageId(), choice }, choice)
  }

  /** Sends a message again under the id it had, so that it can never be stored twice. */
  async retry({ key }: Shown): Promise<void> {
    const message = this.messages.find((each) => each.key === key)
    if (message?.state !== 'failed') return
    this.messages = this.messages.filter((each) => each !== message)
    await this.#send(message.outgoing, message.text)
  }

  async askForPerson(): Promise<void> {
    try {
      this.personFailed = false
      this.messages.push(...(await api.askForPerson(this.#started)).map(stored))
    } catch {
      this.personFailed = true
    }
  }

  async #send(outgoing: api.Outgoing, text: string): Promise<void> {
    const key = outgoing.clientMessageId
    this.messages.push({ key, author: 'client', text, reply: null, state: 'sending', outgoing })
    try {
      const exchange = await api.send(this.#started, outgoing)
      const shown = exchange.map(stored)
      // A retry may bring what is on the screen already.
      const known = new Set([key, ...shown.map((message) => message.key)])
      this.messages = [...this.messages.filter((each) => !known.has(each.key)), ...shown]
    } catch {
      this.messages = this.messages.map((each) =>
        each.key === key && each.state === 'sending' ? { ...each, state: 'failed' } : each,
      )
    }
  }
}

/** Browsers keep randomUUID for secure pages; a page on a plain address has to do without. */
function newMessageId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
}

function stored({ seq, author, text, reply }: api.Message): Shown {
  return { key: `stored-${seq}`, author, text, reply, state: 'stored' }
}
