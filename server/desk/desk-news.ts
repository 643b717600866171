import type { Bus } from '../../db/client.ts'
import { CHANGED, ERASED } from '../conversations/news.ts'
import type { Colleague } from './colleagues.ts'

/** What desks are told as it happens. What was missed is not told again: a desk that comes back reads anew. */
export type DeskEvent =
  | { type: 'conversation'; id: string; isNew: boolean; urgent: boolean }
  | { type: 'erased'; id: string }
  | { type: 'presence'; id: string; people: Person[] }
  | { type: 'colleague'; colleague: Colleague }
  /** What waits for a coordinator's judgement has changed. */
  | { type: 'review'; isNew: boolean }
  /** Something may have been missed. */
  | { type: 'again' }

/** Somebody who is looking at a conversation now. */
export type Person = { staffId: string; isTyping: boolean }

export type DeskNews = {
  follow: (organisationId: string, tell: (event: DeskEvent) => void) => () => void
  colleagueChanged: (organisationId: string, colleague: Colleague) => void
  reviewWaits: (organisationId: string, isNew: boolean) => void
  /** Says that somebody looks at a conversation, writes in it, or has left it; holds for a while. */
  seen: (organisationId: string, conversationId: string, staffId: string, doing: Doing) => void
  stop: () => void
}

export type Doing = 'looking' | 'typing' | 'left'

const COLLEAGUE = 'colleague'
const SEEN = 'seen'
const REVIEW = 'review'
/** Who has not said it again by then has closed his desk without a word. */
const SEEN_FOR_MS = 25_000
const TIDY_MS = 5000

type Seen = { organisationId: string; people: Map<string, { isTyping: boolean; until: number }> }

/** Tells the desks of each organisation what happens in it, on whichever server. */
export function createDeskNews(bus: Bus): DeskNews {
  const followers = new Map<string, Set<(event: DeskEvent) => void>>()
  const seen = new Map<string, Seen>()

  function tell(organisationId: string, event: DeskEvent): void {
    followers.get(organisationId)?.forEach((each) => each(event))
  }

  const tellAll = () => followers.forEach((_, organisationId) => tell(organisationId, { type: 'again' }))

  bus.listen(
    CHANGED,
    (subject) => {
      const [id = '', organisationId = '', lastSeq, , , what = ''] = subject.split(' ')
      if (lastSeq === ERASED) return tell(organisationId, { type: 'erased', id })
      const happened = what.split(',')
      const isNew = happened.includes('handed_off') || happened.includes('reopened')
      tell(organisationId, { type: 'conversation', id, isNew, urgent: happened.includes('urgent') })
    },
    tellAll,
  )
  bus.listen(
    COLLEAGUE,
    (subject) => {
      const space = subject.indexOf(' ')
      // Written by `colleagueChanged` of this or another server.
      const colleague = JSON.parse(subject.slice(space + 1)) as Colleague
      tell(subject.slice(0, space), { type: 'colleague', colleague })
    },
    () => {},
  )
  bus.listen(
    REVIEW,
    (subject) => {
      const [organisationId = '', what] = subject.split(' ')
      tell(organisationId, { type: 'review', isNew: what === 'new' })
    },
    () => {},
  )
  bus.listen(
    SEEN,
    (subject) => {
      const [organisationId = '', id = '', staffId = '', doing] = subject.split(' ')
      const there = seen.get(id) ?? { organisationId, people: new Map() }
      if (doing === 'left') there.people.delete(staffId)
      else there.people.set(staffId, { isTyping: doing === 'typing', until: Date.now() + SEEN_FOR_MS })
      seen.set(id, there)
      tellPresence(id, there)
    },
    () => {},
  )

  function tellPresence(id: string, { organisationId, people }: Seen): void {
    if (people.size === 0) seen.delete(id)
    const list = Array.from(people, ([staffId, { isTyping }]) => ({ staffId, isTyping }))
    tell(organisationId, { type: 'presence', id, people: list })
  }

  const tidying = setInterval(() => {
    const now = Date.now()
    for (const [id, there] of seen) {
      const gone = [...there.people].filter(([, { until }]) => until < now)
      for (const [staffId] of gone) there.people.delete(staffId)
      if (gone.length > 0) tellPresence(id, there)
    }
  }, TIDY_MS).unref()

  return {
    follow(organisationId, each) {
      const ofOrganisation = followers.get(organisationId) ?? new Set()
      followers.set(organisationId, ofOrganisation.add(each))
      return () => {
        ofOrganisation.delete(each)
        if (ofOrganisation.size === 0 && followers.get(organisationId) === ofOrganisation)
          followers.delete(organisationId)
      }
    },
    colleagueChanged: (organisationId, colleague) =>
      bus.tell(COLLEAGUE, `${organisationId} ${JSON.stringify(colleague)}`),
    reviewWaits: (organisationId, isNew) =>
      bus.tell(REVIEW, `${organisationId} ${isNew ? 'new' : 'changed'}`),
    seen: (organisationId, conversationId, staffId, doing) =>
      bus.tell(SEEN, `${organisationId} ${conversationId} ${staffId} ${doing}`),
    stop: () => clearInterval(tidying),
  }
}
