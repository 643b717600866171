import type { Sql } from 'postgres'

/**
 * Has PostgreSQL keep every statement that Drizzle sends with parameters. Drizzle asks for none to be kept, and
 * then each query is parsed anew and takes two trips to the server instead of one.
 */
export function keepStatements(client: Sql): Sql {
  keep(client)
  const begin = client.begin.bind(client) as Begin
  client.begin = ((first: string | Work, second?: Work) => {
    const work = keeping(second ?? (first as Work))
    return typeof first === 'string' ? begin(first, work) : begin(work)
  }) as Sql['begin']
  return client
}

/** What a connection, a transaction and a savepoint of postgres.js have in common. */
type Client = { unsafe: (query: string, values?: never[], options?: object) => unknown }
type Work = (client: Client) => unknown
type Begin = (first: string | Work, second?: Work) => Promise<never>

function keep(client: Client): void {
  const { unsafe } = client
  client.unsafe = (query, values, options) => unsafe(query, values, { ...options, prepare: true })
}

function keeping(work: Work): Work {
  return (client) => {
    keep(client)
    // A savepoint, which a transaction within a transaction is, hands out a client of its own.
    const nested = client as Client & { savepoint?: (work: Work) => Promise<unknown> }
    if (nested.savepoint) {
      const { savepoint } = nested
      nested.savepoint = (inner) => savepoint(keeping(inner))
    }
    return untilLost(client, work)
  }
}

/** What a query in a transaction is told when its connection is gone, or about to be closed by PostgreSQL. */
const LOST = /^(?:CONNECTION_|ECONNRESET$|EPIPE$|57P0[1-3]$)/u

/**
 * When the connection is lost, `begin` fails by itself. Were the work to fail too, postgres.js would roll back over a
 * connection that is gone, or that serves another transaction by then: so from there on the work stands still.
 */
async function untilLost(client: Client, work: Work): Promise<unknown> {
  let isLost = false
  const { unsafe } = client
  client.unsafe = (...query) => {
    if (isLost) return new Promise(() => {})
    const sent = unsafe(...query) as Promise<unknown>
    sent.catch((error: { code?: string }) => (isLost ||= LOST.test(error.code ?? '')))
    return sent
  }
  try {
    return await work(client)
  } catch (error) {
    if (isLost) return new Promise(() => {})
    throw error
  }
}
