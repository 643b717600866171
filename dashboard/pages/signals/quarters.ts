const AMSTERDAM = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' })

/** The day in Amsterdam, as 2026-11-22. */
export const dayNow = (now: number) => AMSTERDAM.format(now)

/** The first day of the quarter of a day. */
export function quarterOf(day: string): string {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}

/** The last day of the quarter that begins on a day. */
export function endOf(quarter: string): string {
  const day = new Date(`${quarter}T12:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() + 3, 0)
  return day.toISOString().slice(0, 10)
}

/** The quarter of a day and those before it, the last first. */
export function quartersUpTo(day: string, many: number): string[] {
  const first = new Date(`${quarterOf(day)}T12:00:00Z`)
  return Array.from({ length: many }, (_, i) => {
    const quarter = new Date(first)
    quarter.setUTCMonth(first.getUTCMonth() - 3 * i)
    return quarter.toISOString().slice(0, 10)
  })
}
