import { randomUUID } from 'node:crypto'
import type { Made } from './example.ts'
import { CANCELLING, ABOUT_THE_DOG } from '../own-knowledge.ts'
import { SIGNALS, written } from '../signals.ts'
import { must, type Workplace } from './workplace.ts'

const DESK = '/api/v1/desk'
const NOBODY = '7f1d3c1e-9a51-4e58-8a43-0f6c8c1d2b3a'
const MONTH = '2026-10'
const QUARTER = '2026-07-01'
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
const dayIn = (days: number) => inDays(days).toISOString().slice(0, 10)

const own = (path: string, body?: (at: Workplace) => Promise<unknown> | unknown): Made => {
  return async (at) => ({ path, ...(body && { body: await body(at) }) })
}
/** What is done with a conversation at the desk. */
const withCase =
  (of: 'waiting' | 'taken' | 'closed', verb: string, body?: (at: Workplace) => unknown): Made =>
  async (at) => {
    const { id } = await at[of]()
    return { path: `${DESK}/conversations/${id}${verb}`, ...(body && { body: body(at) }) }
  }
const withClient =
  (verb: string, body?: (at: Workplace) => Promise<unknown> | unknown): Made =>
  async (at) => ({
    path: `${DESK}/clients/${await at.client()}${verb}`,
    ...(body && { body: await body(at) }),
  })
const withContact =
  (verb: string, body?: (made: Awaited<ReturnType<Workplace['contact']>>) => unknown): Made =>
  async (at) => {
    const made = await at.contact(await at.client())
    return { path: `${DESK}/contacts/${made.id}${verb}`, ...(body && { body: body(made) }) }
  }
const withQuestion =
  (verb: string, body?: object): Made =>
  async (at) => ({
    path: `${DESK}/support-questions/${await at.question(await at.client())}${verb}`,
    ...(body && { body }),
  })
/** What stands in the settings under an id of its own. */
const withId =
  (
    path: string,
    of: 'cannedReply' | 'team' | 'view' | 'category' | 'acuteContact',
    body?: (at: Workplace) => object,
  ): Made =>
  async (at) => ({
    path: `${path}/${await at[of](`v${randomUUID().slice(0, 8)}`)}`,
    ...(body && { body: body(at) }),
  })
const asClient =
  (verb: string, body?: object, prepare?: 'closed' | 'waiting'): Made =>
  async (at) => {
    const chat = await at[prepare ?? 'waiting']()
    return { path: `/api/v1/conversations/${chat.id}${verb}`, ...(body && { body }), token: chat.token }
  }

const correction = ({ wanted }: Awaited<ReturnType<Workplace['contact']>>) => ({
  ...wanted,
  minutes: 14,
  version: 1,
  reason: 'Twee minuten langer gesproken.',
})

