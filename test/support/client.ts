import type { Message } from '../../server/conversations/messages.ts'

export type Chat = { id: string; token: string; messages: Message[] }

/** The product itself, or the way to one that runs elsewhere. */
export type Door = { request: (path: string, init: RequestInit) => Response | Promise<Response> }

/** Plays a client against the API, as the widget does. */
export function clientOf(app: Door) {
  async function call(method: string, path: string, body?: unknown, token?: string, headers = {}) {
    const response = await app.request(`/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const answer = response.status === 204 ? null : await response.json()
    return { status: response.status, headers: response.headers, body: answer }
  }

  async function start(organisation = 'magentazorg'): Promise<Chat> {
    const { body } = await call('POST', '/conversations', { organisation })
    return body
  }

  const say = ({ id, token }: Omit<Chat, 'messages'>, message: object) =>
    call('POST', `/conversations/${id}/messages`, message, token)

  const read = async ({ id, token }: Chat, after = 0): Promise<Message[]> => {
    const { body } = await call('GET', `/conversations/${id}/messages?after=${after}`, undefined, token)
    return body.messages
  }

  /** The events of a conversation, one by one as they come. */
  async function follow({ id, token }: Chat, after = 0, headers = {}): Promise<EventReader> {
    const response = await app.request(`/api/v1/conversations/${id}/events?after=${after}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
    return eventReader(response)
  }

  return { call, start, say, read, follow }
}

export type ServerEvent = { id: string | null; event: string; data: string }
export type EventReader = {
  /** The next event that does not tell how the conversation stands. */
  next: () => Promise<ServerEvent | null>
  /** The next one that does; what comes before it is passed over. */
  nextStanding: () => Promise<unknown>
  stop: () => Promise<void>
}

function eventReader(response: Response): EventReader {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  async function nextOf(isWanted: (event: string) => boolean): Promise<ServerEvent | null> {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end === -1) {
        const { value, done } = await reader.read()
        if (done) return null
        text += value
        continue
      }
      const fields = new Map(text.slice(0, end).split('\n').map(field))
      text = text.slice(end + 2)
      const event = fields.get('event')
      if (event && isWanted(event))
        return { id: fields.get('id') ?? null, event, data: fields.get('data') ?? '' }
    }
  }
  return {
    next: () => nextOf((event) => event !== 'status'),
    nextStanding: async () => JSON.parse((await nextOf((event) => event === 'status'))!.data),
    stop: () => reader.cancel(),
  }
}

function field(line: string): [string, string] {
  const colon = line.indexOf(': ')
  return [line.slice(0, colon), line.slice(colon + 2)]
}
