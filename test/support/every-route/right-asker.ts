import type { EachRoute } from './every-route.ts'
import type { Example } from './example.ts'
import type { Workplace } from './workplace.ts'

/** Asks as somebody who may: the lowest role that the route is open to, or the client whose conversation it is. */
export async function askRightly(
  { app }: { app: { request: (path: string, init: RequestInit) => Response | Promise<Response> } },
  at: Workplace,
  { method, permission }: Pick<EachRoute, 'method' | 'permission'>,
  { path, body, token }: Example,
): Promise<Response> {
  const person = { coordinator: at.cora, administrator: at.ada }[permission as string] ?? at.anna
  return app.request(path, {
    method,
    headers: {
      origin: 'http://localhost',
      ...(permission !== 'anyone' && permission !== 'client' && { cookie: person.cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}
