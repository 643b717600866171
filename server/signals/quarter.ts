/** The first and last day of the quarter that begins on that day, or null when none does. */
export function quarterFrom(day: string): { from: string; to: string } | null {
  if (!/^\d{4}-(?:01|04|07|10)-01$/u.test(day)) return null
  const lastDay = new Date(`${day}T12:00:00Z`)
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 3, 0)
  return { from: day, to: lastDay.toISOString().slice(0, 10) }
}

/** The first day of the quarter that a day lies in. */
export function quarterOf(day: string): string {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}

/** The first day of the quarter so many quarters before. */
export function quartersBefore(quarter: string, many: number): string {
  const day = new Date(`${quarter}T12:00:00Z`)
  day.setUTCMonth(day.getUTCMonth() - 3 * many, 1)
  return day.toISOString().slice(0, 10)
}
