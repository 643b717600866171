import { must, type Workplace } from './workplace.ts'
import type { Made } from './example.ts'

const DESK = '/api/v1/desk'
const REASON = 'Zij belde in nood en haar eigen begeleider is met verlof.'
const today = () => new Date().toISOString().slice(0, 10)

/** Somebody else than who has to do with the client opens his file in an emergency. */
async function emergency(at: Workplace): Promise<string> {
  const clientId = await at.client()
  const path = `${DESK}/clients/${clientId}/emergency-access`
  const other = await at.staff('supporter', 'Gijs')
  await must(other.call('POST', path, { reason: REASON }))
  const { reviews } = await must(at.cora.call('GET', `${DESK}/emergency-accesses`))
  return reviews.at(-1).id
}

const sharing = {
  recipient: 'municipality',
  to: 'Wmo-loket',
  fields: ['name'],
  text: 'Zij vraagt hulp bij de aanvraag.',
  vitalInterest: { ground: 'life', reason: REASON, consulted: 'Cora, coördinator', isCertain: true },
}

async function request(at: Workplace, kind: string): Promise<string> {
  const received = { kind, via: 'phone', receivedOn: today(), words: 'Wat heeft u van mij?', name: 'Riet' }
  const { id } = await must(at.ada.call('POST', `${DESK}/rights-requests`, received))
  return id
}

/** A request of a client who was found and of whom it is certain that it is he. */
async function identified(at: Workplace, kind: string): Promise<string> {
  const path = `${DESK}/rights-requests/${await request(at, kind)}`
  await must(at.ada.call('PUT', `${path}/client`, { clientId: await at.client() }))
  await must(at.ada.call('PUT', `${path}/identity`, { how: 'Teruggebeld op het bekende nummer.' }))
  return path
}

async function granted(at: Workplace, kind: string): Promise<string> {
  const path = await identified(at, kind)
  await must(at.ada.call('POST', `${path}/decision`, { decision: 'granted', reason: 'Het is zijn recht.' }))
  return path
}

/** For every route of emergency access, sharing, people's rights, keeping and the access log. */
export const examplesOfPrivacy: Record<string, Made> = {
  'POST /api/v1/desk/clients/:id/emergency-access': async (at) => ({
    path: `${DESK}/clients/${await at.client()}/emergency-access`,
    body: { reason: REASON },
    // Who is involved, or coordinates, has no need of it.
    refused: 'emergency.not_needed',
  }),
  'GET /api/v1/desk/emergency-accesses': { path: `${DESK}/emergency-accesses` },
  'DELETE /api/v1/desk/emergency-accesses/:id': async (at) => ({
    path: `${DESK}/emergency-accesses/${await emergency(at)}`,
    refused: 'emergency.not_found',
  }),
  'POST /api/v1/desk/emergency-accesses/:id/review': async (at) => ({
    path: `${DESK}/emergency-accesses/${await emergency(at)}/review`,
    body: { isJustified: true, judgement: 'Terecht.' },
  }),
  'GET /api/v1/desk/clients/:id/sharings': async (at) => ({
    path: `${DESK}/clients/${await at.client()}/sharings`,
  }),
  'POST /api/v1/desk/clients/:id/sharings': async (at) => ({
    path: `${DESK}/clients/${await at.client()}/sharings`,
    body: sharing,
  }),
  'POST /api/v1/desk/sharings/:id/review': async (at) => {
    await must(at.anna.call('POST', `${DESK}/clients/${await at.client()}/sharings`, sharing))
    const { reviews } = await must(at.cora.call('GET', `${DESK}/emergency-accesses`))
    const { id } = reviews.find(({ kind }: { kind: string }) => kind === 'sharing')
    return { path: `${DESK}/sharings/${id}/review`, body: { isJustified: true, judgement: 'Terecht.' } }
  },
  'GET /api/v1/desk/rights-requests': { path: `${DESK}/rights-requests?shown=open` },
  'POST /api/v1/desk/rights-requests': {
    path: `${DESK}/rights-requests`,
    body: { kind: 'access', via: 'letter', receivedOn: today(), words: 'Wat heeft u van mij?' },
  },
  'GET /api/v1/desk/rights-requests/:id': async (at) => ({
    path: `${DESK}/rights-requests/${await request(at, 'access')}`,
  }),
  'PUT /api/v1/desk/rights-requests/:id/client': async (at) => ({
    path: `${DESK}/rights-requests/${await request(at, 'access')}/client`,
    body: { clientId: await at.client() },
  }),
  'PUT /api/v1/desk/rights-requests/:id/identity': async (at) => ({
    path: `${DESK}/rights-requests/${await request(at, 'access')}/identity`,
    body: { how: 'Teruggebeld op het bekende nummer.' },
  }),
  'POST /api/v1/desk/rights-requests/:id/decision': async (at) => ({
    path: `${await identified(at, 'objection')}/decision`,
    body: { decision: 'granted', reason: 'Het is zijn recht.' },
  }),
  'POST /api/v1/desk/rights-requests/:id/answer': async (at) => ({
    path: `${await granted(at, 'objection')}/answer`,
    body: { text: 'Wij stoppen ermee.', via: 'phone' },
  }),
  'POST /api/v1/desk/rights-requests/:id/execution': async (at) => ({
    path: `${await granted(at, 'objection')}/execution`,
  }),
  'POST /api/v1/desk/rights-requests/:id/erasure': async (at) => {
    const path = await granted(at, 'erasure')
    await must(at.ada.call('POST', `${path}/answer`, { text: 'Wij wissen het.', via: 'phone' }))
    return { path: `${path}/erasure` }
  },
  'POST /api/v1/desk/rights-requests/:id/copy': async (at) => ({
    path: `${await granted(at, 'copy')}/copy?format=html`,
  }),
  'GET /api/v1/desk/retention': { path: `${DESK}/retention` },
  'PUT /api/v1/desk/retention/:kind': { path: `${DESK}/retention/chats`, body: { months: 24 } },
  'GET /api/v1/desk/retention/expired': { path: `${DESK}/retention/expired` },
  'POST /api/v1/desk/retention/runs': { path: `${DESK}/retention/runs` },
  'GET /api/v1/desk/destructions': { path: `${DESK}/destructions` },
  'GET /api/v1/desk/access-log': { path: `${DESK}/access-log?about=people` },
  'GET /api/v1/desk/access-log/patterns': { path: `${DESK}/access-log/patterns` },
  'GET /api/v1/desk/access-log/choices': { path: `${DESK}/access-log/choices` },
  'GET /api/v1/desk/access-log/download': { path: `${DESK}/access-log/download?format=csv` },
  'GET /api/v1/desk/access-log/reviews': { path: `${DESK}/access-log/reviews` },
  'POST /api/v1/desk/access-log/reviews': async (at) => {
    const { next } = await must(at.ada.call('GET', `${DESK}/access-log/reviews`))
    const lookedInto = ['own_name', 'many_files', 'outside_hours', 'emergency']
    return {
      path: `${DESK}/access-log/reviews`,
      body: { from: next.from, to: next.to, note: 'Nagekeken.', lookedInto },
      // Its log began today.
      refused: 'access_review.period_ahead',
    }
  },
  'GET /api/v1/desk/clients/:id/access': async (at) => ({
    path: `${DESK}/clients/${await at.client()}/access?format=html`,
  }),
}
