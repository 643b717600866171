import { locale } from '../../strings.svelte.ts'

/** "maart 2026" for 2026-03 */
export function monthName(month: string): string {
  const parts = { timeZone: 'UTC', month: 'long', year: 'numeric' } as const
  return new Intl.DateTimeFormat(locale() === 'nl' ? 'nl-NL' : 'en-GB', parts).format(
    Date.parse(`${month}-01`),
  )
}

/** "mrt 26", for under a chart. */
export function shortMonth(month: string): string {
  const parts = { timeZone: 'UTC', month: 'short', year: '2-digit' } as const
  return new Intl.DateTimeFormat(locale() === 'nl' ? 'nl-NL' : 'en-GB', parts).format(
    Date.parse(`${month}-01`),
  )
}

/** The first and the last day of a month, within a period. */
export function daysWithin(month: string, { from, to }: { from: string; to: string }) {
  const [year, ofYear] = month.split('-').map(Number) as [number, number]
  const last = new Date(Date.UTC(year, ofYear, 0)).toISOString().slice(0, 10)
  const first = `${month}-01`
  return { from: first < from ? from : first, to: last > to ? to : last }
}