/** For every route of clients and of the desk. */
export const examplesOfTheDesk: Record<string, Made> = {
  'POST /api/v1/ask': { path: '/api/v1/ask', body: { turns: ['Mag ik mijn dossier zien?'] } },
  'GET /api/v1/organisations': { path: '/api/v1/organisations' },
  'GET /api/v1/organisations/:slug': { path: '/api/v1/organisations/zonl?locale=en' },
  'POST /api/v1/conversations': { path: '/api/v1/conversations', body: { organisation: 'zonl' } },
  'POST /api/v1/conversations/:id/messages': asClient('/messages', { clientMessageId: 'x', text: 'hallo' }),
  'GET /api/v1/conversations/:id/messages': asClient('/messages?after=0'),
  'GET /api/v1/conversations/:id/events': asClient('/events?after=0'),
  'POST /api/v1/conversations/:id/handoff': asClient('/handoff', {
    clientMessageId: 'y',
    reach: '0612345678',
  }),
  'POST /api/v1/conversations/:id/feedback': asClient('/feedback', { seq: 3, helpful: true }),
  'GET /api/v1/conversations/:id/export': asClient('/export?format=html'),
  'DELETE /api/v1/conversations/:id': asClient(''),
  'DELETE /api/v1/conversations/:id/handoff': asClient('/handoff'),
  'PUT /api/v1/conversations/:id/contact': asClient('/contact', { name: 'Riet', reach: null }),
  'POST /api/v1/conversations/:id/rating': asClient('/rating', { score: 4, comment: 'Fijn' }, 'closed'),
  'GET /api/v1/desk': { path: DESK },
  'GET /api/v1/desk/events': { path: `${DESK}/events` },
  'POST /api/v1/desk/absence': { path: `${DESK}/absence`, body: { isAbsent: false } },
  'PUT /api/v1/desk/mail-notices': { path: `${DESK}/mail-notices`, body: { isOn: false } },
  'POST /api/v1/desk/canned-replies': {
    path: `${DESK}/canned-replies`,
    body: { shortcut: 'dag', title: 'Dag', text: 'Goedendag.' },
  },
  'PUT /api/v1/desk/canned-replies/:id': withId(`${DESK}/canned-replies`, 'cannedReply', () => ({
    shortcut: 'hoi',
    title: 'Hoi',
    text: 'Hoi.',
  })),
  'DELETE /api/v1/desk/canned-replies/:id': withId(`${DESK}/canned-replies`, 'cannedReply'),
  'POST /api/v1/desk/teams': { path: `${DESK}/teams`, body: { name: 'Noord', memberIds: [] } },
  'PUT /api/v1/desk/teams/:id': withId(`${DESK}/teams`, 'team', ({ anna }) => ({
    name: 'Zuid',
    memberIds: [anna.staffId],
  })),
  'DELETE /api/v1/desk/teams/:id': withId(`${DESK}/teams`, 'team'),
  'GET /api/v1/desk/work-calendar': { path: `${DESK}/work-calendar` },
  'PUT /api/v1/desk/work-calendar': {
    path: `${DESK}/work-calendar`,
    body: { hours: { 1: [['09:00', '17:00']] }, daysOffAdded: ['2026-12-24'], daysOffDropped: [] },
  },
  'GET /api/v1/desk/budgets': { path: `${DESK}/budgets` },
  'PUT /api/v1/desk/budgets/:year': {
    path: `${DESK}/budgets/2026`,
    body: { hourlyRateCents: 7000, maximumCents: 5_000_000 },
  },
  'DELETE /api/v1/desk/budgets/:year': { path: `${DESK}/budgets/2026` },
  'GET /api/v1/desk/figures/budget': { path: `${DESK}/figures/budget?year=2026` },
  'GET /api/v1/desk/figures/minutes': { path: `${DESK}/figures/minutes?from=2026-01-01` },
  'GET /api/v1/desk/figures/minutes/clients': {
    path: `${DESK}/figures/minutes/clients?agreement=wlz-oco-2024&bucket=over`,
  },
  'GET /api/v1/desk/figures/response-times': { path: `${DESK}/figures/response-times?channel=widget` },
  'GET /api/v1/desk/figures/response-times/rows': { path: `${DESK}/figures/response-times/rows?page=1` },
  'GET /api/v1/desk/figures/response-times/download': {
    path: `${DESK}/figures/response-times/download?format=csv`,
  },
  'GET /api/v1/desk/signals': { path: `${SIGNALS}?kind=signal` },
  'POST /api/v1/desk/signals': own(SIGNALS, async (at) => written(at.anna, { isChecked: true })),
  'GET /api/v1/desk/signals/choices': { path: `${SIGNALS}/choices` },
  'GET /api/v1/desk/signals/acute': { path: `${SIGNALS}/acute` },
  'GET /api/v1/desk/signals/counts': { path: `${SIGNALS}/counts` },
  'GET /api/v1/desk/signals/trends': { path: `${SIGNALS}/trends` },
  'POST /api/v1/desk/signals/trends': async (at) => ({
    path: `${SIGNALS}/trends`,
    body: {
      quarter: QUARTER,
      categoryId: await at.category('Trend'),
      status: 'dismissed',
      description: 'Geen trend.',
      decidedAt: null,
    },
    refused: 'trend.not_found',
  }),
  'POST /api/v1/desk/signals/categories': {
    path: `${SIGNALS}/categories`,
    body: { kind: 'signal', name: 'Vogels in de tuin' },
  },
  'PUT /api/v1/desk/signals/categories/:id': withId(`${SIGNALS}/categories`, 'category', () => ({
    name: 'Anders',
    isArchived: false,
  })),
  'POST /api/v1/desk/signals/acute-contacts': {
    path: `${SIGNALS}/acute-contacts`,
    body: { zorgkantoor: 'VGZ', name: 'Ineke', phone: '072 1234567', email: null },
  },
  'PUT /api/v1/desk/signals/acute-contacts/:id': withId(`${SIGNALS}/acute-contacts`, 'acuteContact', () => ({
    zorgkantoor: 'VGZ',
    name: 'Truus',
    phone: '072 1234567',
    email: null,
  })),
  'DELETE /api/v1/desk/signals/acute-contacts/:id': withId(`${SIGNALS}/acute-contacts`, 'acuteContact'),
  'GET /api/v1/desk/signals/:id': async (at) => ({ path: `${SIGNALS}/${(await at.signal()).id}` }),
  'PUT /api/v1/desk/signals/:id': async (at) => {
    const { id, changedAt = null } = await at.signal()
    const signal = await written(at.anna, { provider: 'Huis', isChecked: true })
    return { path: `${SIGNALS}/${id}`, body: { signal, seen: { changedAt } } }
  },
  'POST /api/v1/desk/signals/:id/notices': async (at) => ({
    path: `${SIGNALS}/${(await at.signal()).id}/notices`,
    body: {
      contactId: await at.acuteContact(),
      way: 'phone',
      givenAt: inDays(0).toISOString(),
      isPersonShared: false,
      note: 'Gebeld.',
    },
    refused: 'signal.not_acute',
  }),
  'POST /api/v1/desk/signals/:id/mails': async (at) => ({
    path: `${SIGNALS}/${(await at.signal()).id}/mails`,
    body: { contactId: await at.acuteContact(), callBack: '072 1234567' },
    refused: 'signal.no_mail',
  }),
  'GET /api/v1/desk/reports/quarters': { path: `${DESK}/reports/quarters` },
  'GET /api/v1/desk/reports/quarters/:period': { path: `${DESK}/reports/quarters/${QUARTER}` },
  'POST /api/v1/desk/reports/quarters/:period': {
    path: `${DESK}/reports/quarters/${QUARTER}`,
    body: { seenVersion: 0, remarks: 'Rustig.', annexIds: [], isChecked: true },
  },
  'GET /api/v1/desk/reports/quarters/:period/ratings': {
    path: `${DESK}/reports/quarters/${QUARTER}/ratings`,
  },
  'GET /api/v1/desk/reports/quarters/:period/download': {
    path: `${DESK}/reports/quarters/${QUARTER}/download`,
  },
  'GET /api/v1/desk/conversations/:id/signal': withCase('taken', '/signal'),
  'GET /api/v1/desk/knowledge': { path: `${DESK}/knowledge?q=afzeggen` },
  'GET /api/v1/desk/knowledge/gaps': { path: `${DESK}/knowledge/gaps` },
  'GET /api/v1/desk/knowledge/agreements/:id': { path: `${DESK}/knowledge/agreements/wlz-oco-2024` },
  'POST /api/v1/desk/knowledge/checks': { path: `${DESK}/knowledge/checks`, body: ABOUT_THE_DOG },
  'POST /api/v1/desk/knowledge/previews': {
    path: `${DESK}/knowledge/previews`,
    body: ABOUT_THE_DOG,
    refused: 'knowledge.faults',
  },
  'POST /api/v1/desk/knowledge/versions': {
    path: `${DESK}/knowledge/versions`,
    body: { ...ABOUT_THE_DOG, basedOn: 0 },
    refused: 'knowledge.faults',
  },
  'GET /api/v1/desk/knowledge/:name': { path: `${DESK}/knowledge/${CANCELLING}` },
  'GET /api/v1/desk/knowledge/:name/versions': { path: `${DESK}/knowledge/${CANCELLING}/versions` },
  'POST /api/v1/desk/knowledge/:name/restorations': {
    path: `${DESK}/knowledge/${CANCELLING}/restorations`,
    body: { version: 3, basedOn: 0 },
    refused: 'knowledge.not_found',
  },
  'GET /api/v1/desk/reports/months': { path: `${DESK}/reports/months?year=2026` },
  'GET /api/v1/desk/reports/due': { path: `${DESK}/reports/due` },
  'GET /api/v1/desk/reports/month-layout': { path: `${DESK}/reports/month-layout` },
  'PUT /api/v1/desk/reports/month-layout': own(`${DESK}/reports/month-layout`, async (at) => {
    const { layout } = await must(at.cora.call('GET', `${DESK}/reports/month-layout`))
    return layout
  }),
  'GET /api/v1/desk/reports/months/:month': { path: `${DESK}/reports/months/${MONTH}` },
  'GET /api/v1/desk/reports/months/:month/support-questions': {
    path: `${DESK}/reports/months/${MONTH}/support-questions`,
  },
  'POST /api/v1/desk/reports/months/:month/versions': async (at) => {
    const path = `${DESK}/reports/months/2026-08`
    const { draft } = await must(at.cora.call('GET', path))
    return { path: `${path}/versions`, body: { after: 0, fingerprint: draft?.fingerprint ?? '' } }
  },
  'GET /api/v1/desk/reports/months/:month/versions/:version': async (at) => ({
    path: `${await sentMonth(at, '2026-07')}/versions/1`,
  }),
  'GET /api/v1/desk/reports/months/:month/versions/:version/download': async (at) => ({
    path: `${await sentMonth(at, '2026-07')}/versions/1/download?format=csv`,
  }),
  'GET /api/v1/desk/deliveries/failed': { path: `${DESK}/deliveries/failed` },
  'POST /api/v1/desk/deliveries/:id/resend': {
    path: `${DESK}/deliveries/1/resend`,
    refused: 'delivery.not_failed',
  },
  'GET /api/v1/desk/conversations': { path: `${DESK}/conversations?view=waiting` },
  'GET /api/v1/desk/conversations/:id': withCase('taken', ''),
  'POST /api/v1/desk/conversations/:id/claim': withCase('waiting', '/claim'),
  'POST /api/v1/desk/conversations/:id/replies': withCase('taken', '/replies', () => ({
    clientMessageId: 'antwoord',
    text: 'Dat mag.',
  })),
  'POST /api/v1/desk/conversations/:id/notes': withCase('taken', '/notes', () => ({ text: 'Bel terug.' })),
  'POST /api/v1/desk/conversations/:id/transfer': withCase('taken', '/transfer', ({ cora }) => ({
    to: { staffId: cora.staffId },
    reason: 'Zij kent hem.',
  })),
  'POST /api/v1/desk/conversations/:id/hand-back': withCase('taken', '/hand-back'),
  'POST /api/v1/desk/conversations/:id/snooze': withCase('taken', '/snooze', () => ({
    until: inDays(1).toISOString(),
  })),
  'POST /api/v1/desk/conversations/:id/close': withCase('taken', '/close', () => ({ result: 'answered' })),
  'POST /api/v1/desk/conversations/:id/reopen': withCase('closed', '/reopen'),
  'POST /api/v1/desk/conversations/:id/referral': withCase('taken', '/referral', () => ({
    to: 'zorgkantoor',
    text: 'Bel 112.',
  })),
  'PUT /api/v1/desk/conversations/:id/draft': withCase('taken', '/draft', () => ({ text: 'Beste' })),
  'POST /api/v1/desk/conversations/:id/presence': withCase('taken', '/presence', () => ({ isTyping: true })),
  'DELETE /api/v1/desk/conversations/:id/presence': withCase('taken', '/presence'),
  'GET /api/v1/desk/conversations/:id/suggestions': withCase('taken', '/suggestions?text=dossier'),
  'PUT /api/v1/desk/conversations/:id/client': async (at) => ({
    path: `${DESK}/conversations/${(await at.taken()).id}/client`,
    body: { clientId: await at.client() },
  }),
  'POST /api/v1/desk/clients': {
    path: `${DESK}/clients`,
    body: { name: 'Piet Jansen', birthDate: '1951-03-04', law: 'wlz', isNew: true },
  },
  'POST /api/v1/desk/clients/search': { path: `${DESK}/clients/search`, body: { q: 'riet' } },
  'POST /api/v1/desk/clients/lookup': {
    path: `${DESK}/clients/lookup`,
    body: { name: 'Riet', birthDate: '1930-05-18' },
  },
  'GET /api/v1/desk/clients/:id': withClient(''),
  'PATCH /api/v1/desk/clients/:id': withClient('', () => ({ reach: '0612345678' })),
  'POST /api/v1/desk/clients/:id/consents': withClient('/consents', () => ({
    purpose: 'zorgkantoor',
    givenBy: 'client',
    givenOn: '2026-01-05',
    isFormOnFile: true,
  })),
  'POST /api/v1/desk/clients/:id/consents/:consentId/withdrawal': async (at) => {
    const id = await at.client()
    const path = `${DESK}/clients/${id}/consents/${await at.consent(id)}/withdrawal`
    return { path, body: { withdrawnOn: '2026-02-05' } }
  },
  'POST /api/v1/desk/clients/:id/merges': withClient('/merges', async (at) => ({
    intoId: await at.client(),
    reason: 'Dezelfde mens.',
  })),
  'DELETE /api/v1/desk/clients/:id/merges/:mergeId': async (at) => {
    const [id, intoId] = [await at.client(), await at.client()]
    const path = `${DESK}/clients/${id}/merges`
    const { merges } = await must(at.anna.call('POST', path, { intoId, reason: 'Dezelfde mens.' }))
    return { path: `${path}/${merges.at(-1)?.id ?? NOBODY}` }
  },
  'GET /api/v1/desk/municipalities': { path: `${DESK}/municipalities?q=alk` },
  'GET /api/v1/desk/conversations/:id/contact': withCase('taken', '/contact'),
  'GET /api/v1/desk/clients/:id/contacts': withClient('/contacts'),
  'GET /api/v1/desk/clients/:id/support-questions': withClient('/support-questions'),
  'POST /api/v1/desk/support-questions': own(`${DESK}/support-questions`, async (at) => ({
    clientId: await at.client(),
    startedOn: dayIn(-2),
    aim: 'Een plek.',
  })),
  'PUT /api/v1/desk/support-questions/:id/aim': withQuestion('/aim', { aim: 'Een andere plek.' }),
  'POST /api/v1/desk/support-questions/:id/ending': withQuestion('/ending', {
    endedOn: dayIn(0),
    evaluation: 'Goed.',
    isEvaluatedWithClient: true,
  }),
  'POST /api/v1/desk/support-questions/:id/reopening': async (at) => {
    const path = `${DESK}/support-questions/${await at.question(await at.client())}`
    const ending = { endedOn: dayIn(0), evaluation: 'Goed.', isEvaluatedWithClient: true }
    await must(at.anna.call('POST', `${path}/ending`, ending))
    return { path: `${path}/reopening` }
  },
  'GET /api/v1/desk/contacts': { path: `${DESK}/contacts?from=2026-01-01` },
  'GET /api/v1/desk/contacts/totals': { path: `${DESK}/contacts/totals?from=2026-01-01` },
  'GET /api/v1/desk/contacts/places': { path: `${DESK}/contacts/places` },
  'GET /api/v1/desk/contacts/choices': { path: `${DESK}/contacts/choices` },
  'GET /api/v1/desk/contacts/download': { path: `${DESK}/contacts/download?format=csv` },
  'GET /api/v1/desk/saved-views': { path: `${DESK}/saved-views` },
  'POST /api/v1/desk/saved-views': {
    path: `${DESK}/saved-views`,
    body: { name: 'Mijn maand', query: 'month=2026-10' },
  },
  'PUT /api/v1/desk/saved-views/:id': withId(`${DESK}/saved-views`, 'view', () => ({ name: 'Andere' })),
  'DELETE /api/v1/desk/saved-views/:id': withId(`${DESK}/saved-views`, 'view'),
  'POST /api/v1/desk/contacts': async (at) => ({
    path: `${DESK}/contacts`,
    body: { ...at.contactOf(await at.client()), id: randomUUID() },
  }),
  'GET /api/v1/desk/contacts/drafts': { path: `${DESK}/contacts/drafts` },
  'GET /api/v1/desk/contacts/day': own(
    `${DESK}/contacts/day?at=${encodeURIComponent(inDays(0).toISOString())}`,
  ),
  'GET /api/v1/desk/contacts/:id': withContact(''),
  'PUT /api/v1/desk/contacts/:id': withContact('', correction),
  'POST /api/v1/desk/contacts/:id/confirmation': async (at) => {
    const made = await at.contact(await at.client())
    const path = `${DESK}/contacts/${made.id}/confirmation`
    // What was entered by hand is no draft.
    return { path, body: correction(made), refused: 'contact.changed_meanwhile' }
  },
  'POST /api/v1/desk/contacts/:id/removal': withContact('/removal', () => ({
    version: 1,
    reason: 'Dubbel.',
  })),
  'GET /api/v1/desk/agreements': { path: `${DESK}/agreements` },
  'PUT /api/v1/desk/agreements': {
    path: `${DESK}/agreements`,
    body: { bindings: [{ agreementId: 'wlz-oco-2024', from: '2024-01-01', to: null }] },
  },
  'GET /api/v1/desk/accounting': { path: `${DESK}/accounting` },
  'PUT /api/v1/desk/accounting': { path: `${DESK}/accounting`, body: { isAssistantDeclarable: false } },
}

async function sentMonth(at: Workplace, month: string): Promise<string> {
  const path = `${DESK}/reports/months/${month}`
  const { draft } = await must(at.cora.call('GET', path))
  if (draft)
    await must(at.cora.call('POST', `${path}/versions`, { after: 0, fingerprint: draft.fingerprint }))
  return path
}
