import type { RequestLine as Found } from '../../../../server/reports/response-times/rows.ts'
import type { State } from '../../../../server/reports/response-times/requests.ts'
import type {
  Alerts,
  Figures,
  Group,
  ResponseTimes,
} from '../../../../server/reports/response-times/response-times.ts'
import type { Api } from '../../../api.ts'

export type { Alerts, Figures, Group, ResponseTimes, State }

type Moments = 'requestedAt' | 'dueAt' | 'reactedAt' | 'withdrawnAt' | 'closedAt' | 'referredAt'

export type RequestLine = Omit<Found, Moments> & { requestedAt: string; dueAt: string } & Record<
    Exclude<Moments, 'requestedAt' | 'dueAt'>,
    string | null
  >

export type RequestPage = { at: string; total: number; page: number; pages: number; requests: RequestLine[] }

export const STATES = [
  'in_time',
  'late',
  'overdue',
  'closed_unanswered',
  'waiting',
  'withdrawn',
] as const satisfies State[]

/** Those of which it is known that they were not in time. */
export const MISSED = 'late,overdue,closed_unanswered'
export const COUNTED = `in_time,${MISSED}`
export const MEASURED = 'in_time,late,waiting,overdue'

const AT = '/desk/figures/response-times'

/** What the page of response times asks of the server. */
export function responseTimesAt({ call }: Api) {
  return {
    figures: (query: URLSearchParams) => call<ResponseTimes>('GET', `${AT}?${query}`),
    requests: (query: URLSearchParams) => call<RequestPage>('GET', `${AT}/rows?${query}`),
  }
}

export const downloadOf = (query: URLSearchParams) => `/api/v1${AT}/download?${query}`
