import type { Api, Message, RequestFailed, Standing, Started } from './api.ts'
import { Delivery, type Trouble } from './delivery.ts'
import { follow } from './follow.ts'
import { Handoff } from './handoff.svelte.ts'
import { backOffMs, pause } from './pause.ts'
import type { Access, Remembered, Said, Waiting } from './remembered.ts'
import { shownOf } from './shown.ts'
import { locale, t, type StringKey } from './strings.ts'

const TYPING_SHOWN_MS = 6000
const NEWS_SHOWN_MS = 8000

/** One client's conversation with an organisation, as it stands on the server and on this device. */
export class Conversation {
  messages = $state.raw<Message[]>([])
  waiting = $state.raw<Waiting[]>([])
  welcome = $state('')
  /** Up to here the messages are history, not news. */
  historySeq = $state(0)
  begun = $state(false)
  /** The first name of the supporter who is typing. */
  typing = $state('')
  news = $state<StringKey | null>(null)
  /** What the client has written and not sent. */
  draft = $state('')
  #sending = $state<Trouble | null>(null)
  #reachable = $state(true)
  readonly trouble = $derived(this.#sending ?? (this.#reachable ? null : 'offline'))

  readonly #api: Api
  readonly #remembered: Remembered
  readonly #organisation: string
  readonly #delivery: Delivery
  readonly handoff: Handoff
  readonly #ending = new AbortController()
  /** Aborts when the chat is taken out of the page. */
  readonly gone = this.#ending.signal
  #access: Access | null = null
  #following: AbortController | null = null
  #historyKnown = false
  #newsTimer = 0
  #typingTimer = 0

  constructor(api: Api, remembered: Remembered, organisation: string) {
    this.#api = api
    this.#remembered = remembered
    this.#organisation = organisation
    this.handoff = new Handoff(this, api, remembered)
    const receipt = {
      begin: () => api.start(organisation, locale),
      begun: (conversation: Started) => this.#begin(conversation),
      delivered: (messages: Message[]) => this.hear(messages),
      changed: () => this.#readWaiting(),
      lost: () => this.#end('news.restarted'),
      trouble: (what: Trouble | null) => {
        this.#sending = what
      },
    }
    const signal = this.gone
    this.#delivery = new Delivery(api, remembered, receipt, signal)
    remembered.watch(() => this.resume(), signal)
    // A stream may not notice for a long time that there is no network under it any more.
    addEventListener('offline', () => this.#lose(), { signal })
    addEventListener('online', () => this.resume(), { signal })
  }

  /** Goes on where this device, or another tab of it, has come. */
  resume(): void {
    this.#reachable = true
    const { access } = this.#remembered
    if (this.#access && access?.id !== this.#access.id) this.#end('news.erased')
    if (access) this.#follow(access)
    else void this.#greet()
    this.#readWaiting()
    void this.#delivery.run()
  }

  /** Stops to listen, until it is resumed. */
  rest(): void {
    this.#following?.abort()
    this.#following = null
  }

  say(said: Said): void {
    this.tell(null)
    this.handoff.score = 0
    const createdAt = Math.max(Date.now(), (this.waiting.at(-1)?.createdAt ?? 0) + 1)
    this.#remembered.keep({ clientMessageId: newMessageId(), said, createdAt })
    this.#readWaiting()
    void this.#delivery.run()
  }

  /** One wish is enough, however often the button is tapped. */
  askForPerson(): void {
    const latest = shownOf(this).slice(-2)
    if (!latest.some(({ text, waiting }) => text === t('person.asked') && !waiting?.refused))
      this.say({ handoff: true })
  }

  /** Takes back a message that the server refused, to write it anew. */
  takeBack(message: Waiting): void {
    this.#remembered.drop(message)
    this.#readWaiting()
  }

  rate({ seq }: Message, helpful: boolean): Promise<boolean> {
    return this.attempt(async (access) => {
      await this.#api.rate(access, seq, helpful)
      this.messages = this.messages.map((each) => (each.seq === seq ? { ...each, helpful } : each))
    })
  }

  download(save: (page: Blob) => void): Promise<boolean> {
    return this.attempt(async (access) => save(await this.#api.exported(access)))
  }

  /** Erases the conversation, on the server and on this device. */
  async erase(): Promise<void> {
    const { access, waiting } = this.#remembered
    // Dropped first: a message on its way that finds nothing there any more must not begin a new conversation.
    for (const each of waiting) this.#remembered.drop(each)
    try {
      if (access) await this.#api.erase(access)
    } catch (error) {
      const { status } = error as RequestFailed
      if (status !== 404) {
        for (const each of waiting) this.#remembered.keep(each)
        void this.#delivery.run()
        return this.tell(status ? 'news.failed' : 'erase.failed')
      }
    }
    this.#remembered.forget()
    this.#end('news.erased')
  }

  /** Forgets the conversation on this device alone. */
  leave(): void {
    this.stop()
    this.draft = ''
    this.#remembered.forget()
  }

  stop(): void {
    this.#ending.abort()
    this.rest()
  }

  tell(news: StringKey | null): void {
    clearTimeout(this.#newsTimer)
    this.news = news
    if (news) this.#newsTimer = window.setTimeout(() => this.tell(null), NEWS_SHOWN_MS)
  }

  /** Does what the client asked for, or tells him that it did not work. */
  async attempt(work: (access: Access) => Promise<void>): Promise<boolean> {
    try {
      if (this.#remembered.access) await work(this.#remembered.access)
      return true
    } catch {
      this.tell('news.failed')
      return false
    }
  }

  async #greet(): Promise<void> {
    for (let tries = 0; !this.welcome && !this.#access && !this.gone.aborted; tries++) {
      try {
        this.welcome = (await this.#api.organisation(this.#organisation, locale)).welcome
        this.#reachable = true
      } catch (error) {
        if (!(error as RequestFailed).passing) {
          this.news = 'news.unavailable'
          return
        }
        this.#reachable = false
        await pause(backOffMs(tries), this.gone)
      }
    }
  }

  #begin({ messages, ...access }: Started): void {
    this.#remembered.access = access
    this.hear(messages)
    this.#follow(access)
  }

  #follow(access: Access): void {
    this.#access = access
    this.begun = true
    if (this.#following || this.gone.aborted) return
    this.#following = new AbortController()
    const ear = {
      lastSeq: () => unbrokenSeq(this.messages),
      heard: (messages: Message[]) => this.hear(messages),
      stands: (standing: Standing) => this.handoff.stands(standing),
      typing: (speaker: string) => this.#showTyping(speaker),
      reachable: (is: boolean) => {
        this.#reachable = is
      },
      erased: () => {
        if (this.#remembered.access?.id === access.id) this.#end('news.erased')
      },
    }
    void follow(this.#api, access, ear, this.#following.signal)
  }

  hear(messages: Message[]): void {
    this.#reachable = true
    if (messages.length === 0) return
    if (!this.#historyKnown) this.historySeq = messages.at(-1)!.seq
    this.#historyKnown = true
    const bySeq = new Map([...this.messages, ...messages].map((message) => [message.seq, message]))
    this.messages = [...bySeq.values()].toSorted((a, b) => a.seq - b.seq)
    if (messages.some(({ author }) => author === 'supporter')) this.#showTyping('')
    // The stream may bring what we sent before the answer to it comes, or though that was lost.
    for (const each of this.waiting) if (isStored(each, messages)) this.#remembered.drop(each)
    this.#readWaiting()
  }

  /** What another tab has just sent is shown as waiting until it is heard of, instead of being gone for a moment. */
  #readWaiting(): void {
    const kept = this.#remembered.waiting
    const ids = new Set(kept.map(({ clientMessageId }) => clientMessageId))
    const sent = this.waiting.filter(({ clientMessageId, refused }) => !refused && !ids.has(clientMessageId))
    this.waiting = [...kept, ...sent]
      .filter((each) => !isStored(each, this.messages))
      .toSorted((a, b) => a.createdAt - b.createdAt)
  }

  #lose(): void {
    this.rest()
    this.#reachable = false
  }

  #showTyping(speaker: string): void {
    clearTimeout(this.#typingTimer)
    this.typing = speaker
    if (speaker) this.#typingTimer = window.setTimeout(() => this.#showTyping(''), TYPING_SHOWN_MS)
  }

  #end(news: StringKey): void {
    this.rest()
    if (news === 'news.erased') this.draft = ''
    if (this.#remembered.access?.id === this.#access?.id) this.#remembered.access = null
    this.#access = null
    this.#historyKnown = false
    this.messages = []
    this.waiting = this.#remembered.waiting
    this.begun = false
    this.handoff.stands({ status: 'assistant', asksRating: false })
    this.#showTyping('')
    this.tell(news)
    void this.#greet()
  }
}

const isStored = ({ clientMessageId }: Waiting, messages: readonly Message[]) =>
  messages.some((each) => each.clientMessageId === clientMessageId)

/** The last of the messages that follow on each other without a gap. */
function unbrokenSeq(messages: readonly Message[]): number {
  const gap = messages.findIndex(({ seq }, i) => seq !== i + 1)
  return (gap === -1 ? messages.at(-1)?.seq : messages[gap - 1]?.seq) ?? 0
}

/** Browsers keep randomUUID for secure pages; a page on a plain address has to do without. */
function newMessageId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-')
}
