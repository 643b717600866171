import type { Message } from '../../../server/conversations/messages.ts'
import type { Standing } from '../../../server/conversations/news.ts'
import type { Started } from '../../../server/conversations/start.ts'
import type { Access, Waiting } from './remembered.ts'

export type { Message, Standing, Started }

/** Who waits for a person, as far as he wants to tell. */
export type Contact = { name: string | null; reach: string | null }

const LONGEST_ANSWER_MS = 30_000

/** A request that the server refused, under its stable code, or that did not reach it (`offline`). */
export class RequestFailed extends Error {
  readonly code: string
  readonly status: number
  readonly retryAfterSeconds: number

  constructor(code: string, status = 0, retryAfterSeconds = 0) {
    super(code)
    this.code = code
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }

  /** Whether the same request may well succeed later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/** An answer that breaks off on its way has not reached us either. */
async function read<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer
  const body = await response.text().catch(() => {
    throw new RequestFailed('offline')
  })
  return JSON.parse(body)
}

export type Api = ReturnType<typeof apiOf>

export function apiOf(server: string) {
  async function call(path: string, { id = '', token }: Partial<Access> = {}, init: RequestInit = {}) {
    let response: Response
    try {
      response = await fetch(`${server}/api/v1${token ? `/conversations/${id}` : ''}${path}`, {
        credentials: 'omit',
        signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
        ...init,
        headers: {
          ...(init.body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...init.headers,
        },
      })
    } catch {
      throw new RequestFailed('offline')
    }
    if (response.ok) return response
    const { code = '' } = await response.json().catch(() => ({}))
    throw new RequestFailed(code, response.status, Number(response.headers.get('retry-after')))
  }

  const post = <T>(path: string, body: unknown, access?: Access) =>
    read<T>(call(path, access, { method: 'POST', body: JSON.stringify(body) }))

  return {
    organisation: (slug: string, locale: string) =>
      read<{ name: string; welcome: string }>(call(`/organisations/${slug}?locale=${locale}`)),

    start: (organisation: string, locale: string) =>
      post<Started>('/conversations', { organisation, locale }),

    async deliver(access: Access, waiting: Waiting): Promise<Message[]> {
      const { clientMessageId, said } = waiting
      const path = 'handoff' in said ? '/handoff' : '/messages'
      const body = 'handoff' in said ? { clientMessageId } : { clientMessageId, ...said }
      return (await post<{ messages: Message[] }>(path, body, access)).messages
    },

    messagesAfter: (access: Access, seq: number) =>
      read<{ messages: Message[] } & Standing>(call(`/messages?after=${seq}`, access)),

    events: (access: Access, lastSeq: number, signal: AbortSignal) =>
      call('/events', access, { signal, headers: { 'last-event-id': String(lastSeq) } }),

    async withdraw(access: Access): Promise<Message[]> {
      return (await read<{ messages: Message[] }>(call('/handoff', access, { method: 'DELETE' }))).messages
    },

    tellContact: (access: Access, contact: Contact) =>
      call('/contact', access, { method: 'PUT', body: JSON.stringify(contact) }),

    giveRating: (access: Access, score: number, comment?: string) =>
      post('/rating', { score, comment }, access),

    rate: (access: Access, seq: number, helpful: boolean) => post('/feedback', { seq, helpful }, access),

    exported: async (access: Access) => (await call('/export?format=html', access)).blob(),

    erase: (access: Access) => call('', access, { method: 'DELETE' }),
  }
}
