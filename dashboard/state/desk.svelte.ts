import { createContext } from 'svelte'
import type { Case, Colleague, DeskEvents } from '../../server/http/desk-shapes.ts'
import { createApi } from '../api.ts'
import { t } from '../strings.svelte.ts'
import { Address } from './address.svelte.ts'
import { Clock } from './clock.svelte.ts'
import { Crises } from './crises.svelte.ts'
import { Drafts } from './drafts.svelte.ts'
import { Events } from './events.svelte.ts'
import { Inbox } from './inbox.svelte.ts'
import { Keyboard } from './keyboard.svelte.ts'
import { Notifications } from './notifications.svelte.ts'
import { OpenCase } from './open-case.svelte.ts'
import { OwnCases } from './own-cases.svelte.ts'
import { PeopleSearched } from './people-searched.svelte.ts'
import { Preferences } from './preferences.svelte.ts'
import { Presence } from './presence.svelte.ts'
import { Session } from './session.svelte.ts'
import { Toasts } from './toasts.svelte.ts'

const REREAD_MS = 5 * 60_000

export const [getDesk, setDesk] = createContext<Desk>()

/** All that an open desk knows and does. */
export class Desk {
  api = createApi(
    (refusal) => this.session.heed(refusal),
    () => this.toasts.tell(t('left-out')),
  )
  address = new Address()
  clock = new Clock()
  preferences = new Preferences()
  keyboard = new Keyboard(this.preferences)
  toasts = new Toasts()
  session = new Session(this.api)
  inbox = new Inbox(this.api)
  drafts = new Drafts(this.api)
  peopleSearched = new PeopleSearched()
  presence = new Presence(this.api, () => this.session.isOpen)
  notifications = new Notifications(this.preferences, (id) => this.address.go(this.address.conversation(id)))
  crises = new Crises(this.api, ({ id }) => this.notifications.crisis(id))
  own = new OwnCases(
    this.api,
    (id) => this.#wrote(id),
    (id) => this.#wrote(id),
  )
  open = new OpenCase(this.api, this.toasts, (known) => this.#learn(known))
  events = new Events(
    {
      conversation: (news) => this.#changed(news),
      erased: ({ id }) => this.#erased(id),
      presence: ({ id, people }) => (this.presence.people[id] = people),
      colleague: (colleague) => this.#colleagueChanged(colleague),
      review: ({ isNew }) => this.#reviewWaits(isNew),
      again: () => this.readAgain(),
    },
    () => this.readAgain(),
    () => void this.session.load(),
  )

  constructor() {
    // What counts in working time is counted by the server.
    setInterval(() => this.readAgain(), REREAD_MS)
  }

  /** After somebody proved who he is: for the first time, or to go on where he was. */
  async enter(): Promise<void> {
    const wasOpen = this.session.own !== null
    await this.session.enter()
    if (!wasOpen || !this.session.isOpen) return
    this.events.open()
    this.readAgain()
  }

  readAgain(): void {
    if (!this.session.isOpen) return
    this.inbox.refresh()
    this.own.refresh()
    void this.crises.read()
    void this.open.refresh()
  }

  #learn(known: Case) {
    this.inbox.learn(known)
    if (known.supporterId === this.session.own?.me.id) this.own.took(known.id)
  }

  #changed({ id, isNew, urgent }: DeskEvents['conversation']) {
    if (isNew && urgent) this.notifications.crisis(id)
    if (!this.session.isOpen) return
    this.inbox.refresh()
    this.own.refresh()
    const isKnownCrisis = this.crises.lines.some((line) => line.id === id)
    if (urgent || isKnownCrisis) void this.crises.read()
    if (isNew && !urgent) this.notifications.arrived(id)
    if (this.open.current?.id === id) void this.open.refresh()
  }

  #wrote(id: string) {
    if (this.open.current?.id !== id || document.hidden) this.notifications.wrote(id)
  }

  #erased(id: string) {
    this.inbox.forget(id)
    void this.crises.read()
    if (this.open.current?.id !== id) return
    this.open.leave()
    this.address.go(this.address.inbox())
  }

  #reviewWaits(isNew: boolean) {
    if (isNew && this.session.own?.me.role !== 'supporter') this.toasts.tell(t('review.waits'))
  }

  #colleagueChanged(changed: Colleague) {
    const { own } = this.session
    if (!own) return
    own.colleagues = [...own.colleagues.filter(({ id }) => id !== changed.id), changed]
    if (own.me.id === changed.id) Object.assign(own.me, changed)
  }
}
