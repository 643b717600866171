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
    return work(client)
  }
}
