import type { QuarterReport, Sending } from '../../../../server/signals/quarter-report.ts'
import type { Rating } from '../../../../server/signals/quarter-figures.ts'
import type { Api } from '../../../api.ts'

/** What the page about the quarterly report asks of the server. */
export function quartersAt({ call }: Api) {
  return {
    list: () =>
      call<{ current: string; sent: { period: string; version: number; sentAt: string }[] }>(
        'GET',
        '/desk/reports/quarters',
      ),
    show: (period: string) => call<QuarterReport>('GET', `/desk/reports/quarters/${period}`),
    send: (period: string, sending: Sending) =>
      call<QuarterReport>('POST', `/desk/reports/quarters/${period}`, sending),
    ratings: (period: string) =>
      call<{ ratings: Rating[] }>('GET', `/desk/reports/quarters/${period}/ratings`),
  }
}
