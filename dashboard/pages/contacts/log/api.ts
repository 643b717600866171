import type { LogRow as Found } from '../../../../server/reports/log/contact-log.ts'
import type { LogChoices } from '../../../../server/reports/log/choices.ts'
import type { LogTotals } from '../../../../server/reports/log/totals.ts'
import type { SavedView } from '../../../../server/reports/log/saved-views.ts'
import type { Api } from '../../../api.ts'

export type { LogChoices, LogTotals, SavedView }
export type LogRow = Omit<Found, 'startedAt' | 'recordedAt'> & { startedAt: string; recordedAt: string }

/** What the contact log asks of the server. */
export function logAt({ call }: Api) {
  const get = <T>(path: string, query: string) =>
    call<T>('GET', `/desk/contacts${path}${query && `?${query}`}`)
  return {
    page: (query: string, cursor?: string) =>
      get<{ rows: LogRow[]; cursor: string | null }>(
        '',
        [query, cursor && `cursor=${cursor}`].filter(Boolean).join('&'),
      ),
    places: (query: string) => get<{ cursors: string[] }>('/places', query),
    totals: (query: string) => get<LogTotals>('/totals', query),
    choices: () => get<LogChoices>('/choices', ''),
    views: () => call<{ views: SavedView[] }>('GET', '/desk/saved-views'),
    keepView: (name: string, query: string) => call<SavedView>('POST', '/desk/saved-views', { name, query }),
    renameView: (id: string, name: string) => call<SavedView>('PUT', `/desk/saved-views/${id}`, { name }),
    removeView: (id: string) => call<void>('DELETE', `/desk/saved-views/${id}`),
  }
}

export type LogApi = ReturnType<typeof logAt>
