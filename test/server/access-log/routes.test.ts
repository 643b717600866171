import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessLog } from '../../../db/schema.ts'
import { isEvent } from '../../../server/access-log/events.ts'
import { isForStaff } from '../../../server/http/permissions.ts'
import { routes } from '../../../server/routes.ts'
import nl from '../../../locales/access.nl.json' with { type: 'json' }
import { databaseKinds } from '../../support/databases.ts'
import { newProduct, type Product } from '../../support/product.ts'
import { newStaff, openSession } from '../../support/staff.ts'

const forStaff = routes.filter(([, , permission]) => isForStaff(permission))
const named = ([method, path]: (typeof routes)[number]) => `${method} ${path}`

it('every route for staff says what it leaves in the access log', () => {
  expect(forStaff.filter(([, , , , event]) => event === undefined).map(named)).toEqual([])
})

it('what changes something about people is never left out of the log', () => {
  const silent = forStaff.filter(
    ([method, , , , event]) => method !== 'GET' && (event === 'shows_nobody' || event === 'own_lines'),
  )
  expect(silent.map(named).toSorted()).toEqual([
    // What somebody sets for himself, or is about to say, and what is only tried out.
    'DELETE /api/v1/desk/conversations/:id/presence',
    'DELETE /api/v1/desk/saved-views/:id',
    'POST /api/v1/desk/absence',
    'POST /api/v1/desk/conversations/:id/presence',
    'POST /api/v1/desk/knowledge/checks',
    'POST /api/v1/desk/knowledge/previews',
    'POST /api/v1/desk/saved-views',
    'POST /api/v1/staff/activity',
    'PUT /api/v1/desk/conversations/:id/draft',
    'PUT /api/v1/desk/mail-notices',
    'PUT /api/v1/desk/saved-views/:id',
    'PUT /api/v1/staff/organisation',
  ])
})

it('every event of a route has its words', () => {
  const events = routes.flatMap(([, , , , event]) => (event && isEvent(event) ? [event] : []))
  expect(events.filter((event) => !Object.hasOwn(nl, `event.${event}`))).toEqual([])
})

describe.each(databaseKinds)('on $name', (kind) => {
  let product: Product
  let person: Awaited<ReturnType<typeof newStaff>>
  beforeAll(async () => {
    product = await newProduct(kind)
    person = await newStaff(product, { role: 'administrator' })
    await newStaff(product, { role: 'administrator' })
  })
  afterAll(async () => {
    await product.stop()
    await product.close()
  })

  const logged = forStaff.filter(([, , , , event]) => event && isEvent(event))

  it.each(logged.map(([method, path, , , event]) => ({ method, path, event })))(
    'whatever comes of $method $path, a line of it is there before the answer',
    async ({ method, path, event }) => {
      const requestId = randomUUID()
      const response = await product.app.request(path.replaceAll(/:\w+/gu, randomUUID()), {
        method,
        headers: {
          // In a session of its own, since some routes end it.
          cookie: await openSession(product, person),
          origin: 'http://localhost',
          'content-type': 'application/json',
          'x-request-id': requestId,
        },
        ...(method === 'GET' ? {} : { body: '{}' }),
      })
      await response.body?.cancel()
      const { db } = product.database
      const lines = await db.select().from(accessLog).where(eq(accessLog.requestId, requestId))
      const outcome =
        response.status < 400 ? 'succeeded' : [403, 404].includes(response.status) ? 'refused' : 'failed'
      expect(lines).toMatchObject([{ event, outcome, staffId: person.staffId, role: 'administrator' }])
    },
  )
})
