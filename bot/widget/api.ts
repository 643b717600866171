import type { Message } from '../../server/conversations/messages.ts'
import type { Started } from '../../server/conversations/start.ts'

export type { Message, Started }

export type Organisation = { slug: string; name: string }

/** A request that the server refused, under its stable code, or that did not reach it (`offline`). */
export class RequestFailed extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

export async function organisations(): Promise<Organisation[]> {
  const { organisations: found } = await call<{ organisations: Organisation[] }>('GET', '/organisations')
  return found
}

export function start(organisation: string, locale: string): Promise<Started> {
  return call('POST', '/conversations', { organisation, locale })
}

export type Outgoing = { clientMessageId: string } & ({ text: string } | { choice: string })

export async function send({ id, token }: Started, message: Outgoing): Promise<Message[]> {
  const { messages } = await call<{ messages: Message[] }>(
    'POST',
    `/conversations/${id}/messages`,
    message,
    token,
  )
  return messages
}

export async function askForPerson({ id, token }: Started): Promise<Message[]> {
  const { messages } = await call<{ messages: Message[] }>(
    'POST',
    `/conversations/${id}/handoff`,
    undefined,
    token,
  )
  return messages
}

async function call<T>(method: string, path: string, body?: unknown, token?: string): Promise<T> {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
  } catch {
    throw new RequestFailed('offline')
  }
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new RequestFailed(String(answer.code ?? response.status))
  return answer
}
