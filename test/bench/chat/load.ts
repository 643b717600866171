import { Agent, request, type IncomingMessage } from 'node:http'

export type Chat = { id: string; token: string }

/** A client that keeps its connections, as a browser does. */
export function newClient(url: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  function post(path: string, body: object, token?: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${url}/api/v1${path}`,
        { method: 'POST', agent, headers: { 'content-type': 'application/json', ...bearer(token) } },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
          response.on('end', () => resolve({ status: response.statusCode!, body: text }))
        },
      )
      sent.on('error', reject).end(JSON.stringify(body))
    })
  }

  async function start(): Promise<Chat> {
    const { body } = await post('/conversations', { organisation: 'magentazorg' })
    return JSON.parse(body)
  }

  /** Opens the events of a conversation; `hear` gets each piece that comes in. */
  function follow({ id, token }: Chat, hear: (piece: string) => void): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const path = `${url}/api/v1/conversations/${id}/events?after=1`
      request(path, { agent: false, headers: bearer(token) }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`events: ${response.statusCode}`))
        response.setEncoding('utf8').on('data', hear).on('error', reject)
        resolve(response)
      })
        .on('error', reject)
        .end()
    })
  }

  return { post, start, follow, close: () => agent.destroy() }
}

const bearer = (token?: string) => (token ? { authorization: `Bearer ${token}` } : {})

export type Spread = { turns: number; perSecond: number; p50: number; p95: number; p99: number }

export function spreadOf(milliseconds: readonly number[], seconds: number): Spread {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  const turns = milliseconds.length
  return { turns, perSecond: turns / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

const QUESTIONS = [
  'tot wanneer kan ik een afspraak afzeggen',
  'Mag ik mijn dossier zien?',
  'hoe lang is mijn opzegtermijn',
  'binnen hoeveel dagen moet ik de rekening betalen',
  'ik wil een klacht indienen, bij wie kan dat',
  'wat staat er in mijn ondersteuningsplan',
]

/** Sends one question after another in each of these conversations, all of them at once, for so long. */
export async function keepAsking(
  client: ReturnType<typeof newClient>,
  chats: readonly Chat[],
  seconds: number,
  round: string,
): Promise<Spread> {
  const times: number[] = []
  const began = performance.now()
  const until = began + seconds * 1000
  await Promise.all(
    chats.map(async (chat, i) => {
      for (let n = 0; performance.now() < until; n++)
        times.push(await ask(client, chat, `${round}-${n}`, i + n))
    }),
  )
  return spreadOf(times, (performance.now() - began) / 1000)
}

/** Sends so many questions a second, evenly, whatever the answers take. */
export async function askSteadily(
  client: ReturnType<typeof newClient>,
  chats: readonly Chat[],
  perSecond: number,
  seconds: number,
): Promise<Spread> {
  const times: Promise<number>[] = []
  const began = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const wait = began + (n * 1000) / perSecond - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    times.push(ask(client, chats[n % chats.length]!, `steady-${n}`, n))
  }
  return spreadOf(await Promise.all(times), (performance.now() - began) / 1000)
}

async function ask(
  client: ReturnType<typeof newClient>,
  { id, token }: Chat,
  clientMessageId: string,
  which: number,
): Promise<number> {
  const began = performance.now()
  const text = QUESTIONS[which % QUESTIONS.length]!
  const { status, body } = await client.post(
    `/conversations/${id}/messages`,
    { clientMessageId, text },
    token,
  )
  if (status !== 200) throw new Error(`a turn ended in ${status}: ${body}`)
  return performance.now() - began
}
