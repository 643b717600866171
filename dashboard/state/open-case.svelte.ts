import type { Case, Result } from '../../server/http/desk-shapes.ts'
import type { Api } from '../api.ts'
import type { SaidContact } from '../pages/contacts/contacts-api.ts'
import { Refusal } from '../refusal.ts'
import { t } from '../strings.svelte.ts'
import type { Toasts } from './toasts.svelte.ts'

export type Unsent = {
  conversationId: string
  clientMessageId: string
  text: string
  /** The last message that its writer had before him. */
  seenSeq: number
  problem: Refusal | null
}

type Receiver = { staffId: string } | { teamId: string }

const lastOf = (messages: Case['messages']) => messages.at(-1)?.seq ?? 0

const LOST = ['conversation.not_yours', 'conversation.not_found', 'conversation.erased']

/** The conversation that is open, and what can be done with it. */
export class OpenCase {
  current = $state.raw<Case | null>(null)
  /** When it was read, for what counts down since. */
  readAt = $state(Date.now())
  problem = $state.raw<Refusal | null>(null)
  isBusy = $state(false)
  /** Replies on their way, of whatever conversation: one that failed waits there until it is sent again. */
  unsent = $state<Unsent[]>([])
  #api: Api
  #toasts: Toasts
  #learnt: (known: Case) => void
  #wantedId: string | null = null

  constructor(api: Api, toasts: Toasts, learnt: (known: Case) => void) {
    this.#api = api
    this.#toasts = toasts
    this.#learnt = learnt
  }

  async open(id: string): Promise<void> {
    if (id !== this.#wantedId) this.current = null
    this.#wantedId = id
    this.problem = null
    await this.refresh()
  }

  leave(): void {
    this.#wantedId = null
    this.current = null
  }

  async refresh(): Promise<void> {
    const id = this.#wantedId
    if (!id) return
    try {
      this.#show(await this.#api.case(id))
      this.problem = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (id !== this.#wantedId) return
      // What one may no longer read is not kept on the screen; a server that is away changes nothing.
      if (LOST.includes(error.code)) this.current = null
      if (!this.current) this.problem = error
    }
  }

  claim = (id = this.current!.id) => this.#change(() => this.#api.claim(id))

  transfer = (to: Receiver, reason: string, name: string) => {
    const { id } = this.current!
    return this.#change(() => this.#api.transfer(id, to, reason), t('done.transferred', { name }))
  }

  handBack = () => {
    const { id } = this.current!
    return this.#change(
      () => this.#api.handBack(id),
      t('done.handed-back'),
      () => this.#api.claim(id),
    )
  }

  snooze = (until: string | null) => {
    const { id } = this.current!
    return this.#change(
      () => this.#api.snooze(id, until),
      t(until ? 'done.snoozed' : 'done.woken'),
      until ? () => this.#api.snooze(id, null) : null,
    )
  }

  close = (result: Result, note: string, contact?: SaidContact) => {
    const { id, messages } = this.current!
    return this.#change(
      () => this.#api.close(id, { result, note: note || undefined, seenSeq: lastOf(messages), contact }),
      t('done.closed'),
      () => this.#api.reopen(id),
    )
  }

  reopen = () => {
    const { id } = this.current!
    return this.#change(() => this.#api.reopen(id))
  }

  refer = (to: 'zorgkantoor' | 'other_oco', text: string) => {
    const { id } = this.current!
    return this.#change(() => this.#api.refer(id, to, text), t('done.referred'))
  }

  async note(text: string, mentions: string[]): Promise<boolean> {
    const { id } = this.current!
    try {
      await this.#api.note(id, { text, mentions })
    } catch (error) {
      this.#toasts.tellProblem(error)
      return false
    }
    await this.refresh()
    return true
  }

  async send(text: string): Promise<void> {
    const clientMessageId = crypto.randomUUID()
    const { id: conversationId, messages } = this.current!
    this.unsent.push({ conversationId, clientMessageId, text, seenSeq: lastOf(messages), problem: null })
    await this.sendAgain(clientMessageId)
  }

  async sendAgain(clientMessageId: string): Promise<void> {
    const reply = this.unsent.find((each) => each.clientMessageId === clientMessageId)!
    reply.problem = null
    try {
      const { text, seenSeq } = reply
      await this.#api.reply(reply.conversationId, { clientMessageId, text, seenSeq })
      if (reply.conversationId === this.#wantedId) await this.refresh()
      this.dropUnsent(clientMessageId)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      reply.problem = error
    }
  }

  dropUnsent(clientMessageId: string): void {
    this.unsent = this.unsent.filter((each) => each.clientMessageId !== clientMessageId)
  }

  async #change(verb: () => Promise<Case>, done = '', undo: (() => Promise<Case>) | null = null) {
    if (this.isBusy) return false
    this.isBusy = true
    try {
      this.#show(await verb())
      if (done) this.#toasts.tell(done, undo && (async () => void (await this.#change(undo))))
      return true
    } catch (error) {
      void this.refresh()
      this.#toasts.tellProblem(error)
      return false
    } finally {
      this.isBusy = false
    }
  }

  #show(read: Case) {
    this.#learnt(read)
    if (read.id === this.#wantedId) Object.assign(this, { current: read, readAt: Date.now() })
  }
}
