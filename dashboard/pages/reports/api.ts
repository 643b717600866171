import type { MonthLayout } from '../../../server/reports/months/layout.ts'
import type { MonthList, Reminder } from '../../../server/reports/months/list.ts'
import type { MonthReport } from '../../../server/reports/months/month-reports.ts'
import type { QuestionsOfMonth } from '../../../server/reports/months/support-questions.ts'
import type { Api } from '../../api.ts'

const at = (month: string, verb = '') => `/desk/reports/months/${encodeURIComponent(month)}${verb}`

/** What the pages about monthly reports ask of the server. */
export function reportsAt({ call }: Api) {
  return {
    due: () => call<{ due: Reminder | null }>('GET', '/desk/reports/due'),
    months: (year: number | null) =>
      call<MonthList>('GET', `/desk/reports/months${year ? `?year=${year}` : ''}`),
    questions: (month: string) => call<QuestionsOfMonth>('GET', at(month, '/support-questions')),
    month: (month: string) => call<MonthReport>('GET', at(month)),
    send: (month: string, sending: { after: number; fingerprint: string }) =>
      call<{ version: number }>('POST', at(month, '/versions'), sending),
    layout: () => call<{ layout: MonthLayout; usual: MonthLayout }>('GET', '/desk/reports/month-layout'),
    setLayout: (layout: MonthLayout) => call<MonthLayout>('PUT', '/desk/reports/month-layout', layout),
  }
}

export type ReportsApi = ReturnType<typeof reportsAt>

export const downloadOf = (month: string, version: number, format: 'xlsx' | 'csv') =>
  `/api/v1/desk/reports/months/${month}/versions/${version}/download?format=${format}`
