const PAGE = '/dashboard/figures/response-times'

/** What of the address of the page says which requests are counted, and which of them are listed. */
const SELECTION = ['from', 'to', 'channel', 'supporter', 'topic'] as const
const PART = ['state', 'weekday', 'hour'] as const
const LIST = [...PART, 'order', 'page'] as const

type Name = (typeof SELECTION)[number] | (typeof LIST)[number] | 'rows'
export type Changes = Partial<Record<Name, string | number>>

const only = (query: URLSearchParams, names: readonly string[]) =>
  new URLSearchParams([...query].filter(([name, value]) => names.includes(name) && value !== ''))

export const selectionIn = (query: URLSearchParams) => only(query, SELECTION)
export const partIn = (query: URLSearchParams) => only(query, [...SELECTION, ...PART])
export const listIn = (query: URLSearchParams) => only(query, [...SELECTION, ...LIST])

/** The address of the page with this changed; what is empty is left out. */
export function pageWith(query: URLSearchParams, changes: Changes): string {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') next.delete(name)
    else next.set(name, String(value))
  }
  return `${PAGE}?${next}`
}

/** The address of the requests behind a figure of the page. */
export const rowsWith = (query: URLSearchParams, changes: Changes = {}) =>
  pageWith(selectionIn(query), { ...changes, rows: 1 })

const DAY_MS = 86_400_000
const amsterdam = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' })

export const dayLater = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

export type Period = { name: 'month' | 'last-month' | 'quarter' | 'year'; from: string; to: string }

/** The periods that are asked for most, as they are now. */
export function periods(now: number): Period[] {
  const today = amsterdam.format(now)
  const month = `${today.slice(0, 7)}-01`
  const lastDay = dayLater(month, -1)
  const inQuarter = String(Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')
  return [
    { name: 'month', from: month, to: today },
    { name: 'last-month', from: `${lastDay.slice(0, 7)}-01`, to: lastDay },
    { name: 'quarter', from: `${today.slice(0, 4)}-${inQuarter}-01`, to: today },
    { name: 'year', from: `${today.slice(0, 4)}-01-01`, to: today },
  ]
}
