import type { MonthContent, Region, ServiceName } from '../../../../server/reports/months/content.ts'

export type Rows = { region?: Region | null; service?: ServiceName | null; channel?: string; reason?: string }

/** The rows behind a number: of a month as it now stands, or as a version that was sent counted them. */
export function rowsOf({ month }: MonthContent, version: number | null, rows: Rows): string {
  const { region, service, channel, reason } = rows
  const query = new URLSearchParams(
    version ? { reported: `${month}:${version}` } : { month, reason: 'declarable' },
  )
  if (reason) query.set('reason', reason)
  if (region) query.set('region', region.region ?? 'none')
  if (service) query.set('service', service.service ? `${service.agreementId}:${service.service}` : 'none')
  if (channel) query.set('channel', channel)
  return `/dashboard/contacts?${query}`
}
