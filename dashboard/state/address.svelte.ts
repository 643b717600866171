import type { Channel, View } from '../../server/http/desk-shapes.ts'

export const VIEWS = ['urgent', 'waiting', 'mine', 'all', 'closed'] as const satisfies View[]

export type Page =
  | { name: 'inbox' }
  | { name: 'conversation'; id: string }
  | { name: 'settings' }
  | { name: 'client'; id: string }
  | { name: SectionPage }
  | { name: 'invitation'; token: string }
  | { name: 'recovery'; token: string }

const SECTION_PAGES = {
  contacts: 'contacts',
  clients: 'clients',
  'figures/response-times': 'response-times',
  'figures/budget': 'budget',
  'figures/minutes': 'minutes',
  reports: 'reports',
  signals: 'signals',
  privacy: 'privacy',
  knowledge: 'knowledge',
  'access-log': 'access-log',
  reviews: 'reviews',
} as const

export type SectionPage = (typeof SECTION_PAGES)[keyof typeof SECTION_PAGES]

export type Filters = {
  view: View
  q: string
  channel: Channel | ''
  supporter: string
  team: string
}

/** Where in the desk this tab is; all of it stands in the URL, so that it can be shared and gone back to. */
export class Address {
  #url = $state.raw(new URL(location.href))

  page = $derived(pageAt(this.#url.pathname))
  filters = $derived(filtersIn(this.#url.searchParams))
  /** What a page reads of its own state. */
  query = $derived(new URLSearchParams(this.#url.searchParams))

  constructor() {
    addEventListener('popstate', () => (this.#url = new URL(location.href)))
  }

  go(href: string, { inPlace = false } = {}): void {
    history[inPlace ? 'replaceState' : 'pushState'](null, '', href)
    this.#url = new URL(location.href)
  }

  /** The address of the inbox with these filters changed. */
  inbox(changes: Partial<Filters> = {}): string {
    return `/dashboard?${queryOf({ ...this.filters, ...changes })}`
  }

  /** The address of a conversation, with the list that it was opened from. */
  conversation(id: string): string {
    return `/dashboard/conversations/${id}?${queryOf(this.filters)}`
  }

  /** Opens the desk's own links without loading the page anew. */
  follow = (event: MouseEvent): void => {
    const link = (event.target as Element).closest('a')
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
    if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return
    if (!/^\/dashboard(?:\/|$)/u.test(link.pathname)) return
    event.preventDefault()
    this.go(link.href)
  }
}

export function queryOf(filters: Filters): URLSearchParams {
  return new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''))
}

function pageAt(path: string): Page {
  const [, , name, argument] = path.split('/')
  if (name === 'clients' && argument) return { name: 'client', id: argument }
  const section = path.split('/').slice(2, 4).join('/')
  if (Object.hasOwn(SECTION_PAGES, section))
    return { name: SECTION_PAGES[section as keyof typeof SECTION_PAGES] }
  if (name === 'conversations' && argument) return { name: 'conversation', id: argument }
  if ((name === 'invitation' || name === 'recovery') && argument) return { name, token: argument }
  return name === 'settings' ? { name } : { name: 'inbox' }
}

function filtersIn(query: URLSearchParams): Filters {
  const channel = query.get('channel')
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? 'waiting',
    q: query.get('q') ?? '',
    channel: channel === 'widget' || channel === 'telegram' ? channel : '',
    supporter: query.get('supporter') ?? '',
    team: query.get('team') ?? '',
  }
}
