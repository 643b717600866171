import type { QuarterReport } from '../../../../server/signals/quarter-report.ts'

type Href = (row: string, column: string) => string

/** A table with one column is of all regions. */
const region = (column: string) => (column === 'all' ? '' : column)

/** Where the rows are that a number of a table counts; '' stands for the total. */
export function hrefsOf({
  from,
  to,
}: QuarterReport): Record<'signals' | 'complaints' | 'acute' | 'clients', Href> {
  const rows = (path: string, more: Record<string, string>) => {
    const wanted = Object.entries({ from, to, ...more }).filter(([, value]) => value !== '')
    return `/dashboard/${path}?${new URLSearchParams(wanted)}`
  }
  return {
    signals: (row, column) => rows('signals', { kind: 'signal', category: row, region: region(column) }),
    complaints: (row) => rows('signals', { kind: 'complaint', category: row }),
    acute: (row) => rows('signals', { kind: 'signal', acute: '1', state: row }),
    clients: (row) => rows('contacts', { region: row }),
  }
}
