import type { askingWith } from '../../support/staff.ts'

export type Asking = ReturnType<typeof askingWith>

/** Something that a coordinator asks; `limitMs` is how long the slowest but one in twenty may take. */
export type Request = { name: string; path: string; limitMs: number; times?: number; body?: object }

export const FIGURE_MS = 1000
export const REPORT_MS = 5000
/** A download of 100,000 rows is told apart: nobody waits for it with his hands in his lap. */
export const DOWNLOAD_MS = 10_000

const DESK = '/api/v1/desk'
const FIVE_YEARS = 'from=2021-01-01&to=2025-12-31'
const YEAR = 'from=2025-01-01&to=2025-12-31'
const ADVICE = 'wlz-oco-2024:information_advice_and_general_support'

export type Known = {
  supporterId: string
  clientId: string
  contactId: string
  signalId: string
  categoryId: string
  /** The first month that has been sent, and the one that has not. */
  sentMonth: string
  openMonth: string
  deepCursor: string
}

/** Every figure and every list of the coordinator. */
export function requestsOf(known: Known): Request[] {
  const figure = (name: string, path: string): Request => ({
    name,
    path: `${DESK}/${path}`,
    limitMs: FIGURE_MS,
  })
  const search = (name: string, q: string): Request => ({
    ...figure(name, 'clients/search'),
    body: { q, cursor: null },
  })
  const filters = {
    'all five years': '',
    'a year': YEAR,
    'a month': 'month=2025-06',
    'a region, five years': `region=Kennemerland&${FIVE_YEARS}`,
    'a municipality': 'municipality=Haarlem',
    'a service': `service=${ADVICE}`,
    'a channel': 'channel=visit',
    'a supporter': `supporter=${known.supporterId}`,
    'the assistant': 'supporter=assistant',
    'a topic': 'topic=klacht',
    declarable: 'reason=declarable',
    'over the cap': 'reason=over_cap',
    'no indication': 'reason=no_indication',
    'too old': 'reason=too_old',
    'with excess': 'excess=1',
    drafts: 'draft=1',
    'a client': `client=${known.clientId}`,
    'what a report counted': `reported=${known.sentMonth}:1`,
    'many at once': `region=Kennemerland&channel=phone&topic=klacht&reason=declarable&${FIVE_YEARS}`,
  }
  const log = Object.entries(filters).flatMap(([name, query]) => [
    figure(`log: ${name}`, `contacts?${query}`),
    figure(`log totals: ${name}`, `contacts/totals?${query}`),
    figure(`log places: ${name}`, `contacts/places?${query}`),
  ])
  const report = (name: string, path: string): Request => ({
    ...figure(name, path),
    limitMs: REPORT_MS,
    times: 5,
  })
  return [
    { name: 'the floor: who am I', path: '/api/v1/staff/session', limitMs: FIGURE_MS },
    ...log,
    figure('log: deep in five years', `contacts?cursor=${known.deepCursor}`),
    figure('log: choices', 'contacts/choices'),
    figure('drafts to confirm', 'contacts/drafts'),
    figure('a contact', `contacts/${known.contactId}`),
    figure('saved views', 'saved-views'),
    figure('budget: 2021', 'figures/budget?year=2021'),
    figure('budget: 2025', 'figures/budget?year=2025'),
    figure('budgets', 'budgets'),
    figure('30 minutes: five years', `figures/minutes?${FIVE_YEARS}`),
    figure('30 minutes: a year', `figures/minutes?${YEAR}`),
    figure('30 minutes: clients over', `figures/minutes/clients?agreement=wlz-oco-2024&bucket=over&${YEAR}`),
    figure(
      '30 minutes: clients over, 2021-2023',
      'figures/minutes/clients?agreement=wlz-oco-2021&bucket=over&from=2021-01-01&to=2023-12-31',
    ),
    figure('response times: five years', `figures/response-times?${FIVE_YEARS}`),
    figure('response times: a year', `figures/response-times?${YEAR}`),
    figure('response times: a channel', `figures/response-times?channel=telegram&${FIVE_YEARS}`),
    figure('response times: rows', `figures/response-times/rows?${FIVE_YEARS}`),
    figure('response times: rows, deep', `figures/response-times/rows?page=500&${FIVE_YEARS}`),
    figure('response times: rows, longest first', `figures/response-times/rows?order=longest&${FIVE_YEARS}`),
    figure(
      'response times: late at an hour',
      `figures/response-times/rows?state=late&weekday=1&hour=10&${FIVE_YEARS}`,
    ),
    search('clients', ''),
    search('clients: by beginnings of names', 'ria ja'),
    search('clients: by day of birth', '12-03-1948'),
    figure('a client', `clients/${known.clientId}`),
    figure('signals', 'signals'),
    figure('signals: a category', `signals?category=${known.categoryId}`),
    figure('signals: acute', 'signals/acute'),
    figure('signals: counts', 'signals/counts'),
    figure('signals: trends', 'signals/trends?quarter=2025-04-01'),
    figure('signals: choices', 'signals/choices'),
    figure('a signal', `signals/${known.signalId}`),
    figure('knowledge', 'knowledge'),
    figure('knowledge: an entry', 'knowledge/wlz.kosten'),
    figure('knowledge: gaps of a quarter', 'knowledge/gaps?from=2025-10-01&to=2025-12-31'),
    figure('agreements', 'agreements'),
    figure('accounting', 'accounting'),
    figure('months', 'reports/months?year=2025'),
    figure('months: what is due', 'reports/due'),
    figure('quarters', 'reports/quarters'),
    figure('quarter: ratings', 'reports/quarters/2025-04-01/ratings'),
    report('month report: as it would be', `reports/months/${known.openMonth}`),
    report('month report: sent', `reports/months/${known.sentMonth}`),
    report('month report: a version', `reports/months/${known.sentMonth}/versions/1`),
    report('month report: workbook', `reports/months/${known.sentMonth}/versions/1/download`),
    report('quarterly report', 'reports/quarters/2025-04-01'),
    report('quarterly report: workbook', 'reports/quarters/2025-04-01/download'),
  ]
}

/** With at most some 100,000 rows each. */
export function downloadsOf(): Request[] {
  const paths = {
    'log of a year, XLSX': `contacts/download?format=xlsx&${YEAR}`,
    'log of a year, CSV': `contacts/download?format=csv&${YEAR}`,
    'audit sheet of five years, XLSX': `figures/response-times/download?format=xlsx&${FIVE_YEARS}`,
    'audit sheet of five years, CSV': `figures/response-times/download?format=csv&${FIVE_YEARS}`,
  }
  return Object.entries(paths).map(([name, path]) => ({
    name,
    path: `${DESK}/${path}`,
    limitMs: DOWNLOAD_MS,
    times: 1,
  }))
}

export type Spread = { p50: number; p95: number; bytes: number }

/** How long the answers take, in milliseconds, asked one after another; the first is not counted. */
export async function measure(
  who: Asking,
  { path, times: own, body }: Request,
  times: number,
): Promise<Spread> {
  const took: number[] = []
  let bytes = 0
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const many = own ?? times
  for (let time = many > 1 ? -1 : 0; time < many; time++) {
    const began = performance.now()
    const response = await who.request(path, init)
    bytes = (await response.arrayBuffer()).byteLength
    if (response.status !== 200) throw new Error(`${path} ended in ${response.status}`)
    if (time >= 0) took.push(performance.now() - began)
  }
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { p50: at(0.5), p95: at(0.95), bytes }
}
